import type { WayBack } from '../../../shared/membership/way-back.ts'
import { Field, type Problem, Problems } from '../../components/form.tsx'
import { accountWords } from '../../words/account.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

type SignInPageProps = AccountFrame & {
  typed?: string | undefined
  problems?: readonly Problem[]
  /** Where the reader wanted to go. */
  to?: WayBack | undefined
} & ({ shows: 'form' | 'sent' | 'out' | 'expired' | 'used' | 'unknown' } | { shows: 'button'; token: string })

/** Asking for a link, and the button behind the link. Whatever is wrong with a link, the form for another stands below. */
export const SignInPage = (props: SignInPageProps) => {
  const { language, shows, typed, problems = [], to } = props
  const words = accountWords[language].signIn
  const { title, text } = {
    form: { title: words.title, text: words.lead },
    out: { title: words.title, text: words.lead },
    sent: { title: words.sentTitle, text: words.sentText },
    button: { title: words.buttonTitle, text: words.buttonText },
    expired: { title: words.expiredTitle, text: words.expiredText },
    used: { title: words.usedTitle, text: words.usedText },
    unknown: { title: words.unknownTitle, text: words.unknownText },
  }[shows]
  return (
    <AccountPage
      {...props}
      title={title}
      refused={problems.length > 0}
      keep={{ ...(shows === 'button' && { t: props.token }), ...(shows === 'sent' && { shows }), ...(to && { to }) }}
    >
      {shows === 'out' && (
        <p class="notice" role="status">
          {words.signedOut}
        </p>
      )}
      <Problems language={language} problems={problems} />
      <p class="lead">{text}</p>
      {shows === 'sent' && <p>{words.sentSpam}</p>}
      {shows === 'button' && (
        <form method="post" action="/me/sign-in">
          <input type="hidden" name="t" value={props.token} />
          <WantedPage to={to} />
          <button type="submit">{words.button}</button>
        </form>
      )}
      {shows !== 'button' && shows !== 'sent' && (
        <form method="post" action="/me/sign-in" novalidate>
          <WantedPage to={to} />
          <Field
            name="email"
            label={words.email}
            value={typed}
            problems={problems}
            type="email"
            inputmode="email"
            autocomplete="email"
            required
          />
          <button type="submit">{words.ask}</button>
        </form>
      )}
    </AccountPage>
  )
}

const WantedPage = ({ to }: { to: WayBack | undefined }) => (to ? <input type="hidden" name="to" value={to} /> : null)
