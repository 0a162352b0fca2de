import * as z from 'zod'
import { CodeEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { CampaignId, RecountId } from '../../../shared/ids.ts'
import { Instant } from '../../../shared/units.ts'
import { newSalt } from '../../adapters/chance.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { type PreparedReport, prepareReport } from './prepare-report.ts'

// AWS calls this as a task of the report workflow, with the recount's answer.
export const handler = async (event: unknown): Promise<PreparedReport> => {
  const result = await prepareReport(needs, Input.parse(event))
  const { campaignId } = Input.parse(event)
  log.info('a report was prepared', { campaignId, outcome: result.outcome })
  return result
}

// A cold start builds this.
const Input = z.object({ campaignId: CampaignId, recount: z.object({ recountId: RecountId, at: Instant }) })
const environment = TableEnvironment.extend(CodeEnvironment.shape).parse(process.env)
const needs = { table: openTable(environment.TABLE_NAME), now, newSalt, codeVersion: environment.CODE_VERSION }
