import type { Context } from 'hono'
import * as z from 'zod'
import { type Campaign, roundOf } from '../../../shared/campaigns/campaign.ts'
import type { City } from '../../../shared/cities/city.ts'
import type { Table } from '../../adapters/table.ts'
import { shardsOf } from '../launch/take-snapshot.ts'
import { namedCampaign } from '../named-campaign.ts'

export const RoundNumber = z.coerce.number().int().nonnegative()

/** The mailing that an address or a form names, of those that there were; the newest when it names none. */
export const namedMailing =
  (needs: { table: Table; cities: () => Promise<City[]> }) =>
  async (
    c: Context,
    from: unknown = c.req.query('round'),
  ): Promise<{ campaign: Campaign; round: number } | undefined> => {
    const campaign = await namedCampaign(needs).campaignNamed(c.req.param('id') ?? '')
    if (!campaign || !shardsOf(campaign)) return undefined
    const round = RoundNumber.catch(roundOf(campaign)).parse(from)
    return round <= roundOf(campaign) ? { campaign, round } : undefined
  }
