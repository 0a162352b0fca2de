import * as z from 'zod'
import {
  asRead,
  Campaign,
  type CampaignIn,
  type CampaignKind,
  CampaignListed,
  type CampaignState,
  campaignItem,
  campaignKey,
  campaignList,
  campaignListKey,
} from '../../shared/campaigns/campaign.ts'
import type { CampaignId, CitySlug } from '../../shared/ids.ts'
import type { Table, Write } from '../adapters/table.ts'

export const readCampaign = (table: Table, campaignId: CampaignId) => table.get(Campaign, campaignKey(campaignId))

/** One campaign in a list. What cannot be read any more still has its line, or nobody would learn of it. */
export type CampaignLine = { campaignId: string; city: CitySlug; title: string; campaign: Campaign | undefined }

export type CampaignFilter = { kind?: CampaignKind | undefined; state?: CampaignState | undefined }

/**
 * The newest campaigns of these cities that the filter lets through, from `upTo` on back; `next` is where the page after it
 * begins. What a filter looks for may be rare: after so many others it says so instead of looking on.
 */
export const campaignsPage = async (
  table: Table,
  cities: readonly CitySlug[],
  { upTo, ...filter }: CampaignFilter & { upTo?: CampaignId | undefined } = {},
): Promise<{ lines: CampaignLine[]; next?: string | undefined }> => {
  const lines: CampaignLine[] = []
  let from: string | undefined = upTo
  for (let looked = 0; looked < MOST_LOOKED_AT; looked += ON_A_PAGE) {
    const { listed, next } = await listedPage(table, cities, from)
    const read = await table.getMany(
      Unread,
      listed.map(({ campaignId }) => campaignKey(campaignId as CampaignId)),
    )
    for (const [index, line] of listed.entries()) {
      if (lines.length === ON_A_PAGE) return { lines, next: line.campaignId }
      const campaign = Campaign.safeParse(read[index]).data
      if (isLetThrough(campaign, filter)) lines.push({ ...line, campaign })
    }
    if (!next) return { lines }
    from = next
  }
  return { lines, next: from }
}

const listedPage = async (table: Table, cities: readonly CitySlug[], upTo: string | undefined) => {
  const pages = await Promise.all(
    cities.map(async (city) => {
      const query = { pk: campaignList(city), newestFirst: true, limit: ON_A_PAGE + 1, ...(upTo && { upTo }) }
      return (await table.query(Listed, query)).items.map((line) => ({ ...line, city }))
    }),
  )
  // An id begins with the moment at which it was made.
  const listed = pages.flat().sort((a, b) => (a.campaignId < b.campaignId ? 1 : -1))
  return { listed: listed.slice(0, ON_A_PAGE), next: listed[ON_A_PAGE]?.campaignId }
}

/** A broken campaign has no kind and no state: it is shown where everything is. */
const isLetThrough = (campaign: Campaign | undefined, { kind, state }: CampaignFilter): boolean =>
  (!kind || campaign?.kind === kind) && (!state || campaign?.state === state)

const Listed = z.object({ campaignId: z.string().catch(''), title: z.string().catch('') })
/** Read one by one: what is wrong with one campaign must not hide the others. */
const Unread = z.record(z.string(), z.unknown())

const ON_A_PAGE = 20
const MOST_LOOKED_AT = 400

export const firstWrites = (campaign: CampaignIn<'draft' | 'scheduled' | 'held'>): Write[] => [
  { put: campaignItem(campaign), if: { exists: false } },
  listing(campaign),
]

export const changeOf = (before: Campaign, after: Campaign): Write => ({ put: campaignItem(after), if: asRead(before) })

export const listing = (campaign: Campaign): Write => ({
  put: { ...campaignListKey(campaign.city, campaign.campaignId), ...CampaignListed.parse(campaign) },
})
