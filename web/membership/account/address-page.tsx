import { Field, type Problem, Problems } from '../../components/form.tsx'
import { accountWords } from '../../words/account.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type AddressPageProps = AccountFrame & {
  member: { name: string; email: string }
  typed?: string | undefined
  problems?: readonly Problem[]
}

export const AddressPage = (props: AddressPageProps) => {
  const { language, member, typed, problems = [] } = props
  const words = accountWords[language].address
  return (
    <AccountPage {...props} title={words.title} refused={problems.length > 0}>
      <Problems language={language} problems={problems} />
      <p class="lead">{words.now(member.email)}</p>
      <form method="post" action="/me/address" novalidate>
        <Field
          name="email"
          label={words.email}
          help={words.help}
          value={typed}
          problems={problems}
          type="email"
          inputmode="email"
          autocomplete="email"
          required
        />
        <button type="submit">{words.ask}</button>
      </form>
    </AccountPage>
  )
}

type ConfirmAddressPageProps = AccountFrame &
  ({ shows: 'button'; token: string } | { shows: 'changed' | 'taken' | 'used' | 'expired' | 'unknown' })

/** What the link in the mail to the new address leads to. */
export const ConfirmAddressPage = (props: ConfirmAddressPageProps) => {
  const { address: words, signIn } = accountWords[props.language]
  const { title, text } = {
    button: { title: words.confirmTitle, text: words.confirmText },
    changed: { title: words.changedTitle, text: words.changedText },
    taken: { title: words.takenTitle, text: words.takenText },
    used: { title: words.usedTitle, text: words.usedText },
    expired: { title: signIn.expiredTitle, text: words.help },
    unknown: { title: signIn.unknownTitle, text: signIn.unknownText },
  }[props.shows]
  return (
    <AccountPage {...props} title={title} keep={'token' in props ? { t: props.token } : undefined}>
      <p class="lead">{text}</p>
      {props.shows === 'button' ? (
        <form method="post" action="/me/address/confirmation">
          <input type="hidden" name="t" value={props.token} />
          <button type="submit">{words.confirm}</button>
        </form>
      ) : (
        <p>
          <a class="button" href="/me/sign-in">
            {words.signIn}
          </a>
        </p>
      )}
    </AccountPage>
  )
}
