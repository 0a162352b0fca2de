import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Layout } from '../layout.tsx'
import { localTime } from '../local-time.ts'
import { STATE } from './phrases.ts'

export type ListedCampaign = {
  campaign: Campaign
  city: { name: string; state: string; timeZone: string }
  /** How many mails went out, once that is counted, and how many answers; where there are any. */
  figures?: { mailed?: number | undefined; audience: number; answered: number } | undefined
}

type CampaignListProps = {
  site: { networkName: string }
  actor: Actor
  campaigns: readonly ListedCampaign[]
  /** The id that the next page begins with. */
  older?: string | undefined
  newest: boolean
}

export const CampaignListPage = ({ site, actor, campaigns, older, newest }: CampaignListProps) => (
  <Layout site={site} section="staff" language="en" title="Campaigns" actor={actor}>
    <h1>Campaigns</h1>
    <p>A campaign is one sending of a survey to the members of one city.</p>
    <p class="actions">
      <a class="button" href="/staff/campaigns/new">
        Plan a campaign
      </a>
    </p>
    {campaigns.length === 0 ? (
      <p class="empty">No campaign yet. Choose a survey and a city; nothing is sent before you have seen the mail.</p>
    ) : (
      <ul class="cards">
        {campaigns.map(({ campaign, city, figures }) => (
          <li class="card">
            <h2>
              <a href={`/staff/campaigns/${campaign.campaignId}`}>{campaign.title}</a>
            </h2>
            <p>
              <StateBadge state={campaign.state} /> {city.name}, {city.state}
            </p>
            {figures && (
              <p>
                {figures.mailed === undefined
                  ? `To ${figures.audience} people`
                  : `${figures.mailed} of ${figures.audience} mailed`}{' '}
                · {figures.answered} answered
              </p>
            )}
            <p class="quiet-text">{timeOf(campaign, city.timeZone)}</p>
          </li>
        ))}
      </ul>
    )}
    {!newest && (
      <p>
        <a href="/staff/campaigns">The newest campaigns</a>
      </p>
    )}
    {older && (
      <p>
        <a href={`/staff/campaigns?from=${older}`}>Older campaigns</a>
      </p>
    )}
  </Layout>
)

export const StateBadge = ({ state }: { state: Campaign['state'] }) => (
  <span class={['badge', STATE[state].tone].filter(Boolean).join(' ')}>{STATE[state].label}</span>
)

const timeOf = (campaign: Campaign, timeZone: string): string => {
  switch (campaign.state) {
    case 'scheduled':
      return `Launches ${localTime(campaign.launchAt, timeZone, 'en')}`
    case 'closed':
      return `Closed ${localTime(campaign.closedAt, timeZone, 'en')}`
    case 'cancelled':
      return `Cancelled ${localTime(campaign.cancelledAt, timeZone, 'en')}`
    default:
      return `Closes ${localTime(campaign.closesAt, timeZone, 'en')}`
  }
}
