import { Campaign, CampaignListed, campaignKey, campaignList } from '../../../shared/campaigns/campaign.ts'
import type { CitySlug } from '../../../shared/ids.ts'
import type { Table } from '../../adapters/table.ts'

/** Every campaign of the city that asks a survey, the newest first. */
export const surveysOfCity = async (table: Pick<Table, 'query' | 'getMany'>, city: CitySlug) => {
  const { items } = await table.query(CampaignListed, { pk: campaignList(city), newestFirst: true })
  const campaigns = await table.getMany(
    Campaign,
    items.map(({ campaignId }) => campaignKey(campaignId)),
  )
  return campaigns.filter((campaign) => campaign?.kind === 'survey')
}
