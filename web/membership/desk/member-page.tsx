import type { City } from '../../../shared/cities/city.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { Suppression } from '../../../shared/mail/suppression.ts'
import { dollars } from '../../../shared/membership/dues.ts'
import { duesActs } from '../../../shared/membership/dues-acts.ts'
import { type Member, topicsOf } from '../../../shared/membership/member.ts'
import type { LivingMembership } from '../../../shared/membership/membership.ts'
import type { PlainDate } from '../../../shared/units.ts'
import { Topic } from '../../../shared/words.ts'
import { Field, type Problem, Problems } from '../../components/form.tsx'
import { Layout } from '../../layout.tsx'
import { StateBadge } from '../roll/member-list-page.tsx'
import { day, LANGUAGE, shortDay } from '../roll/member-phrases.ts'
import { RenewalSteps } from './renewal-steps.tsx'
import { TaskLine, type TaskShown } from './task-line.tsx'
import { Timeline, type TimelineLine } from './timeline.tsx'

export type RefundShown = {
  request: string
  paymentId: string
  cents: number
  standing: 'waiting' | 'unanswered' | 'refused'
  answer?: string | undefined
}

type MemberPageProps = {
  site: { networkName: string }
  actor: Actor
  member: Member
  membership: LivingMembership
  city: City
  today: PlainDate
  suppression?: Suppression | undefined
  lines: readonly TimelineLine[]
  /** The address of the page of older lines. */
  older?: string | undefined
  /** This is a page of older lines. */
  olderPage: boolean
  refundable: ReadonlySet<string>
  refunds: readonly RefundShown[]
  tasks: readonly TaskShown[]
  /** Members of the city with the same name. */
  namesakes: readonly { memberId: string; name: string; state: LivingMembership['state'] }[]
  /** Merges that can still be taken back. */
  merges: readonly { mergeId: string; name: string; undoUntil: string }[]
  done?: string | undefined
  note?: { typed: string; problems: readonly Problem[] } | undefined
}

export const MemberPage = (props: MemberPageProps) => {
  const { site, actor, member, membership, city, note } = props
  const problems = note?.problems ?? []
  const title = member.organization?.publicName ?? member.name
  const base = `/staff/members/${member.memberId}`
  return (
    <Layout site={site} section="staff" language="en" title={title} actor={actor} refused={problems.length > 0}>
      <p>
        <a href="/staff/members">Members</a>
      </p>
      <h1 class="long">
        <bdi>{title}</bdi>
      </h1>
      {props.done && (
        <p class="notice" role="status">
          {props.done}
        </p>
      )}
      <Problems language="en" problems={problems} />
      {!props.olderPage && (
        <>
          <Head {...props} />
          <Acts {...props} />
          {props.refunds.length > 0 && <Refunds {...props} base={base} />}
          {props.tasks.length > 0 && (
            <>
              <h2>Tasks</h2>
              {props.tasks.map((task) => (
                <TaskLine task={task} />
              ))}
            </>
          )}
          <h2>Renewal</h2>
          <RenewalSteps membership={membership} suppression={props.suppression} today={props.today} />
          <h2>Notes</h2>
          <form method="post" action={`${base}/notes`}>
            <Field
              name="text"
              label="New note"
              help="All staff read it. It cannot be changed later; the member gets it when downloading their data."
              rows={3}
              maxlength={2000}
              value={note?.typed}
              problems={problems}
            />
            <button type="submit" class="second">
              Add the note
            </button>
          </form>
        </>
      )}
      <h2 id="timeline">{props.olderPage ? 'What happened before' : 'What happened'}</h2>
      {props.lines.length === 0 ? (
        <p class="empty">Nothing yet.</p>
      ) : (
        <Timeline
          lines={props.lines}
          timeZone={city.timeZone}
          memberId={member.memberId}
          refundable={props.refundable}
        />
      )}
      <nav class="actions row" aria-label="Pages of what happened">
        {props.olderPage && (
          <a class="button second" href={base}>
            Newest
          </a>
        )}
        {props.older && (
          <a class="button second" href={props.older}>
            Older
          </a>
        )}
      </nav>
    </Layout>
  )
}

const Head = ({ member, membership, city, suppression, namesakes, merges }: MemberPageProps) => (
  <>
    <dl class="facts card">
      <dt>Member</dt>
      <dd>
        <StateBadge state={membership.state} />{' '}
        {member.organization ? (
          <>
            Organization; contact <bdi>{member.name}</bdi>
          </>
        ) : (
          'Person'
        )}
      </dd>
      <dt>City</dt>
      <dd>
        {city.name}, {city.state}
      </dd>
      <dt>Paid through</dt>
      <dd>{day(membership.paidThrough)}</dd>
      <dt>Card</dt>
      <dd>{card(membership)}</dd>
      <dt>E-mail</dt>
      <dd>
        {member.email}{' '}
        {suppression && (
          <span class="badge warn">
            {SUPPRESSED[suppression.reason]} {shortDay(suppression.at)}
          </span>
        )}
      </dd>
      <dt>Mailed about</dt>
      <dd>{topics(member)}</dd>
      <dt>Language</dt>
      <dd>{LANGUAGE[member.language]}</dd>
      <dt>Joined</dt>
      <dd>
        {day(member.joinedAt)}
        {member.source && ` by “${member.source}”`}
      </dd>
      {member.organization && <Organization organization={member.organization} />}
      <dt>Member id</dt>
      <dd>
        <code>{member.memberId}</code>
      </dd>
    </dl>
    {namesakes.length > 0 && (
      <div class="notice">
        <p>
          In the same city there {namesakes.length === 1 ? 'is one more' : `are ${namesakes.length} more`} of this name:
        </p>
        <ul>
          {namesakes.map((other) => (
            <li>
              <a href={`/staff/members/${other.memberId}`}>
                <bdi>{other.name}</bdi>
              </a>{' '}
              <StateBadge state={other.state} />{' '}
              <a href={`/staff/members/${member.memberId}/merge?with=${other.memberId}`}>Are they one person?</a>
            </li>
          ))}
        </ul>
      </div>
    )}
    {merges.map(({ mergeId, name, undoUntil }) => (
      <p class="notice">
        <bdi>{name}</bdi> was merged into this member.{' '}
        <a href={`/staff/members/merges/${mergeId}/undo`}>Take the merge back</a> (possible until {day(undoUntil)})
      </p>
    ))}
  </>
)

const SUPPRESSED = {
  'soft-bounced': 'Mailbox full or away',
  bounced: 'Bounced',
  complained: 'Has complained',
} as const satisfies Record<Suppression['reason'], string>

const Organization = ({ organization }: { organization: NonNullable<Member['organization']> }) => (
  <>
    <dt>Offers</dt>
    <dd>
      {Object.entries(organization.offers).map(([offer, text]) => (
        <div>
          {offer}: <bdi>{text}</bdi>
        </div>
      ))}
      {Object.keys(organization.offers).length === 0 && 'nothing said'}
    </dd>
    <dt>Shared with</dt>
    <dd>{organization.people.length === 0 ? 'nobody else' : organization.people.map((name) => <div>{name}</div>)}</dd>
  </>
)

const card = ({ mandate }: LivingMembership): string => {
  if (!mandate) return 'None: pays by hand'
  const each = `${dollars(mandate.cents)} ${mandate.interval === 'month' ? 'a month' : 'a year'}`
  switch (mandate.standing) {
    case 'alive':
      return `Charges ${each} by itself${mandate.chargesOn ? `, next on ${day(mandate.chargesOn)}` : ''}`
    case 'failing':
      return `Refused (${each})${mandate.failing ? ` since ${day(mandate.failing.since)}` : ''}; Stripe tries again`
    case 'stopping':
      return `Charges no more (was ${each})`
    case 'over':
      return `Over (was ${each})`
  }
}

const topics = (member: Member): string => {
  const open = topicsOf(member)
  const left = Topic.options.filter((topic) => !open.includes(topic))
  if (left.length === 0) return `${open.join(', ')} (all)`
  return `${open.length === 0 ? 'nothing' : open.join(', ')}; not about ${left.join(', ')}`
}

const Acts = ({ member, membership, suppression }: MemberPageProps) => {
  const base = `/staff/members/${member.memberId}`
  const dues = duesActs(membership)
  const acts: [string, string][] = [
    ['profile', 'Correct the profile'],
    ['address', 'Change the address'],
    ['gift', 'Give time'],
    ...(dues.includes('stop') ? ([['stop', 'Stop renewing']] as [string, string][]) : []),
    ...(dues.includes('cancel') ? ([['cancel', 'Cancel']] as [string, string][]) : []),
    ...(membership.state === 'awaiting-activation'
      ? ([['activation', 'Send a new activation link']] as [string, string][])
      : []),
    ...(suppression ? ([['suppression', 'Mail the address again']] as [string, string][]) : []),
    ['sign-out', 'Sign out everywhere'],
    ['merge', 'Merge with another'],
  ]
  return (
    <ul class="acts">
      {acts.map(([act, label]) => (
        <li>
          <a class="button second small" href={`${base}/${act}`}>
            {label}
          </a>
        </li>
      ))}
    </ul>
  )
}

const Refunds = ({ refunds, base }: MemberPageProps & { base: string }) => (
  <>
    <h2>Refunds on the way</h2>
    <ul>
      {refunds.map(({ request, paymentId, cents, standing, answer }) => (
        <li>
          {dollars(cents)} of <code>{paymentId}</code>:{' '}
          {standing === 'waiting' ? (
            'asked, waiting for Stripe'
          ) : standing === 'refused' ? (
            `Stripe refused: ${(answer ?? '').replaceAll('-', ' ')}`
          ) : (
            <form method="post" action={`${base}/refund`} class="inline-form">
              asked, and no answer came <input type="hidden" name="request" value={request} />
              <input type="hidden" name="payment" value={paymentId} />
              <input type="hidden" name="again" value="yes" />
              <button class="second small" type="submit">
                Ask again
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  </>
)
