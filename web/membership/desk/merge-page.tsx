import type { Child } from 'hono/jsx'
import type { City } from '../../../shared/cities/city.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import { type Member, topicsOf } from '../../../shared/membership/member.ts'
import type { LivingMembership } from '../../../shared/membership/membership.ts'
import type { MergeChoice, Person } from '../../../shared/membership/merge.ts'
import type { RollLine } from '../../../shared/membership/roll.ts'
import { Field, type Problem, Problems } from '../../components/form.tsx'
import { Layout } from '../../layout.tsx'
import { StateBadge } from '../roll/member-list-page.tsx'
import { cityName, day, LANGUAGE, shortDay } from '../roll/member-phrases.ts'
import { ReasonField } from './member-act-fields.tsx'

type FindPageProps = {
  site: { networkName: string }
  actor: Actor
  member: Member
  cities: readonly City[]
  search: string
  found: readonly RollLine[]
}

/** Who is the other one? */
export const FindOtherPage = ({ site, actor, member, cities, search, found }: FindPageProps) => (
  <Layout site={site} section="staff" language="en" title="Merge with another" actor={actor}>
    <p>
      <a href={`/staff/members/${member.memberId}`}>
        <bdi>{member.name}</bdi>
      </a>
    </p>
    <h1>Merge with another</h1>
    <p>For one person who is two members: after joining again with another address, say. Who is the other one?</p>
    <search>
      <form method="post" action={`/staff/members/${member.memberId}/merge/search`} class="search">
        <Field
          name="q"
          label="Search"
          value={search}
          maxlength={254}
          autocomplete="off"
          help="Words of a name, a whole e-mail address or a member id."
        />
        <button type="submit">Search</button>
      </form>
    </search>
    {search !== '' && found.length === 0 && <p>Nobody else found.</p>}
    <ul class="cards">
      {found.map((line) => (
        <li class="card">
          <h2>
            <a href={`/staff/members/${member.memberId}/merge?with=${line.memberId}`}>
              <bdi>{line.publicName ?? line.name}</bdi>
            </a>
          </h2>
          <p>
            <StateBadge state={line.state} /> {cityName(cities, line.city)}, paid through {shortDay(line.paidThrough)}
          </p>
        </li>
      ))}
    </ul>
  </Layout>
)

type MergePageProps = {
  site: { networkName: string }
  actor: Actor
  kept: Person
  absorbed: Person
  /** What would come of it; undefined while two cards stand against it. */
  made: LivingMembership | undefined
  choice: MergeChoice
  reason: string
  cities: readonly City[]
  problems?: readonly Problem[]
}

/** Both side by side, before they become one. */
export const MergePage = (props: MergePageProps) => {
  const { site, actor, kept, absorbed, made, choice, reason, cities, problems = [] } = props
  const base = `/staff/members/${kept.member.memberId}`
  const title = 'Make one member of two'
  const row = (field: keyof MergeChoice, label: string, show: (member: Member) => Child) => (
    <tr>
      <th scope="row">{label}</th>
      {(['kept', 'absorbed'] as const).map((side) => (
        <td data-label={side === 'kept' ? 'Stays' : 'Goes into it'}>
          <label>
            <input type="radio" name={field} value={side} checked={choice[field] === side} />
            <span>{show(side === 'kept' ? kept.member : absorbed.member)}</span>
          </label>
        </td>
      ))}
    </tr>
  )
  const both = (label: string, show: (person: Person) => Child) => (
    <tr>
      <th scope="row">{label}</th>
      <td data-label="Stays">{show(kept)}</td>
      <td data-label="Goes into it">{show(absorbed)}</td>
    </tr>
  )
  return (
    <Layout site={site} section="staff" language="en" title={title} actor={actor} refused={problems.length > 0}>
      <p>
        <a href={base}>
          <bdi>{kept.member.name}</bdi>
        </a>
      </p>
      <h1>{title}</h1>
      <Problems language="en" problems={problems} />
      {!made && (
        <div class="notice warn">
          <p>Both have a card that is charged by itself, and only one card can stand. Stop one of them first:</p>
          <ul>
            <li>
              <a href={`${base}/stop`}>Stop the card of the member who stays</a>
            </li>
            <li>
              <a href={`/staff/members/${absorbed.member.memberId}/stop`}>Stop the card of the other one</a>
            </li>
          </ul>
        </div>
      )}
      <form method="post" action={`${base}/merge`} novalidate>
        <input type="hidden" name="with" value={absorbed.member.memberId} />
        <div class="scroll">
          <table class="compare stack">
            <caption>Choose what stays</caption>
            <thead>
              <tr>
                <th scope="col" />
                <th scope="col">Stays: {kept.member.memberId.slice(-6)}</th>
                <th scope="col">Goes into it: {absorbed.member.memberId.slice(-6)}</th>
              </tr>
            </thead>
            <tbody>
              {row('name', 'Name', ({ name }) => (
                <bdi>{name}</bdi>
              ))}
              {row('organization', 'Kind', ({ organization }) =>
                organization ? (
                  <>
                    Organization <bdi>{organization.publicName}</bdi>
                  </>
                ) : (
                  'Person'
                ),
              )}
              {row('email', 'E-mail', ({ email }) => email)}
              {row('city', 'City', ({ city }) => cityName(cities, city))}
              {row('language', 'Language', ({ language }) => LANGUAGE[language])}
              {row('demographics', 'About themselves', ({ demographics }) => {
                const told = Object.keys(demographics).length
                return told === 0 ? 'nothing told' : `${told} told`
              })}
              {both('State', ({ membership }) => (
                <StateBadge state={membership.state} />
              ))}
              {both('Paid through', ({ membership }) => shortDay(membership.paidThrough))}
              {both('Payments', ({ membership }) => membership.payments.length)}
              {both('Card', ({ membership: { mandate } }) => (mandate ? CARD[mandate.standing] : 'none'))}
              {both('Mailed about', ({ member }) => topicsOf(member).join(', ') || 'nothing')}
              {both('Joined', ({ member }) => shortDay(member.joinedAt))}
            </tbody>
          </table>
        </div>
        <div class="notice">
          <p>
            The payments of both count together
            {made && `: paid through ${day(made.paidThrough)}`}. Topics that either has left are left. Links in mails to
            either go on working; both addresses lead to the one who stays. Within 30 days it can be taken back.
          </p>
        </div>
        {made && <ReasonField typed={{ reason }} problems={problems} />}
        <div class="actions">
          {made && <button type="submit">Make them one</button>}
          <a
            class="button second"
            href={`/staff/members/${absorbed.member.memberId}/merge?with=${kept.member.memberId}`}
          >
            The other one stays
          </a>
          <a href={base}>Leave them as they are</a>
        </div>
      </form>
    </Layout>
  )
}

const CARD = {
  alive: 'charged by itself',
  failing: 'refused, tried again',
  stopping: 'charged no more',
  over: 'over',
} as const
