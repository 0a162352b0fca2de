import { Campaign, CampaignListed, campaignKey, campaignList } from '../../shared/campaigns/campaign.ts'
import type { CampaignId, CitySlug } from '../../shared/ids.ts'
import type { Table } from '../adapters/table.ts'

export type CampaignUnderWay = { campaignId: CampaignId; title: string; answerable: boolean }

/** The campaigns of a city that are planned for a time or run; `answerable` when people are being asked already. */
export const campaignsUnderWay = async (
  table: Pick<Table, 'query' | 'getMany'>,
  city: CitySlug,
): Promise<CampaignUnderWay[]> => {
  const { items } = await table.query(CampaignListed, { pk: campaignList(city) })
  const campaigns = await table.getMany(
    Campaign,
    items.map(({ campaignId }) => campaignKey(campaignId)),
  )
  return campaigns.flatMap((campaign) =>
    campaign && UNDER_WAY[campaign.state]
      ? { campaignId: campaign.campaignId, title: campaign.title, answerable: campaign.state !== 'scheduled' }
      : [],
  )
}

const UNDER_WAY: Record<Campaign['state'], boolean> = {
  draft: false,
  held: false,
  scheduled: true,
  freezing: true,
  sending: true,
  paused: true,
  open: true,
  closed: false,
  cancelled: false,
}
