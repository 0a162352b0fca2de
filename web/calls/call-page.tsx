import type { Call, Reply } from '../../shared/calls/call.ts'
import type { Seats } from '../../shared/calls/seats.ts'
import type { CampaignState } from '../../shared/campaigns/campaign.ts'
import type { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import type { Instant } from '../../shared/units.ts'
import { stateLabel } from '../campaigns/phrases.ts'
import { Field, type Problem, Problems, Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { localTime, shortLocalTime } from '../local-time.ts'
import { readStaffText } from '../mail/staff-text.ts'
import { StaffTextPart } from '../mail/staff-text-page.tsx'
import { numeral } from '../numeral.ts'
import { CallBadge } from './call-list-page.tsx'
import { people, placesText, REPLIES } from './staff-phrases.ts'

/** One reply as staff look at it. */
export type ListedReply = {
  memberId: string
  name: string
  reply: Reply | 'waiting' | 'none'
  at: Instant
  came: boolean
}

export type ReplyFilter = { q: string; reply: string; page: number }

type CallPageProps = {
  site: { networkName: string }
  actor: Actor
  call: Call
  city: Pick<City, 'name' | 'state' | 'timeZone'>
  seats: Seats
  invitation:
    | {
        campaignId: string
        state: CampaignState
        invited: number
        told: number
        waits: Instant | 'stopped' | undefined
      }
    | undefined
  begun: boolean
  counts: Record<Reply | 'waiting' | 'none' | 'came', number>
  replies: readonly ListedReply[]
  /** How many fit the filter, on all pages. */
  fitting: number
  filter: ReplyFilter
  pages: number
  /** Members of the city who fit what was typed. */
  search?: { typed: string; found: readonly { memberId: string; name: string }[]; more: boolean } | undefined
  notice?: string | undefined
  problems?: readonly Problem[] | undefined
}

export const CallPage = (props: CallPageProps) => {
  const { site, actor, call, city, invitation, begun, notice, problems = [] } = props
  const ahead = call.state === 'planned' && !begun
  return (
    <Layout site={site} section="staff" language="en" title={call.title} actor={actor} refused={problems.length > 0}>
      <Problems language="en" problems={problems} />
      {notice && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <h1 class="long">{call.title}</h1>
      <p>
        <CallBadge call={call} invited={invitation?.invited ?? 0} /> {city.name}, {city.state}
      </p>
      {call.state === 'cancelled' && (
        <p class="notice warn">
          Cancelled {shortLocalTime(call.cancelledAt, city.timeZone, 'en')}: {call.reason}
        </p>
      )}
      <dl class="facts">
        <dt>Start</dt>
        <dd>{localTime(call.startsAt, city.timeZone, 'en')}</dd>
        <dt>Length</dt>
        <dd>{call.minutes} minutes</dd>
        <dt>Link</dt>
        <dd>{call.link ?? '(none)'}</dd>
        <dt>Dial in, or the place</dt>
        <dd>{call.dialIn ?? '(none)'}</dd>
        <dt>Places</dt>
        <dd>{call.capacity ?? 'no limit'}</dd>
      </dl>
      {ahead && (
        <div class="actions">
          <a class="button second" href={`/staff/calls/${call.callId}/edit`}>
            Change it
          </a>
          <a class="button danger" href={`/staff/calls/${call.callId}/cancel`}>
            Cancel it
          </a>
        </div>
      )}
      <Invitation {...props} ahead={ahead} />
      <WhoComes {...props} />
      {begun && call.state === 'planned' && <SomebodyElse {...props} />}
      {call.agenda && (
        <section class="narrow">
          <h2>Agenda</h2>
          <StaffTextPart text={readStaffText(call.agenda)} />
        </section>
      )}
    </Layout>
  )
}

const Invitation = ({ call, city, invitation, ahead }: CallPageProps & { ahead: boolean }) => {
  if (invitation)
    return (
      <section class="narrow">
        <h2>Invitation</h2>
        <p>
          <a href={`/staff/campaigns/${invitation.campaignId}`}>The campaign of this call</a>:{' '}
          {stateLabel({ kind: 'call', state: invitation.state })}
          {invitation.invited > 0 && `, ${people(invitation.invited)} invited`}
        </p>
        {invitation.waits && (
          <p class="notice warn">
            {invitation.waits === 'stopped'
              ? 'Word of this call was stopped, and nobody has been told.'
              : `Word of this call waits for a second reader, until ${localTime(invitation.waits, city.timeZone, 'en')}.`}{' '}
            <a href={`/staff/campaigns/${invitation.campaignId}`}>Read it and decide</a>
          </p>
        )}
      </section>
    )
  if (!ahead) return null
  return (
    <section class="narrow">
      <h2>Invitation</h2>
      <p>
        Nobody is invited yet. The invitation is a campaign: you write a message, look at the mail and at who gets it,
        then launch it. Reminders go out by themselves a day and an hour before, to those who come or may come.
      </p>
      <form method="post" action="/staff/campaigns/of-call">
        <input type="hidden" name="callId" value={call.callId} />
        <div class="actions">
          <button type="submit">Write the invitation</button>
        </div>
      </form>
    </section>
  )
}

const WhoComes = (props: CallPageProps) => {
  const { call, seats, invitation, begun, counts, replies, fitting, filter } = props
  const replied = counts.yes + counts.waiting + counts.maybe + counts.no
  const marks = begun && call.state === 'planned'
  if (replied + counts.none === 0)
    return invitation && invitation.invited > 0 ? (
      <section>
        <h2>Who comes</h2>
        <p class="empty">Nobody has replied yet.</p>
      </section>
    ) : null
  return (
    <section>
      <h2>Who comes</h2>
      <dl class="figures">
        <Figure label={seats.capacity ? `Come, of ${placesText(seats.capacity)}` : 'Come'} count={counts.yes} />
        {(counts.waiting > 0 || seats.capacity) && <Figure label="Wait for a place" count={counts.waiting} />}
        <Figure label="Maybe" count={counts.maybe} />
        <Figure label="Do not come" count={counts.no} />
        {invitation && <Figure label="No reply" count={Math.max(0, invitation.invited - replied)} />}
        {begun && <Figure label="Came" count={counts.came} />}
      </dl>
      <form class="search" method="get" action={`/staff/calls/${call.callId}`}>
        <Field name="q" label="Name" value={filter.q} />
        <Select
          name="reply"
          label="Reply"
          value={filter.reply}
          options={[
            { value: '', label: 'All replies' },
            ...Object.entries(REPLIES).map(([value, label]) => ({ value, label })),
            { value: 'came', label: 'Came' },
          ]}
        />
        <button type="submit" class="second">
          Show
        </button>
      </form>
      {replies.length === 0 ? (
        <p class="empty">Nobody fits.</p>
      ) : (
        <form
          method="post"
          action={`/staff/calls/${call.callId}/attendance?${query(filter, filter.page)}`}
          class="wide"
        >
          <table class="stack">
            <caption>{fitting === 1 ? '1 reply' : `${numeral(fitting)} replies`}</caption>
            <thead>
              <tr>
                <th>Name</th>
                <th>Reply</th>
                <th>Since</th>
                {marks && <th>Came</th>}
              </tr>
            </thead>
            <tbody>
              {replies.map((reply) => (
                <ReplyRow {...props} reply={reply} marks={marks} />
              ))}
            </tbody>
          </table>
          {marks && (
            <div class="actions">
              <button type="submit">Save who came</button>
            </div>
          )}
        </form>
      )}
      <Pages {...props} />
    </section>
  )
}

/** Who came without having replied: found among the members of the city, and marked one by one. */
const SomebodyElse = ({ call, city, search, problems }: CallPageProps) => (
  <section class="narrow" id="others">
    <h2>Somebody else came</h2>
    <form method="post" action={`/staff/calls/${call.callId}/attendance/find`}>
      <Field
        name="member"
        label={`A member in ${city.name}, by name or mailbox`}
        help="Whoever came without having replied."
        maxlength={200}
        value={search?.typed ?? ''}
        problems={problems}
      />
      <div class="actions">
        <button class="second" type="submit">
          Find
        </button>
      </div>
    </form>
    {search?.found.length === 0 && <p class="empty">Nobody in {city.name} fits.</p>}
    {search && search.found.length > 0 && (
      <form method="post" action={`/staff/calls/${call.callId}/attendance/add`}>
        <ul>
          {search.found.map(({ memberId, name }) => (
            <li>
              <a href={`/staff/members/${memberId}`}>{name}</a>{' '}
              <button class="second small" name="memberId" value={memberId} type="submit" aria-label={`${name} came`}>
                Came
              </button>
            </li>
          ))}
        </ul>
        {search.more && <p class="quiet-text">There are more: type more of the name.</p>}
      </form>
    )}
  </section>
)

const Figure = ({ label, count }: { label: string; count: number }) => (
  <div>
    <dt>{label}</dt>
    <dd>{numeral(count)}</dd>
  </div>
)

const ReplyRow = ({ reply, city, marks }: CallPageProps & { reply: ListedReply; marks: boolean }) => (
  <tr>
    <th scope="row">
      <a href={`/staff/members/${reply.memberId}`}>{reply.name}</a>
    </th>
    <td data-label="Reply">{REPLIES[reply.reply]}</td>
    <td data-label="Since">{shortLocalTime(reply.at, city.timeZone, 'en')}</td>
    {marks && (
      <td data-label="Came">
        <input type="hidden" name="shown" value={reply.memberId} />
        <label class="tick">
          <input
            type="checkbox"
            name="came"
            value={reply.memberId}
            checked={reply.came}
            aria-label={`${reply.name} came`}
          />
        </label>
      </td>
    )}
  </tr>
)

const Pages = ({ call, filter, pages }: CallPageProps) =>
  pages < 2 ? null : (
    <p class="actions row">
      {filter.page > 1 && (
        <a class="button second" href={`/staff/calls/${call.callId}?${query(filter, filter.page - 1)}`}>
          Before
        </a>
      )}
      <span>
        Page {filter.page} of {pages}
      </span>
      {filter.page < pages && (
        <a class="button second" href={`/staff/calls/${call.callId}?${query(filter, filter.page + 1)}`}>
          More
        </a>
      )}
    </p>
  )

const query = ({ q, reply }: ReplyFilter, page: number) =>
  new URLSearchParams({ ...(q && { q }), ...(reply && { reply }), ...(page > 1 && { page: String(page) }) })
