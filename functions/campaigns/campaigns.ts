import {
  Campaign,
  type CampaignIn,
  CampaignListed,
  campaignKey,
  campaignList,
  campaignListKey,
  DUE_CAMPAIGNS,
  dueAtOf,
} from '../../shared/campaigns/campaign.ts'
import type { CampaignId, CitySlug } from '../../shared/ids.ts'
import type { Table, Write } from '../adapters/table.ts'

export const readCampaign = (table: Table, campaignId: CampaignId) => table.get(Campaign, campaignKey(campaignId))

export const readCampaigns = async (table: Table, city: CitySlug): Promise<Campaign[]> => {
  const listed = await table.query(CampaignListed, { pk: campaignList(city), newestFirst: true })
  const read = await Promise.all(listed.items.map(({ campaignId }) => readCampaign(table, campaignId)))
  return read.filter((campaign) => campaign !== undefined)
}

export const firstWrites = (campaign: CampaignIn<'draft'>): Write[] => [
  { put: stored(campaign), if: { exists: false } },
  listing(campaign),
]

/** Written only onto the state and revision that the change was decided on. */
export const changeOf = (before: Campaign, after: Campaign): Write => ({
  put: stored(after),
  if: { equals: { state: before.state, revision: before.revision } },
})

export const listing = (campaign: Campaign): Write => ({
  put: { ...campaignListKey(campaign.city, campaign.campaignId), ...CampaignListed.parse(campaign) },
})

const stored = (campaign: Campaign) => {
  const dueAt = dueAtOf(campaign)
  return { ...campaignKey(campaign.campaignId), ...campaign, ...(dueAt && { due: DUE_CAMPAIGNS, dueAt }) }
}
