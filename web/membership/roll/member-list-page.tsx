import type { City } from '../../../shared/cities/city.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import { MemberKind, Renews, type RollLine, RollState } from '../../../shared/membership/roll.ts'
import { Field, type Problem, Problems, Select } from '../../components/form.tsx'
import { Layout } from '../../layout.tsx'
import { cityName, KIND, LANGUAGE, RENEWS, STATE, shortDay } from './member-phrases.ts'

export type TypedFilter = Record<'city' | 'state' | 'kind' | 'renews' | 'source' | 'joinedSince' | 'paidUntil', string>

type MemberListPageProps = {
  site: { networkName: string }
  actor: Actor
  cities: readonly City[]
  lines: readonly RollLine[]
  typed: TypedFilter
  /** What was searched for; the filters do not hold then. */
  search?: string | undefined
  problems?: readonly Problem[]
  /** Addresses of the pages around this one. */
  previous?: string | undefined
  next?: string | undefined
  /** The list is not over, though the page is not full. */
  unfinished?: boolean
  /** A search found more than are shown. */
  more?: boolean
}

export const MemberListPage = (props: MemberListPageProps) => {
  const { site, actor, cities, lines, typed, search, problems = [], unfinished = false } = props
  const filtered = Object.values(typed).some((value) => value !== '')
  return (
    <Layout site={site} section="staff" language="en" title="Members" actor={actor} refused={problems.length > 0}>
      <h1>Members</h1>
      <p>
        <a href="/staff/imports">Import from a file</a> · <a href="/staff/exports">Export to files</a> ·{' '}
        <a href="/staff/suppressions">Addresses that are not mailed</a>
      </p>
      <Problems language="en" problems={problems} />
      <search>
        <form method="post" action="/staff/members/search" class="search">
          <Field
            name="q"
            label="Search"
            help="Words of a name, a whole e-mail address, a member id or a Stripe payment id."
            value={search}
            maxlength={254}
            autocomplete="off"
          />
          <button type="submit">Search</button>
        </form>
      </search>
      {search === undefined ? <Filters cities={cities} typed={typed} open={filtered} problems={problems} /> : null}
      {search !== undefined && (
        <p>
          {lines.length === 0
            ? 'Nobody found'
            : props.more
              ? `The first ${lines.length} found`
              : `${lines.length} found`}{' '}
          for “<bdi>{search}</bdi>”. {props.more && 'Add a word of the name to find fewer. '}
          <a href="/staff/members">Back to all members</a>
        </p>
      )}
      {lines.length > 0 && <Lines lines={lines} cities={cities} />}
      {lines.length === 0 && search === undefined && <Nobody filtered={filtered} unfinished={unfinished} />}
      {unfinished && lines.length > 0 && (
        <p class="quiet-text">Few members fit, and not all have been looked at: “Next” looks further.</p>
      )}
      <nav class="actions row" aria-label="Pages of members">
        {props.previous && (
          <a class="button second" rel="prev" href={props.previous}>
            Previous
          </a>
        )}
        {props.next && (
          <a class="button second" rel="next" href={props.next}>
            Next
          </a>
        )}
      </nav>
    </Layout>
  )
}

const Nobody = ({ filtered, unfinished }: { filtered: boolean; unfinished: boolean }) => (
  <div class="empty">
    <h2>{unfinished ? 'Nobody so far' : filtered ? 'Nobody fits' : 'No members yet'}</h2>
    <p>
      {unfinished
        ? 'Many have been looked at, but not all: “Next” looks further.'
        : filtered
          ? 'No member fits all that you chose. Leave something out, or search by name.'
          : 'Whoever joins on the page of a city stands here a moment later.'}
    </p>
  </div>
)

const Lines = ({ lines, cities }: Pick<MemberListPageProps, 'lines' | 'cities'>) => (
  <div class="scroll">
    <table class="stack members">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">City</th>
          <th scope="col">State</th>
          <th scope="col">Paid through</th>
          <th scope="col">Renews</th>
          <th scope="col">Joined</th>
          <th scope="col">Language</th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr>
            <th scope="row">
              <a href={`/staff/members/${line.memberId}`}>
                <bdi>{line.publicName ?? line.name}</bdi>
              </a>
              {line.publicName && (
                <small class="quiet-text">
                  {' '}
                  Organization · <bdi>{line.name}</bdi>
                </small>
              )}
            </th>
            <td data-label="City">{cityName(cities, line.city)}</td>
            <td>
              <StateBadge state={line.state} />
            </td>
            <td data-label="Paid through">{shortDay(line.paidThrough)}</td>
            <td data-label="Renews">{RENEWS[line.renews]}</td>
            <td class="wide" data-label="Joined">
              {shortDay(line.joinedAt)}
            </td>
            <td class="wide" data-label="Language">
              {LANGUAGE[line.language]}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

export const StateBadge = ({ state }: { state: keyof typeof STATE }) => {
  const { label, style } = STATE[state]
  return <span class={style ? `badge ${style}` : 'badge'}>{label}</span>
}

type FiltersProps = Pick<MemberListPageProps, 'cities' | 'typed'> & { open: boolean; problems: readonly Problem[] }

const Filters = ({ cities, typed, open, problems }: FiltersProps) => (
  <details class="filters" open={open}>
    <summary>Filter</summary>
    <form method="get" action="/staff/members" novalidate>
      <div class="columns">
        <Select
          name="city"
          label="City"
          value={typed.city}
          options={[any('All cities'), ...cities.map(({ slug }) => ({ value: slug, label: cityName(cities, slug) }))]}
        />
        <Select
          name="state"
          label="State"
          value={typed.state}
          options={[any('Every state'), ...RollState.options.map((value) => ({ value, label: STATE[value].label }))]}
        />
        <Select
          name="kind"
          label="Kind"
          value={typed.kind}
          options={[
            any('People and organizations'),
            ...MemberKind.options.map((value) => ({ value, label: KIND[value] })),
          ]}
        />
        <Select
          name="renews"
          label="Renews"
          value={typed.renews}
          options={[any('However it renews'), ...Renews.options.map((value) => ({ value, label: RENEWS[value] }))]}
        />
        <Field name="source" label="Came by the source" value={typed.source} problems={problems} maxlength={40} />
        <Field
          name="joinedSince"
          label="Joined on or after"
          type="date"
          value={typed.joinedSince}
          problems={problems}
        />
        <Field
          name="paidUntil"
          label="Paid through, at the latest"
          type="date"
          value={typed.paidUntil}
          problems={problems}
        />
      </div>
      <div class="actions">
        <button type="submit">Show these</button>
        {open && <a href="/staff/members">Show all</a>}
      </div>
    </form>
  </details>
)

const any = (label: string) => ({ value: '', label })
