import * as z from 'zod'
import { TableEnvironment } from '../../../shared/environment.ts'
import { ReportOf } from '../../../shared/results/report-work.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { type PublishedReport, publishReport } from './publish-report.ts'

// AWS calls this as a task of the publication, with the seal that was signed.
export const handler = async (event: unknown): Promise<PublishedReport> => {
  const { campaignId, city, signed } = Input.parse(event)
  const result = await publishReport(needs, { campaignId, city, seal: signed.seal })
  log.info('a report was published', { campaignId, ...result })
  return result
}

// A cold start builds this.
const Input = ReportOf.extend({ signed: z.object({ seal: z.string() }) })
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
