import { type Call, type Replied, Reply } from '../../shared/calls/call.ts'
import type { ReplyRefusal } from '../../shared/calls/replying.ts'
import { type Seats, seatOf } from '../../shared/calls/seats.ts'
import type { City } from '../../shared/cities/city.ts'
import type { Language } from '../../shared/identity/person.ts'
import { Choices, type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { readStaffText } from '../mail/staff-text.ts'
import { StaffTextPart } from '../mail/staff-text-page.tsx'
import { MessagePage } from '../message-page.tsx'
import { callWords } from '../words/calls.ts'
import { googleCalendarLink, outlookCalendarLink } from './calendar-links.ts'
import { CallTime, ReaderTimeScript } from './call-time.tsx'

type RsvpPageProps = {
  site: { networkName: string }
  language: Language
  token: string
  call: Call
  city: Pick<City, 'timeZone'>
  seats: Seats
  rsvp: Replied | undefined
  /** What the link in the mail says; only chosen, not stored. */
  chosen: Reply | undefined
  /** It has just been stored. */
  saved: boolean
  problems?: readonly Problem[]
}

/** Where a reply is given and changed. What the mail's link says is chosen already; only the button stores it. */
export const RsvpPage = (props: RsvpPageProps) => {
  const { site, language, token, call, city, rsvp, problems = [] } = props
  const words = callWords[language]
  return (
    <Layout
      site={site}
      section="member"
      language={language}
      title={call.title}
      refused={problems.length > 0}
      keep={{ t: token, ...(props.chosen && { reply: props.chosen }) }}
    >
      <Problems language={language} problems={problems} />
      {rsvp && <Stored {...props} rsvp={rsvp} />}
      <h1 class="long">{call.title}</h1>
      <dl class="facts">
        <dt>{words.when}</dt>
        <dd>
          <CallTime at={call.startsAt} city={city} language={language} />
        </dd>
        <dt>{words.length}</dt>
        <dd>{words.minutes(call.minutes)}</dd>
        <WayIn {...props} />
      </dl>
      <ReplyForm {...props} />
      {rsvp && rsvp.reply !== 'no' && seatOf(rsvp) !== 'waiting' && <IntoCalendar {...props} />}
      {call.agenda && (
        <section class="narrow">
          <h2>{words.agenda}</h2>
          <StaffTextPart text={readStaffText(call.agenda)} />
        </section>
      )}
      <ReaderTimeScript />
    </Layout>
  )
}

const Stored = ({ language, rsvp, saved }: RsvpPageProps & { rsvp: Replied }) => {
  const { stored, saved: justSaved } = callWords[language]
  return (
    <p class="notice" role="status">
      {saved && <>{justSaved} </>}
      <strong>{seatOf(rsvp) === 'waiting' ? stored.waiting : stored[rsvp.reply]}</strong>
    </p>
  )
}

/** Whoever stands in the line is told the way in with the seat. */
const WayIn = ({ language, call, rsvp }: RsvpPageProps) => {
  const words = callWords[language]
  if (seatOf(rsvp) === 'waiting') return null
  return (
    <>
      {call.link && (
        <>
          <dt>{words.takePart}</dt>
          <dd>
            <a href={call.link} rel="noopener noreferrer">
              {call.link}
            </a>
          </dd>
        </>
      )}
      {call.dialIn && (
        <>
          <dt>{words.dialIn}</dt>
          <dd>{call.dialIn}</dd>
        </>
      )}
    </>
  )
}

const ReplyForm = ({ language, token, call, city, seats, rsvp, chosen, saved, problems }: RsvpPageProps) => {
  const words = callWords[language]
  const picked = (saved ? undefined : chosen) ?? rsvp?.reply
  return (
    <form method="post" action="/calls/rsvp">
      <input type="hidden" name="t" value={token} />
      <Choices
        name="reply"
        legend={words.ask}
        help={seatOf(rsvp) === 'none' ? placesLeft(seats, language) : undefined}
        options={Reply.options.map((value) => ({ value, label: words.replies[value] }))}
        chosen={picked ? [picked] : []}
        problems={problems}
      />
      <div class="actions">
        <button type="submit" class={rsvp ? 'second' : undefined}>
          {rsvp ? words.change : words.send}
        </button>
      </div>
      <p class="help">
        {!rsvp && <>{words.notYet} </>}
        {words.until(localTime(call.startsAt, city.timeZone, language))}
      </p>
    </form>
  )
}

const placesLeft = ({ capacity, taken, waiting }: Seats, language: Language): string | undefined => {
  if (capacity === undefined) return undefined
  const { places } = callWords[language]
  const left = waiting > 0 ? 0 : Math.max(0, capacity - taken)
  return left === 0 ? places.none : left <= FEW ? places.few(left) : undefined
}
const FEW = 10

const IntoCalendar = ({ language, token, call }: RsvpPageProps) => {
  const words = callWords[language]
  return (
    <section class="narrow">
      <h2>{words.calendarTitle}</h2>
      <ul>
        <li>
          <a href={`/calls/calendar.ics?${new URLSearchParams({ t: token })}`}>{words.calendarFile}</a>
        </li>
        <li>
          <a href={googleCalendarLink(call)} rel="noopener noreferrer">
            {words.google}
          </a>
        </li>
        <li>
          <a href={outlookCalendarLink(call)} rel="noopener noreferrer">
            {words.outlook}
          </a>
        </li>
      </ul>
    </section>
  )
}

export const RsvpRefused = ({
  site,
  language,
  reason,
}: Pick<RsvpPageProps, 'site' | 'language'> & { reason: ReplyRefusal }) => {
  const { title, text } = callWords[language].refused[reason]
  return <MessagePage site={site} section="member" language={language} title={title} text={text} />
}
