import type { City } from '../../../shared/cities/city.ts'
import type { Demographics } from '../../../shared/membership/member.ts'
import { BANK, bankOptions, DIMENSIONS } from '../../../shared/surveys/bank.ts'
import { Choices } from '../../components/form.tsx'
import { accountWords } from '../../words/account.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type AboutMePageProps = AccountFrame & {
  city: City
  chosen: Demographics
  warning?: string | undefined
}

/** The questions of the shared bank, in its words. Each has an answer that takes the answer away. */
export const AboutMePage = (props: AboutMePageProps) => {
  const { language, city, chosen } = props
  const words = accountWords[language].aboutMe
  return (
    <AccountPage {...props} title={words.title}>
      <p class="lead">{words.lead}</p>
      <p>{words.who}</p>
      <form method="post" action="/me/about-me">
        {DIMENSIONS.map((dimension) => (
          <Choices
            name={dimension}
            legend={BANK[dimension].title[language]}
            help={BANK[dimension].help[language] || undefined}
            options={[
              { value: '', label: words.none },
              ...bankOptions(dimension, language, city).map(({ key, label }) => ({ value: key, label })),
            ]}
            chosen={[chosen[dimension] ?? '']}
          />
        ))}
        <button type="submit">{accountWords[language].save}</button>
      </form>
    </AccountPage>
  )
}
