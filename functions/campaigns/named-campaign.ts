import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { City } from '../../shared/cities/city.ts'
import { CampaignId } from '../../shared/ids.ts'
import type { Table } from '../adapters/table.ts'
import { readCampaign } from './campaigns.ts'

/** The campaign that an address names, and its city. */
export const namedCampaign = ({ table, cities }: { table: Table; cities: () => Promise<City[]> }) => ({
  campaignNamed: async (id: string): Promise<Campaign | undefined> => {
    const named = CampaignId.safeParse(id)
    return named.success ? readCampaign(table, named.data) : undefined
  },

  cityOf: async (campaign: Campaign): Promise<City> => {
    const city = (await cities()).find(({ slug }) => slug === campaign.city)
    if (!city) throw new Error(`the city ${campaign.city} does not exist`)
    return city
  },
})
