import { SiteEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { ReportOf } from '../../../shared/results/report-work.ts'
import { newId, now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { type WrittenFindings, writeFindings } from './write-findings.ts'

// AWS calls this as the last task of the publication.
export const handler = async (event: unknown): Promise<WrittenFindings> => {
  const of = ReportOf.parse(event)
  const result = await writeFindings(needs, of)
  log.info('a mail to participants was drafted', { ...of, ...result })
  return result
}

// A cold start builds this.
const environment = TableEnvironment.extend(SiteEnvironment.shape).parse(process.env)
const site = { publicUrl: environment.PUBLIC_URL }
const needs = { table: openTable(environment.TABLE_NAME), now, newId, site }
