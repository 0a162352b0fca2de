import type { Suppression } from '../../shared/mail/suppression.ts'
import { Field, type Problem, Problems } from '../components/form.tsx'
import { Layout, type Reader } from '../layout.tsx'
import { LIFT, PROVIDERS_LIST, SUPPRESSED } from './suppression-phrases.ts'

type SuppressionsPageProps = {
  site: { networkName: string }
  actor: Reader
  typed: { email: string; reason: string }
  /** Of the address that was asked for; undefined before one was. */
  found?: { suppression: Suppression | undefined } | undefined
  /** It has just been lifted. */
  lifted?: boolean | undefined
  problems?: readonly Problem[] | undefined
}

/** Is an address mailed, and if not, why. The address travels in the body of a request and never in an address of the site. */
export const SuppressionsPage = (props: SuppressionsPageProps) => {
  const { site, actor, typed, found, lifted, problems = [] } = props
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title="Addresses that are not mailed"
      actor={actor}
      refused={problems.length > 0}
    >
      <p>
        <a href="/staff/members">Members</a>
      </p>
      <h1>Addresses that are not mailed</h1>
      <p class="lead">
        An address that sends mail back for good, or whose owner complains, gets no mail of any kind any more, whoever
        has it. It is kept in a form that cannot be read, so there is no list to look through: type the address.
      </p>
      {lifted && (
        <p class="notice" role="status">
          The address is mailed again.
        </p>
      )}
      <Problems language="en" problems={problems} />
      <form method="post" action="/staff/suppressions" novalidate>
        <Field
          name="email"
          label="Address"
          type="email"
          autocomplete="off"
          required
          value={typed.email}
          problems={problems}
        />
        <button type="submit">Look it up</button>
      </form>
      {found && !lifted && <Found {...props} found={found} />}
    </Layout>
  )
}

const Found = ({
  found: { suppression },
  typed,
  problems,
}: SuppressionsPageProps & Required<Pick<SuppressionsPageProps, 'found'>>) => {
  if (!suppression) return <p class="notice">This address is mailed.</p>
  return (
    <>
      <h2>
        Not mailed since <time datetime={suppression.at}>{DAY.format(new Date(suppression.at))}</time>
      </h2>
      <p>{SUPPRESSED[suppression.reason]}</p>
      <form method="post" action="/staff/suppressions/lift" novalidate>
        <div class="notice warn">
          {[...LIFT[suppression.reason], PROVIDERS_LIST].map((sentence) => (
            <p>{sentence}</p>
          ))}
        </div>
        <input type="hidden" name="email" value={typed.email} />
        <Field
          name="reason"
          label="Reason"
          help="It stands in the audit log, without the address: name none."
          rows={2}
          maxlength={500}
          required
          value={typed.reason}
          problems={problems}
        />
        <button type="submit" class="danger">
          Mail it again
        </button>
      </form>
    </>
  )
}

const DAY = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' })
