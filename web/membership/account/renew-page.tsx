import { cardFee, DuesInterval, dollars } from '../../../shared/membership/dues.ts'
import { OFFERED, OTHER_AMOUNT, type TypedDues } from '../../../shared/membership/join-form.ts'
import { renewsByItself } from '../../../shared/membership/mandate.ts'
import type { LivingMembership } from '../../../shared/membership/membership.ts'
import { DUES } from '../../../shared/membership/policy.ts'
import { Choices, Field, type Problem, Problems } from '../../components/form.tsx'
import { dateText } from '../../local-time.ts'
import { accountWords } from '../../words/account.ts'
import { accountDuesWords } from '../../words/account-dues.ts'
import { joinWords } from '../../words/join.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type RenewPageProps = AccountFrame & {
  membership: LivingMembership
  typed: TypedDues
  problems?: readonly Problem[]
  /** The token of the link in a mail, where there is no session. */
  token?: string | undefined
  /** The payment page was left without paying. */
  unpaid?: boolean
}

export const RenewPage = (props: RenewPageProps) => {
  const { language, membership, typed, problems = [], token, unpaid = false } = props
  const words = accountDuesWords[language].renew
  const { mandate, paidThrough } = membership
  const through = dateText(paidThrough, language)
  const fees = { month: dollars(cardFee(100)), year: dollars(cardFee(DUES.least)) }
  return (
    <AccountPage
      {...props}
      title={words.title}
      refused={problems.length > 0}
      warning={unpaid ? words.unpaid : undefined}
      keep={token ? { t: token } : undefined}
    >
      <Problems language={language} problems={problems} />
      <p class="lead">{membership.state === 'lapsed' ? words.leadEnded(through) : words.lead(through)}</p>
      {renewsByItself(mandate) && mandate.chargesOn && (
        <p class="notice">{words.alive(dateText(mandate.chargesOn, language))}</p>
      )}
      <form method="post" action="/me/renew" novalidate>
        {token && <input type="hidden" name="t" value={token} />}
        <Choices
          name="amount"
          legend={words.amount}
          help={words.amountHelp(dollars(DUES.least))}
          options={[
            ...OFFERED.map(({ value, cents, each }) => ({
              value,
              label: joinWords[language].join.fees.each(dollars(cents), each),
            })),
            { value: OTHER_AMOUNT, label: words.other },
          ]}
          chosen={[typed.amount]}
          problems={problems}
        />
        <Field
          name="other"
          label={words.otherField}
          value={typed.other}
          problems={problems}
          inputmode="decimal"
          maxlength={20}
        />
        <Choices
          name="interval"
          legend={words.interval}
          options={DuesInterval.options.map((value) => ({
            value,
            label: words.intervals[value],
            hint: words.intervalHints(fees)[value],
          }))}
          chosen={[typed.interval]}
          problems={problems}
        />
        <div class="field">
          <div class="choices">
            <label for="coversFee">
              <input id="coversFee" type="checkbox" name="coversFee" value="yes" checked={typed.coversFee === 'yes'} />
              <span>{words.coversFee}</span>
            </label>
          </div>
        </div>
        <button type="submit">{words.go}</button>
      </form>
    </AccountPage>
  )
}

export const RenewedPage = (props: AccountFrame) => {
  const words = accountDuesWords[props.language].renew
  return (
    <AccountPage {...props} title={words.paidTitle} keep={{ shows: 'paid' }}>
      <p class="lead">{words.paidText}</p>
      {!props.member && (
        <p>
          <a href="/me">{accountWords[props.language].mine}</a>
        </p>
      )}
    </AccountPage>
  )
}

type CardPageProps = AccountFrame & { token?: string | undefined; keptCard: boolean }

export const CardPage = (props: CardPageProps) => {
  const { language, token, keptCard } = props
  const { overview } = accountWords[language]
  const { card: words } = accountDuesWords[language]
  return (
    <AccountPage {...props} title={words.title} keep={token ? { t: token } : undefined}>
      <p class="lead">{keptCard ? words.text : words.none}</p>
      {keptCard ? (
        <form method="post" action="/me/card">
          {token && <input type="hidden" name="t" value={token} />}
          <button type="submit">{words.button}</button>
        </form>
      ) : (
        <p>
          <a class="button" href="/me/renew">
            {overview.renew}
          </a>
        </p>
      )}
    </AccountPage>
  )
}

/** Whether a card was given is not known here: the provider's page has one way back. */
export const CardReturnedPage = (props: AccountFrame) => {
  const { signIn } = accountWords[props.language]
  const { card: words } = accountDuesWords[props.language]
  return (
    <AccountPage {...props} title={words.returnedTitle} keep={{ shows: 'returned' }}>
      <p class="lead">{words.returned}</p>
      <p>
        <a class="button second" href="/me/sign-in">
          {signIn.title}
        </a>
      </p>
    </AccountPage>
  )
}

/** The link of a mail is too old, or no link of ours. */
export const LinkOverPage = (props: AccountFrame & { reason: 'expired' | 'forged' }) => {
  const { signIn } = accountWords[props.language]
  const { renew } = accountDuesWords[props.language]
  const { title, text } =
    props.reason === 'expired'
      ? { title: renew.expiredTitle, text: renew.expiredText }
      : { title: signIn.unknownTitle, text: signIn.unknownText }
  return (
    <AccountPage {...props} title={title}>
      <p class="lead">{text}</p>
      <p>
        <a class="button" href="/me/sign-in">
          {signIn.title}
        </a>
      </p>
    </AccountPage>
  )
}
