import * as z from 'zod'
import { CodeEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { CampaignId } from '../../../shared/ids.ts'
import { newSalt } from '../../adapters/chance.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { type PreparedNetworkReport, prepareNetworkReport } from './prepare-network-report.ts'

// AWS calls this as the first task of the workflow that reports on the network.
export const handler = async (event: unknown): Promise<PreparedNetworkReport> => {
  const input = Input.parse(event)
  const result = await prepareNetworkReport(needs, input)
  log.info('a report on the network was prepared', { campaignId: input.campaignId, outcome: result.outcome })
  return result
}

// A cold start builds this.
const Input = z.object({ campaignId: CampaignId, campaigns: z.array(CampaignId) })
const environment = TableEnvironment.extend(CodeEnvironment.shape).parse(process.env)
const needs = { table: openTable(environment.TABLE_NAME), now, newSalt, codeVersion: environment.CODE_VERSION }
