import * as z from 'zod'
import { TableEnvironment } from '../../../shared/environment.ts'
import { ReportChange, ReportOf } from '../../../shared/results/report-work.ts'
import { Instant } from '../../../shared/units.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { type ShownAgain, showAgain } from './show-again.ts'

// AWS calls this as a task of the publication, when the report would not be what staff let go.
export const handler = async (event: unknown): Promise<ShownAgain> => {
  const { signed, ...of } = Input.parse(event)
  const result = await showAgain(needs, { ...of, ...signed })
  log.info('a report is shown to staff again', { ...of, changed: signed.changed, ...result })
  return result
}

// A cold start builds this.
const Input = ReportOf.extend({ signed: z.object({ changed: ReportChange, approvedAt: Instant }) })
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
