import type { City } from '../../../shared/cities/city.ts'
import { type Member, topicsOf } from '../../../shared/membership/member.ts'
import { Topic } from '../../../shared/words.ts'
import { Choices } from '../../components/form.tsx'
import { localDay } from '../../local-time.ts'
import { accountWords } from '../../words/account.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type PreferencesPageProps = AccountFrame & { member: Member; city: City; warning?: string | undefined }

export const PreferencesPage = (props: PreferencesPageProps) => {
  const { language, member, city } = props
  const words = accountWords[language].preferences
  const since = (topic: Topic): string | undefined => {
    const { consents, unsubscribes } = member
    const left = unsubscribes[topic]
    if (left) return consents[topic] && words.left(localDay(left.at, city.timeZone, language))
    const agreed = consents[topic]
    return agreed && words.agreed(localDay(agreed.at, city.timeZone, language))
  }
  return (
    <AccountPage {...props} title={words.title}>
      <form method="post" action="/me/preferences">
        <Choices
          name="topics"
          legend={words.legend}
          help={words.help}
          options={Topic.options.map((topic) => ({ value: topic, label: words.topics[topic], hint: since(topic) }))}
          chosen={topicsOf(member)}
          multiple
        />
        <div class="actions">
          <button type="submit">{accountWords[language].save}</button>
          <button class="second" type="submit" name="pause" value="yes">
            {words.pause}
          </button>
        </div>
      </form>
    </AccountPage>
  )
}
