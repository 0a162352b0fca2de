import * as z from 'zod'
import { TableEnvironment } from '../../../shared/environment.ts'
import { CampaignId, RecountId } from '../../../shared/ids.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { compareRecount, type Recount } from './compare-recount.ts'

// AWS calls this as a task of a workflow that recounts, when every partition has been.
export const handler = async (event: unknown): Promise<Recount> => {
  const { campaignId, recount } = Input.parse(event)
  const result = await compareRecount(needs, { campaignId, ...recount })
  log.info('responses were recounted', { campaignId, ...result })
  return result
}

// A cold start builds this.
const Input = z.object({
  campaignId: CampaignId,
  recount: z.object({ recountId: RecountId, attempt: z.number().int() }),
})
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
