import { dollars, limitsOf } from '../../../shared/membership/dues.ts'
import { type DuesAct, duesActs, isCharged } from '../../../shared/membership/dues-acts.ts'
import { isPaidUp, type LivingMembership } from '../../../shared/membership/membership.ts'
import type { PlainDate } from '../../../shared/units.ts'
import { Field, type Problem, Problems } from '../../components/form.tsx'
import { dateText } from '../../local-time.ts'
import type { Done } from '../../words/account.ts'
import { accountDuesWords } from '../../words/account-dues.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type DuesPageProps = AccountFrame & {
  membership: LivingMembership
  done?: Done | undefined
  warning?: string | undefined
  typed?: { amount: string; coversFee: boolean } | undefined
  problems?: readonly Problem[]
}

export const DuesPage = (props: DuesPageProps) => {
  const { language, membership, typed, problems = [] } = props
  const { dues: words, card } = accountDuesWords[language]
  const { mandate } = membership
  const charged = isCharged(mandate) ? mandate : undefined
  return (
    <AccountPage {...props} title={words.title} refused={problems.length > 0}>
      <Problems language={language} problems={problems} />
      {charged ? (
        <>
          <h2>{words.amountTitle}</h2>
          <form method="post" action="/me/dues" novalidate>
            <Field
              name="amount"
              label={words.amount(charged.interval)}
              help={words.amountHelp(
                dateText(charged.chargesOn ?? membership.paidThrough, language),
                dollars(limitsOf(charged.interval).least),
              )}
              value={typed?.amount ?? dollars(charged.cents).replace('$', '')}
              problems={problems}
              inputmode="decimal"
              maxlength={20}
              required
            />
            <div class="field">
              <div class="choices">
                <label for="coversFee">
                  <input
                    id="coversFee"
                    type="checkbox"
                    name="coversFee"
                    value="yes"
                    checked={typed?.coversFee ?? false}
                  />
                  <span>{words.coversFee}</span>
                </label>
              </div>
            </div>
            <button type="submit">{words.change}</button>
          </form>
        </>
      ) : (
        <p>{words.byHand}</p>
      )}
      <div class="actions">
        {charged && membership.customerId && (
          <a class="button second" href="/me/card">
            {card.title}
          </a>
        )}
        {duesActs(membership).map((act) => (
          <a class={act === 'stay' || act === 'resume' ? 'button second' : 'button danger'} href={`/me/dues/${act}`}>
            {words.acts[act].title}
          </a>
        ))}
      </div>
    </AccountPage>
  )
}

/** Says what follows; the second click does it. */
export const DuesActPage = (props: AccountFrame & { membership: LivingMembership; act: DuesAct; today: PlainDate }) => {
  const { language, membership, act, today } = props
  const { acts, cancelAtOnce, no } = accountDuesWords[language].dues
  const { title, text, button } = acts[act]
  const says = act === 'cancel' && !isPaidUp(membership, today) ? cancelAtOnce : text
  return (
    <AccountPage {...props} title={title}>
      <p class="lead">{says(dateText(membership.paidThrough, language))}</p>
      <form method="post" action={`/me/dues/${act}`}>
        <div class="actions">
          <button type="submit" class={act === 'stay' || act === 'resume' ? '' : 'danger'}>
            {button}
          </button>
          <a class="button second" href="/me/dues">
            {no}
          </a>
        </div>
      </form>
    </AccountPage>
  )
}
