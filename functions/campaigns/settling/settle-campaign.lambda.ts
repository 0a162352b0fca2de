import * as z from 'zod'
import { TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { CampaignRun } from '../launch/plan-campaign.ts'
import { holdCampaign, Rounds, settleRound } from './settle-campaign.ts'

// AWS calls this as a task of the campaign workflow, with `fault` after one that did not pass.
export const handler = async (input: unknown) => {
  const { fault, rounds, ...run } = Input.parse(input)
  if (!fault) return settleRound(needs, run, rounds)
  log.error('a campaign waits for staff after a fault', run)
  return holdCampaign(needs, run)
}

// A cold start builds this.
const Input = CampaignRun.extend({
  fault: z.boolean().default(false),
  rounds: Rounds.default({ pending: 0, stalled: 0 }),
})
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
