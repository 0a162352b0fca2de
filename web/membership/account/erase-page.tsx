import { BACKUP_DAYS } from '../../../shared/membership/erasure.ts'
import type { LivingMembership } from '../../../shared/membership/membership.ts'
import { Field, type Problem, Problems } from '../../components/form.tsx'
import { dateText } from '../../local-time.ts'
import { accountWords } from '../../words/account.ts'
import { accountDataWords } from '../../words/account-data.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type ErasePageProps = AccountFrame & { membership: LivingMembership; problems?: readonly Problem[] }

/** Says everything that happens before anything does. */
export const ErasePage = (props: ErasePageProps) => {
  const { language, membership, problems = [] } = props
  const { erase: words } = accountDataWords[language]
  const { points } = words
  const over = membership.state === 'lapsed'
  return (
    <AccountPage {...props} title={words.title} refused={problems.length > 0}>
      <Problems language={language} problems={problems} />
      <p class="lead">{words.lead}</p>
      <ul>
        {!over && <li>{points.membership(dateText(membership.paidThrough, language))}</li>}
        <li>{points.card}</li>
        <li>{points.profile}</li>
        <li>{points.answersOpen}</li>
        <li>{points.answersOut}</li>
        <li>{points.payments}</li>
        <li>{points.suppression}</li>
        <li>{points.backups(BACKUP_DAYS)}</li>
        <li>{points.certificate}</li>
      </ul>
      <p>
        <a href="/me/data">{words.download}</a>
      </p>
      <form method="post" action="/me/erase" novalidate>
        <Field
          name="word"
          label={words.wordLabel(words.word)}
          problems={problems}
          autocomplete="off"
          maxlength={20}
          required
        />
        <div class="actions">
          <button class="danger" type="submit">
            {words.button}
          </button>
          <a class="button second" href="/me">
            {accountWords[language].back}
          </a>
        </div>
      </form>
    </AccountPage>
  )
}

export const ErasureBegunPage = (props: AccountFrame) => {
  const { begunTitle, begunText } = accountDataWords[props.language].erase
  return (
    <AccountPage {...props} title={begunTitle}>
      <p class="lead">{begunText}</p>
    </AccountPage>
  )
}
