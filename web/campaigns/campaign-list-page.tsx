import type { Campaign } from '../../shared/campaigns/campaign.ts'
import { leavesAt } from '../../shared/campaigns/sending/recheck.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { KIND, STATE } from './phrases.ts'
import { StateBadge } from './state-badge.tsx'
import { wallClockText } from './time-phrases.ts'

export type ListedCampaign =
  | {
      kind: 'campaign'
      campaign: Campaign
      city: { name: string; state: string; timeZone: string }
      /** Of a series. */
      waves?: number | undefined
      /** How many mails went out, once that is counted, and how many answers; where there are any. */
      figures?: { mailed?: number | undefined; audience: number; answered: number } | undefined
    }
  /** It stands in the table and is not what a campaign is. */
  | { kind: 'unreadable'; campaignId: string; title: string; city: string }

type Filter = { city: string; kind?: Campaign['kind'] | undefined; state?: Campaign['state'] | undefined }

type CampaignListProps = {
  site: { networkName: string }
  actor: Actor
  lines: readonly ListedCampaign[]
  cities: readonly { slug: string; name: string; state: string }[]
  filter: Filter
  /** The id that the next page begins with. */
  older?: string | undefined
  newest: boolean
}

export const CampaignListPage = ({ site, actor, lines, cities, filter, older, newest }: CampaignListProps) => {
  const filtered = Boolean(filter.city || filter.kind || filter.state)
  return (
    <Layout site={site} section="staff" language="en" title="Campaigns" actor={actor}>
      <h1>Campaigns</h1>
      <p>A campaign is one sending of a survey, an update or an invitation to a call to the members of one city.</p>
      <p class="actions">
        <a class="button" href="/staff/campaigns/new">
          Plan a campaign
        </a>
      </p>
      <Filters cities={cities} filter={filter} />
      {lines.length > 0 ? (
        <ul class="cards">
          {lines.map((line) => (
            <li class="card">{line.kind === 'campaign' ? <Line {...line} /> : <Unreadable {...line} />}</li>
          ))}
        </ul>
      ) : (
        <p class="empty">{filtered || !newest ? nothingFound(older) : NOTHING_YET}</p>
      )}
      {!newest && (
        <p>
          <a href={addressOf(filter)}>The newest campaigns</a>
        </p>
      )}
      {older && (
        <p>
          <a href={addressOf(filter, older)}>Older campaigns</a>
        </p>
      )}
    </Layout>
  )
}

const NOTHING_YET = 'No campaign yet. Choose a survey and a city; nothing is sent before you have seen the mail.'
const nothingFound = (older: string | undefined) =>
  older ? 'None of the newest is like this. Look among the older ones.' : 'No campaign is like this.'

const Filters = ({ cities, filter }: Pick<CampaignListProps, 'cities' | 'filter'>) => (
  <details class="filters" open={Boolean(filter.city || filter.kind || filter.state)}>
    <summary>Filter</summary>
    <form method="get" action="/staff/campaigns" novalidate>
      <div class="columns">
        <Select
          name="city"
          label="City"
          value={filter.city}
          options={[
            { value: '', label: 'All cities' },
            ...cities.map((city) => ({ value: city.slug, label: `${city.name}, ${city.state}` })),
          ]}
        />
        <Select
          name="kind"
          label="What is sent"
          value={filter.kind ?? ''}
          options={[{ value: '', label: 'Everything' }, ...choicesOf(KIND)]}
        />
        <Select
          name="state"
          label="State"
          value={filter.state ?? ''}
          options={[
            { value: '', label: 'Any' },
            ...Object.entries(STATE).map(([value, { label }]) => ({ value, label })),
          ]}
        />
      </div>
      <div class="actions">
        <button type="submit">Show these</button>
        <a href="/staff/campaigns">Show all</a>
      </div>
    </form>
  </details>
)

const choicesOf = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }))

const Line = ({ campaign, city, waves, figures }: Extract<ListedCampaign, { kind: 'campaign' }>) => (
  <>
    <h2>
      <a href={`/staff/campaigns/${campaign.campaignId}`}>{campaign.title}</a>
    </h2>
    <p>
      <StateBadge {...campaign} /> {KIND[campaign.kind]} · {city.name}, {city.state}
    </p>
    {waves !== undefined && (
      <p>
        <a href={`/staff/campaigns/${campaign.campaignId}/series`}>{waveText(campaign, waves)}</a>
      </p>
    )}
    {figures && (
      <p>
        {figures.mailed === undefined
          ? `To ${figures.audience} people`
          : `${figures.mailed} of ${figures.audience} mailed`}
        {campaign.kind === 'survey' && ` · ${figures.answered} answered`}
      </p>
    )}
    {timesOf(campaign, city.timeZone).map((time) => (
      <p class="quiet-text">{time}</p>
    ))}
  </>
)

const Unreadable = ({ campaignId, title, city }: Extract<ListedCampaign, { kind: 'unreadable' }>) => (
  <>
    <h2>{title || 'A campaign without a title'}</h2>
    <p>
      <span class="badge warn">Cannot be read</span> {city}
    </p>
    <p>
      What is stored of this campaign is damaged, so nothing is sent of it. Give the operator its number:{' '}
      <code>{campaignId}</code>
    </p>
  </>
)

/** "Wave 3 of 8" */
export const waveText = ({ wave = 1, lastWave }: Pick<Campaign, 'wave' | 'lastWave'>, of: number): string =>
  lastWave ? `Wave ${wave}, the last one` : `Wave ${wave} of ${of}`

const addressOf = ({ city, kind, state }: Filter, from?: string) => {
  const query = new URLSearchParams(Object.entries({ city, kind, state, from }).filter(has)).toString()
  return `/staff/campaigns${query && `?${query}`}`
}
const has = (entry: [string, string | undefined]): entry is [string, string] => Boolean(entry[1])

/** What happens next, or what happened last. */
const timesOf = (campaign: Campaign, timeZone: string): string[] => {
  const at = (instant: Parameters<typeof localTime>[0]) => localTime(instant, timeZone, 'en')
  const closes = `${campaign.kind === 'survey' ? 'Closes' : campaign.kind === 'call' ? 'Begins' : 'Sent until'} ${at(campaign.closesAt)}`
  switch (campaign.state) {
    case 'draft':
      return campaign.repeats ? [`First wave planned for ${wallClockText(campaign.repeats.from)}`, closes] : [closes]
    case 'scheduled':
      return [`Launches ${at(campaign.launchAt)}`, closes]
    case 'open':
      return campaign.next ? [nextText(campaign.next, timeZone), closes] : [closes]
    case 'closed':
      return [`Closed ${at(campaign.closedAt)}`]
    case 'cancelled':
      return [`Cancelled ${at(campaign.cancelledAt)}`]
    default:
      return [closes]
  }
}

type Next = NonNullable<Extract<Campaign, { state: 'open' }>['next']>

const nextText = ({ purpose, at }: Next, timeZone: string) => {
  const leaves = purpose === 'deferred' ? at : leavesAt(purpose, at, timeZone)
  return `${NEXT[purpose]} ${localTime(leaves, timeZone, 'en')}`
}

const NEXT = {
  invitation: 'Mails',
  reminder: 'Reminds',
  'call-changed': 'Tells of the change',
  'call-cancelled': 'Tells that it is cancelled',
  'call-day-before': 'Reminds',
  'call-hour-before': 'Reminds',
  deferred: 'Goes on to those who were put off',
} as const satisfies Record<Next['purpose'], string>
