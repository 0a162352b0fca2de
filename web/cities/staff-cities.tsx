import type { City } from '../../shared/cities/city.ts'
import type { CityProblem, TypedCity } from '../../shared/cities/city-form.ts'
import { MOST_NEIGHBOURHOODS } from '../../shared/cities/city-form.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Field, type Problem, Problems, Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'

type Around = { site: { networkName: string }; actor: Actor }

export const StaffCitiesPage = ({
  site,
  actor,
  cities,
  typed,
  problems = [],
}: Around & { cities: readonly City[]; typed?: TypedCity; problems?: readonly Problem[] }) => (
  <Layout site={site} section="staff" language="en" title="Cities" actor={actor} refused={problems.length > 0}>
    <h1>Cities</h1>
    <Problems language="en" problems={problems} />
    {cities.length === 0 ? (
      <p class="empty">No city yet. Add the first one below: its page is public at once, and people can join it.</p>
    ) : (
      <CityCards cities={cities} />
    )}
    <h2>Add a city</h2>
    <form method="post" action="/staff/cities" novalidate>
      <Field name="name" label="Name" help="As its people call it." value={typed?.name} problems={problems} />
      <Field
        name="state"
        label="State"
        help="Two letters, such as CO."
        value={typed?.state}
        problems={problems}
        maxlength={10}
      />
      <Select
        name="timeZone"
        label="Time zone"
        help={ZONE_HELP}
        value={typed?.timeZone}
        problems={problems}
        options={[{ value: '', label: 'Choose the time zone' }, ...ZONE_OPTIONS]}
        required
      />
      <Neighbourhoods value={typed?.neighbourhoods} problems={problems} />
      <button type="submit">Add the city</button>
    </form>
  </Layout>
)

export const StaffCityPage = ({
  site,
  actor,
  city,
  underWay,
  typed,
  zone,
  done,
  problems = [],
}: Around & {
  city: City
  underWay: readonly UnderWay[]
  /** The neighbourhoods and the zone as they were typed into a form that was refused. */
  typed?: string
  zone?: string
  /** What has just been done, as the address says it. */
  done?: string | undefined
  problems?: readonly Problem[]
}) => (
  <Layout site={site} section="staff" language="en" title={city.name} actor={actor} refused={problems.length > 0}>
    <h1>
      {city.name}, {city.state}
    </h1>
    <p>
      Time zone {zoneName(city.timeZone)} · <a href={`/cities/${city.slug}`}>public page</a> ·{' '}
      <a href={`/staff/cities/${city.slug}/margins`}>weights and protection of results</a>
    </p>
    <Problems language="en" problems={problems} />
    {done !== undefined && Object.hasOwn(DONE, done) && (
      <p class="notice" role="status">
        {DONE[done]}
      </p>
    )}
    {underWay.length > 0 && <CampaignsUnderWay underWay={underWay} />}
    <form method="post" action={`/staff/cities/${city.slug}`} novalidate>
      <input type="hidden" name="before" value={JSON.stringify(city.neighbourhoods)} />
      <Neighbourhoods value={typed ?? city.neighbourhoods.join('\n')} problems={problems} />
      <button type="submit">Save the neighbourhoods</button>
    </form>
    <form method="post" action={`/staff/cities/${city.slug}/time-zone`} novalidate>
      <Select
        name="timeZone"
        label="Time zone"
        help={`${ZONE_HELP} It can be corrected while no campaign of the city is scheduled or open.`}
        value={zone ?? city.timeZone}
        problems={problems}
        options={
          ZONES.includes(city.timeZone)
            ? ZONE_OPTIONS
            : [{ value: city.timeZone, label: zoneName(city.timeZone) }, ...ZONE_OPTIONS]
        }
        required
      />
      <button type="submit" class="second">
        Correct the time zone
      </button>
    </form>
  </Layout>
)

/** A campaign that is scheduled, or that people can answer. */
type UnderWay = { campaignId: string; title: string; answerable: boolean }

const CampaignsUnderWay = ({ underWay }: { underWay: readonly UnderWay[] }) => (
  <div class="notice">
    <p>
      {underWay.some(({ answerable }) => answerable)
        ? 'Neighbourhoods and time zone cannot be changed now. Under way:'
        : 'The time zone cannot be changed now. Scheduled:'}
    </p>
    <ul>
      {underWay.map(({ campaignId, title }) => (
        <li>
          <a href={`/staff/campaigns/${campaignId}`}>{title}</a>
        </li>
      ))}
    </ul>
  </div>
)

export const underWayProblem = (field: 'neighbourhoods' | 'timeZone'): Problem => ({
  field,
  message:
    field === 'neighbourhoods'
      ? 'A survey of this city is open: some would be asked with one list and some with another. Change the neighbourhoods when it has closed.'
      : 'A campaign of this city is scheduled or open: its times have been told in this zone. Correct the zone when none is.',
})

const DONE: Record<string, string> = {
  added: 'Added. The page of the city is public now, and people can join.',
  neighbourhoods: 'The neighbourhoods are saved.',
  'time-zone': 'The time zone is saved.',
}

export const cityProblems = (problems: readonly CityProblem[]): Problem[] =>
  problems.map(({ field, reason }) => ({ field, message: WORDS[field][reason] ?? 'This cannot be stored.' }))

const WORDS: Record<CityProblem['field'], Partial<Record<CityProblem['reason'], string>>> = {
  name: {
    empty: 'The name is missing.',
    'too-long': 'The name can have at most 80 characters.',
    'no-slug': 'The name needs to begin with a letter from A to Z: the address of the page is made of it.',
  },
  state: {
    'not-a-state': 'The state must be the two letters of a state or territory of the United States, such as CO.',
  },
  timeZone: { 'not-a-zone': 'Choose the time zone.' },
  neighbourhoods: {
    'too-many': `There can be at most ${MOST_NEIGHBOURHOODS} neighbourhoods: groups must stay large enough to be shown.`,
    twice: 'One of the neighbourhoods stands there twice.',
    'too-long': 'The name of a neighbourhood can have at most 60 characters.',
  },
}

const Neighbourhoods = ({ value, problems }: { value: string | undefined; problems: readonly Problem[] }) => (
  <Field
    name="neighbourhoods"
    label="Neighbourhoods"
    help="One on each line: the answers to the question in which neighbourhood somebody lives. They can be changed while no survey of the city is open."
    value={value}
    problems={problems}
    rows={8}
  />
)

const CityCards = ({ cities }: { cities: readonly City[] }) => (
  <ul class="cards">
    {cities.map((city) => (
      <li class="card">
        <h2>
          <a href={`/staff/cities/${city.slug}`}>
            {city.name}, {city.state}
          </a>
        </h2>
        <p>
          {zoneName(city.timeZone)} ·{' '}
          {city.neighbourhoods.length === 1 ? '1 neighbourhood' : `${city.neighbourhoods.length} neighbourhoods`}
        </p>
        <p>
          Public page: <a href={`/cities/${city.slug}`}>/cities/{city.slug}</a>
        </p>
      </li>
    ))}
  </ul>
)

const ZONE_HELP = 'Times in mails and of launches are told in it.'

const zoneName = (zone: string) => zone.replaceAll('_', ' ')

const ZONES = [
  'America/New_York',
  'America/Detroit',
  'America/Indiana/Indianapolis',
  'America/Chicago',
  'America/Denver',
  'America/Boise',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
  'America/Puerto_Rico',
  'Pacific/Guam',
]

const ZONE_OPTIONS = ZONES.map((zone) => ({ value: zone, label: zoneName(zone) }))
