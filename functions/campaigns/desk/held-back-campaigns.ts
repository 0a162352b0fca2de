import { Campaign, CampaignListed, campaignKey, campaignList } from '../../../shared/campaigns/campaign.ts'
import type { CampaignId, CitySlug } from '../../../shared/ids.ts'
import type { Table } from '../../adapters/table.ts'

export type HeldBackCampaign = { campaignId: CampaignId; title: string; state: 'held' | 'paused' }

/** Of the newest of each city, those that stand still because this environment may not send. */
export const heldBackCampaigns = async (
  table: Pick<Table, 'query' | 'getMany'>,
  cities: readonly { slug: CitySlug }[],
): Promise<HeldBackCampaign[]> => {
  const lists = await Promise.all(
    cities.map(({ slug }) =>
      table.query(CampaignListed, { pk: campaignList(slug), newestFirst: true, limit: NEWEST, consistent: false }),
    ),
  )
  const listed = lists.flatMap(({ items }) => items.map(({ campaignId }) => campaignKey(campaignId)))
  return (await table.getMany(Campaign, listed)).flatMap((campaign) =>
    (campaign?.state === 'held' || campaign?.state === 'paused') && campaign.reason === 'other-environment'
      ? [{ campaignId: campaign.campaignId, title: campaign.title, state: campaign.state }]
      : [],
  )
}

const NEWEST = 50
