import {
  Campaign,
  type CampaignIn,
  CampaignListed,
  campaignItem,
  campaignKey,
  campaignList,
  campaignListKey,
} from '../../shared/campaigns/campaign.ts'
import type { CampaignId, CitySlug } from '../../shared/ids.ts'
import type { Table, Write } from '../adapters/table.ts'

export const readCampaign = (table: Table, campaignId: CampaignId) => table.get(Campaign, campaignKey(campaignId))

/** The newest campaigns of these cities, from `upTo` on back; `next` is where the page after it begins. */
export const campaignsPage = async (
  table: Table,
  cities: readonly CitySlug[],
  upTo?: CampaignId,
): Promise<{ campaigns: Campaign[]; next?: CampaignId | undefined }> => {
  const pages = await Promise.all(
    cities.map((city) =>
      table.query(CampaignListed, {
        pk: campaignList(city),
        newestFirst: true,
        limit: ON_A_PAGE + 1,
        ...(upTo && { upTo }),
      }),
    ),
  )
  // An id begins with the moment at which it was made.
  const ids = pages
    .flatMap(({ items }) => items.map(({ campaignId }) => campaignId))
    .sort()
    .reverse()
  const read = await Promise.all(ids.slice(0, ON_A_PAGE).map((campaignId) => readCampaign(table, campaignId)))
  return { campaigns: read.filter((campaign) => campaign !== undefined), next: ids[ON_A_PAGE] }
}

const ON_A_PAGE = 20

export const firstWrites = (campaign: CampaignIn<'draft' | 'scheduled' | 'held'>): Write[] => [
  { put: campaignItem(campaign), if: { exists: false } },
  listing(campaign),
]

/**
 * Written only onto the state and revision that the change was decided on, and onto what it knew of the series: a wave that
 * was planned meanwhile would be forgotten and planned again.
 */
export const changeOf = (before: Campaign, after: Campaign): Write => {
  const { state, revision, nextWave, lastWave } = before
  const missing = [nextWave ? undefined : 'nextWave', lastWave ? undefined : 'lastWave']
  return {
    put: campaignItem(after),
    if: {
      equals: { state, revision, ...(nextWave && { nextWave }), ...(lastWave && { lastWave }) },
      missing: missing.filter((field) => field !== undefined),
    },
  }
}

export const listing = (campaign: Campaign): Write => ({
  put: { ...campaignListKey(campaign.city, campaign.campaignId), ...CampaignListed.parse(campaign) },
})
