import {
  CampaignWorkflowEnvironment,
  FlightPlanWorkflowEnvironment,
  LinkEnvironment,
  ReportWorkflowEnvironment,
  TableEnvironment,
} from '../../../shared/environment.ts'
import { newId, now } from '../../adapters/clock.ts'
import { createLinks } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import { secret } from '../../adapters/secrets.ts'
import { openTable } from '../../adapters/table.ts'
import { workflowStarter } from '../../adapters/workflows.ts'
import { startDueCampaigns } from './start-due-campaigns.ts'

// AWS calls this each minute.
export const handler = async () => {
  const { did, failed } = await startDueCampaigns(needs)
  if (did.length > 0) log.info('campaigns were due', { did })
  if (failed.length === 0) return
  log.error('campaigns are due and could not be started', { failed })
  throw new Error(`${failed.length} due campaigns failed`)
}

// A cold start builds this.
const { LINK_KEYS_PARAMETER } = LinkEnvironment.parse(process.env)
const needs = {
  table: openTable(TableEnvironment.parse(process.env).TABLE_NAME),
  now,
  newId,
  links: createLinks(() => secret(LINK_KEYS_PARAMETER)),
  startWorkflow: workflowStarter(CampaignWorkflowEnvironment.parse(process.env).CAMPAIGN_WORKFLOW_ARN),
  startPlan: workflowStarter(FlightPlanWorkflowEnvironment.parse(process.env).FLIGHT_PLAN_WORKFLOW_ARN),
  startReport: workflowStarter(ReportWorkflowEnvironment.parse(process.env).REPORT_WORKFLOW_ARN),
}
