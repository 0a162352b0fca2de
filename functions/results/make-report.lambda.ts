import * as z from 'zod'
import { TableEnvironment } from '../../shared/environment.ts'
import { CampaignId } from '../../shared/ids.ts'
import { now } from '../adapters/clock.ts'
import { log } from '../adapters/log.ts'
import { openTable } from '../adapters/table.ts'
import { type MadeReport, makeReport } from './make-report.ts'

// AWS calls this as a task of the report workflow, with the recount's answer.
export const handler = async (event: unknown): Promise<MadeReport> => {
  const { campaignId, recount } = Input.parse(event)
  const result = await makeReport(needs, { campaignId, cube: recount.cube })
  log.info('a report was made', { campaignId, ...result })
  return result
}

// A cold start builds this.
const Input = z.object({ campaignId: CampaignId, recount: z.object({ cube: z.string() }) })
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
