import type { Call } from '../../shared/calls/call.ts'
import type { TypedCall } from '../../shared/calls/call-form.ts'
import type { CallFields, Differing } from '../../shared/calls/change-call.ts'
import { APPROVAL } from '../../shared/campaigns/policy.ts'
import type { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Choices, Field, type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { FIELDS, people } from './staff-phrases.ts'

type Frame = { site: { networkName: string }; actor: Actor; call: Call; city: Pick<City, 'timeZone'> }

type CallChangeProps = Frame & {
  typed: TypedCall
  after: CallFields
  told: readonly Differing[]
  untold: readonly Differing[]
  /** How many hold an invitation and can be told. */
  invited: number
  /** How many have a place. */
  taken: number
  /** To so many, a second person reads it first, or it waits. */
  waits: boolean
}

/** What changes, and who is told, before it is so. */
export const CallChangePage = (props: CallChangeProps) => {
  const { site, actor, call, city, typed, after, told, untold, invited, taken, waits } = props
  const fewer = after.capacity !== undefined && after.capacity < taken
  return (
    <Layout site={site} section="staff" language="en" title="Change this?" actor={actor}>
      <h1>Change this?</h1>
      <table class="stack narrow">
        <thead>
          <tr>
            <th />
            <th>Until now</th>
            <th>From now on</th>
          </tr>
        </thead>
        <tbody>
          {[...told, ...untold].map((field) => (
            <tr>
              <th scope="row">{FIELDS[field]}</th>
              <td data-label="Until now">{shown(call, field, city)}</td>
              <td data-label="From now on">{shown(after, field, city)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {fewer && (
        <p class="notice">
          {people(taken)} have a place and keep it. Nobody new gets one before fewer than {after.capacity} are taken.
        </p>
      )}
      <form method="post" action={`/staff/calls/${call.callId}/edit`}>
        <input type="hidden" name="revision" value={String(call.revision)} />
        {Object.entries(typed).map(([name, value]) => (
          <textarea hidden name={name}>
            {`\n${value}`}
          </textarea>
        ))}
        {invited === 0 ? (
          <p class="notice">{call.campaignId ? NOBODY_TO_TELL : 'Nobody was invited yet, so nobody is mailed.'}</p>
        ) : told.length > 0 ? (
          <p class="notice warn">
            <strong>{people(invited)} were invited.</strong> They get an update of the same calendar entry by mail.
          </p>
        ) : (
          <Choices
            name="tell"
            legend={`${people(invited)} were invited. Are they to be told?`}
            options={[
              { value: 'no', label: 'No, this is no matter for a mail' },
              { value: 'yes', label: 'Yes, send an update of the same calendar entry' },
            ]}
            chosen={['no']}
          />
        )}
        {invited > 0 && waits && <p>{WAITS}</p>}
        {invited > 0 && (
          <Field name="note" label="What to say about it in the mail (if anything)" rows={3} maxlength={500} />
        )}
        <div class="actions">
          <button type="submit" name="confirm" value="yes">
            {invited > 0 && told.length > 0 ? 'Change it and tell them' : 'Change it'}
          </button>
          <a href={`/staff/calls/${call.callId}/edit`}>Back</a>
        </div>
      </form>
    </Layout>
  )
}

const NOBODY_TO_TELL = 'Nobody is mailed: the invitation has not left, or its mailing has been ended.'

const shown = (call: CallFields, field: Differing, { timeZone }: Pick<City, 'timeZone'>) => {
  switch (field) {
    case 'startsAt':
      return localTime(call.startsAt, timeZone, 'en')
    case 'minutes':
      return `${call.minutes} minutes`
    case 'capacity':
      return call.capacity ?? 'no limit'
    case 'agenda':
      return <pre>{call.agenda || '(none)'}</pre>
    default:
      return call[field] ?? '(none)'
  }
}

const WAITS = `To so many nothing goes out that one person alone has read: it is mailed as soon as somebody else on the staff lets it go, or in ${APPROVAL.holdSeconds / 60} minutes. Until then it can be stopped on the page of its campaign.`

type CallCancelProps = Frame & { invited: number; waits: boolean; typed?: string; problems?: readonly Problem[] }

export const CallCancelPage = ({
  site,
  actor,
  call,
  city,
  invited,
  waits,
  typed = '',
  problems = [],
}: CallCancelProps) => (
  <Layout
    site={site}
    section="staff"
    language="en"
    title="Cancel this call?"
    actor={actor}
    refused={problems.length > 0}
  >
    <h1>Cancel this call?</h1>
    <Problems language="en" problems={problems} />
    <p>
      <strong>{call.title}</strong>, {localTime(call.startsAt, city.timeZone, 'en')}
    </p>
    {invited > 0 ? (
      <p class="notice warn">
        <strong>{people(invited)} were invited.</strong> They are told by mail, and the entry in their calendars is
        cancelled. This cannot be taken back.
      </p>
    ) : (
      <p class="notice">Nobody holds an invitation, so nobody is mailed. This cannot be taken back.</p>
    )}
    {waits && <p>{WAITS}</p>}
    <form method="post" action={`/staff/calls/${call.callId}/cancel`}>
      <input type="hidden" name="revision" value={String(call.revision)} />
      <Field
        name="reason"
        label="Why it does not take place"
        help="Stands in the mail."
        rows={3}
        maxlength={500}
        value={typed}
        problems={problems}
      />
      <div class="actions">
        <button class="danger" type="submit">
          Cancel the call
        </button>
        <a href={`/staff/calls/${call.callId}`}>Back</a>
      </div>
    </form>
  </Layout>
)
