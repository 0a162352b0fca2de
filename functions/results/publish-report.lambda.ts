import * as z from 'zod'
import { TableEnvironment } from '../../shared/environment.ts'
import { CampaignId } from '../../shared/ids.ts'
import { now } from '../adapters/clock.ts'
import { log } from '../adapters/log.ts'
import { openTable } from '../adapters/table.ts'
import { type PublishedReport, publishReport } from './publish-report.ts'

// AWS calls this as a task of the report workflow, with the seal of the draft that was made.
export const handler = async (event: unknown): Promise<PublishedReport> => {
  const { campaignId, report } = Input.parse(event)
  const result = await publishReport(needs, { campaignId, ...report })
  log.info('a report was published', { campaignId, ...result })
  return result
}

// A cold start builds this.
const Input = z.object({
  campaignId: CampaignId,
  report: z.object({ release: z.number().int().positive(), seal: z.string() }),
})
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
