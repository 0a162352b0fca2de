import * as z from 'zod'
import { TableEnvironment } from '../../../shared/environment.ts'
import { ReportOf } from '../../../shared/results/report-work.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { type DraftedReport, draftReport } from './draft-report.ts'

// AWS calls this as a task of the report workflow, when every question went through the gate or was refused.
export const handler = async (event: unknown): Promise<DraftedReport> => {
  const { campaignId, prepared } = Input.parse(event)
  const result = await draftReport(needs, { campaignId, ...prepared })
  log.info('a report was drafted', { campaignId, ...result })
  return result
}

// A cold start builds this.
const { campaignId, city } = ReportOf.shape
const Input = z.object({ campaignId, prepared: z.object({ city, inputs: z.string() }) })
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
