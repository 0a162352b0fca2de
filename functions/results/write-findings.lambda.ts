import { TableEnvironment } from '../../shared/environment.ts'
import { ReportOf } from '../../shared/results/report-work.ts'
import { newId, now } from '../adapters/clock.ts'
import { log } from '../adapters/log.ts'
import { openTable } from '../adapters/table.ts'
import { type WrittenFindings, writeFindings } from './write-findings.ts'

// AWS calls this as the last task of the publication.
export const handler = async (event: unknown): Promise<WrittenFindings> => {
  const of = ReportOf.parse(event)
  const result = await writeFindings(needs, of)
  log.info('a mail to members was drafted', { ...of, ...result })
  return result
}

// A cold start builds this.
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now, newId }
