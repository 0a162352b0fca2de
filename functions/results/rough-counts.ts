import * as z from 'zod'
import { Campaign, CampaignListed, campaignKey, campaignList } from '../../shared/campaigns/campaign.ts'
import type { CampaignId, CitySlug } from '../../shared/ids.ts'
import type { Quantity } from '../../shared/results/document.ts'
import { roughCount } from '../../shared/results/policy.ts'
import { ResponsesCounted, responsesCounted, sumOfCounted } from '../../shared/results/responses-counted.ts'
import { type Clock, epochSecondsOf, type Instant, plusDays, utcDay } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'

export type OpenSurvey = { campaignId: CampaignId; title: string; closesAt: Instant; answered: Quantity }

/** The surveys of a city that can still be answered, with the little that may be told of them before they close. */
export const openSurveys = async (needs: { table: Table; now: Clock }, city: CitySlug): Promise<OpenSurvey[]> => {
  const listed = await needs.table.query(CampaignListed, { pk: campaignList(city), newestFirst: true })
  const campaigns = await Promise.all(
    listed.items.map(({ campaignId }) => needs.table.get(Campaign, campaignKey(campaignId))),
  )
  return Promise.all(
    campaigns
      .filter((campaign) => campaign?.state === 'open' || campaign?.state === 'sending')
      .map(async ({ campaignId, title, closesAt }) => ({
        campaignId,
        title,
        closesAt,
        answered: await countOfTheDay(needs, campaignId),
      })),
  )
}

/**
 * The number is taken once a day, at the first look, and stays for that day: the moment at which it changes would tell
 * when somebody answered.
 */
const countOfTheDay = async (
  { table, now }: { table: Table; now: Clock },
  campaignId: CampaignId,
): Promise<Quantity> => {
  const key = { pk: `ROUGH#${campaignId}`, sk: utcDay(now()) }
  const kept = await table.get(Kept, key)
  if (kept) return kept.answered
  const counted = await table.query(ResponsesCounted, { pk: responsesCounted(campaignId) })
  const answered: Quantity = roughCount(sumOfCounted(counted.items))
  const expiresAt = epochSecondsOf(plusDays(now(), 2))
  const first = await table.write({ put: { ...key, answered, expiresAt }, if: { exists: false } })
  if (first.outcome === 'written') return answered
  return (await table.get(Kept, key))?.answered ?? answered
}

const Kept = z.object({
  answered: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('fewer'), than: z.literal(20) }),
    z.object({ kind: z.literal('at-least'), count: z.number().int() }),
  ]),
})
