import * as z from 'zod'
import type { CampaignId } from '../../shared/ids.ts'
import { talliesKey } from '../../shared/results/tally.ts'
import type { Table } from '../adapters/table.ts'

/** How many responses the tallies hold; a few seconds behind the answers. */
export const countAnswers = async (table: Table, campaignId: CampaignId): Promise<number> => {
  const { items } = await table.query(Counted, { pk: talliesKey(campaignId) })
  return items.reduce((sum, { n }) => sum + n, 0)
}

const Counted = z.object({ n: z.number() })
