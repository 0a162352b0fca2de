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
  <Layout site={site} section="staff" language="en" title="Cities" actor={actor}>
    <h1>Cities</h1>
    <Problems language="en" problems={problems} />
    {cities.length === 0 ? (
      <p class="empty">No city yet. Add the first one below: its page is public at once, and people can join it.</p>
    ) : (
      <CityTable cities={cities} />
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
        help="Times in mails and of launches are told in it."
        value={typed?.timeZone}
        problems={problems}
        options={ZONES.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }))}
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
  typed,
  problems = [],
}: Around & { city: City; typed?: string; problems?: readonly Problem[] }) => (
  <Layout site={site} section="staff" language="en" title={city.name} actor={actor}>
    <h1>
      {city.name}, {city.state}
    </h1>
    <p>
      Time zone {city.timeZone.replaceAll('_', ' ')} · <a href={`/cities/${city.slug}`}>public page</a>
    </p>
    <Problems language="en" problems={problems} />
    <form method="post" action={`/staff/cities/${city.slug}`} novalidate>
      <input type="hidden" name="before" value={JSON.stringify(city.neighbourhoods)} />
      <Neighbourhoods value={typed ?? city.neighbourhoods.join('\n')} problems={problems} />
      <button type="submit">Save the neighbourhoods</button>
    </form>
  </Layout>
)

export const cityProblems = (problems: readonly CityProblem[]): Problem[] =>
  problems.map(({ field, reason }) => ({ field, message: WORDS[field][reason] ?? 'This cannot be stored.' }))

const WORDS: Record<CityProblem['field'], Partial<Record<CityProblem['reason'], string>>> = {
  name: {
    empty: 'The name is missing.',
    'too-long': 'The name can have at most 80 characters.',
    'no-slug': 'The name needs to begin with a letter from A to Z: the address of the page is made of it.',
  },
  state: { 'not-a-state': 'The state must be two letters, such as CO.' },
  timeZone: { 'not-a-zone': 'Choose one of the time zones.' },
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
    help="One on each line: the answers to the question in which neighbourhood somebody lives. Change them only between surveys."
    value={value}
    problems={problems}
    rows={8}
  />
)

const CityTable = ({ cities }: { cities: readonly City[] }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">City</th>
          <th scope="col">Time zone</th>
          <th scope="col" class="number">
            Neighbourhoods
          </th>
          <th scope="col">Public page</th>
        </tr>
      </thead>
      <tbody>
        {cities.map((city) => (
          <tr>
            <td>
              <a href={`/staff/cities/${city.slug}`}>
                {city.name}, {city.state}
              </a>
            </td>
            <td>{city.timeZone.replaceAll('_', ' ')}</td>
            <td class="number">{city.neighbourhoods.length}</td>
            <td>
              <a href={`/cities/${city.slug}`}>/cities/{city.slug}</a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
)

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
