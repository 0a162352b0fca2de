import type { Call } from '../../shared/calls/call.ts'
import type { Seats } from '../../shared/calls/seats.ts'
import type { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { placesText } from './staff-phrases.ts'

export type ListedCall = {
  call: Call
  city: Pick<City, 'name' | 'state' | 'timeZone'>
  seats: Seats | undefined
  invited: number
}

type CallListProps = {
  site: { networkName: string }
  actor: Actor
  cities: readonly Pick<City, 'slug' | 'name' | 'state'>[]
  chosen: string
  ahead: readonly ListedCall[]
  over: readonly ListedCall[]
}

export const CallListPage = ({ site, actor, cities, chosen, ahead, over }: CallListProps) => (
  <Layout site={site} section="staff" language="en" title="Calls" actor={actor}>
    <h1>Calls</h1>
    <p>
      A call is a conference call or a meeting of one city. Its members are invited by mail and reply by their own link.
    </p>
    <p class="actions">
      <a class="button" href={chosen ? `/staff/calls/new?city=${chosen}` : '/staff/calls/new'}>
        Plan a call
      </a>
    </p>
    {cities.length > 1 && (
      <form class="search" method="get" action="/staff/calls">
        <Select
          name="city"
          label="City"
          value={chosen}
          options={[
            { value: '', label: 'All cities' },
            ...cities.map(({ slug, name, state }) => ({ value: slug, label: `${name}, ${state}` })),
          ]}
        />
        <button type="submit" class="second">
          Show
        </button>
      </form>
    )}
    <h2>Coming</h2>
    {ahead.length === 0 ? <p class="empty">No call is planned.</p> : <Cards calls={ahead} />}
    {over.length > 0 && (
      <>
        <h2>Over</h2>
        <Cards calls={over} />
      </>
    )}
  </Layout>
)

const Cards = ({ calls }: { calls: readonly ListedCall[] }) => (
  <ul class="cards">
    {calls.map(({ call, city, seats, invited }) => (
      <li class="card">
        <h3>
          <a href={`/staff/calls/${call.callId}`}>{call.title}</a>
        </h3>
        <p>
          <CallBadge call={call} invited={invited} /> {city.name}, {city.state}
        </p>
        <p>{localTime(call.startsAt, city.timeZone, 'en')}</p>
        {seats && invited > 0 && (
          <p class="quiet-text">
            {seats.taken} {seats.capacity ? `of ${placesText(seats.capacity)}` : 'said yes'}
            {seats.waiting > 0 && ` · ${seats.waiting} wait`}
          </p>
        )}
      </li>
    ))}
  </ul>
)

export const CallBadge = ({ call, invited }: { call: Call; invited: number }) =>
  call.state === 'cancelled' ? (
    <span class="badge off">Cancelled</span>
  ) : invited > 0 ? (
    <span class="badge">Invited</span>
  ) : (
    <span class="badge warn">Nobody invited</span>
  )
