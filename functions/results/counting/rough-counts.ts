import * as z from 'zod'
import { allAnsweredMarks } from '../../../shared/campaigns/answered.ts'
import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import type { CampaignId, CitySlug } from '../../../shared/ids.ts'
import type { Quantity } from '../../../shared/results/document.ts'
import { roughCount } from '../../../shared/results/settings/policy.ts'
import { type Clock, epochSecondsOf, type Instant, plusDays, utcDay } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { surveysOfCity } from '../preparing/surveys-of-city.ts'

export type OpenSurvey = { campaignId: CampaignId; title: string; wave?: number; closesAt: Instant; answered: Quantity }
export type ClosedSurvey = { campaignId: CampaignId; title: string; wave?: number; closedAt: Instant }

/**
 * The surveys of a city that can still be answered, with the little that may be told of them before they close; and those that
 * have closed, of which nothing is told but that.
 */
export const surveysOf = async (
  needs: { table: Table; now: Clock },
  city: CitySlug,
): Promise<{ open: OpenSurvey[]; closed: ClosedSurvey[] }> => {
  const surveys = await surveysOfCity(needs.table, city)
  const named = ({ campaignId, title, wave }: Campaign) => ({ campaignId, title, ...(wave && { wave }) })
  const open = await Promise.all(
    surveys
      .filter(({ state }) => state === 'open' || state === 'sending' || state === 'paused')
      .map(async (survey) => ({
        ...named(survey),
        closesAt: survey.closesAt,
        answered: await countOfTheDay(needs, survey),
      })),
  )
  const closed = surveys.flatMap((survey) =>
    survey.state === 'closed' ? [{ ...named(survey), closedAt: survey.closedAt }] : [],
  )
  return { open, closed }
}

/**
 * The number is taken once a day, at the first look, and stays for that day: the moment at which it changes would tell
 * when somebody answered.
 */
const countOfTheDay = async (
  { table, now }: { table: Table; now: Clock },
  survey: Parameters<typeof allAnsweredMarks>[0],
): Promise<Quantity> => {
  const key = { pk: `ROUGH#${survey.campaignId}`, sk: utcDay(now()) }
  const kept = await table.get(Kept, key)
  if (kept) return kept.answered
  const answered: Quantity = roughCount(await table.count(...allAnsweredMarks(survey)))
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
