import { handle } from 'hono/aws-lambda'
import {
  CampaignWorkflowEnvironment,
  FlightPlanWorkflowEnvironment,
  LinkEnvironment,
  RecountWorkflowEnvironment,
  ReportWorkflowEnvironment,
  StaffEnvironment,
  TestMailWorkflowEnvironment,
} from '../../shared/environment.ts'
import { createLinks } from '../adapters/links.ts'
import { secret } from '../adapters/secrets.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { campaignRoutes } from '../campaigns/campaign.routes.tsx'
import { countingRoutes } from '../results/recount/counting.routes.tsx'
import { AS_BYTES } from './as-bytes.ts'
import { staffApp } from './staff-app.ts'

// A cold start builds this.
const environment = StaffEnvironment.extend({
  ...LinkEnvironment.shape,
  ...CampaignWorkflowEnvironment.shape,
  ...FlightPlanWorkflowEnvironment.shape,
  ...TestMailWorkflowEnvironment.shape,
  ...ReportWorkflowEnvironment.shape,
  ...RecountWorkflowEnvironment.shape,
}).parse(process.env)
const { app, desk } = staffApp(environment)
const needs = {
  ...desk,
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
  startWorkflow: workflowStarter(environment.CAMPAIGN_WORKFLOW_ARN),
  startReport: workflowStarter(environment.REPORT_WORKFLOW_ARN),
  startPlan: workflowStarter(environment.FLIGHT_PLAN_WORKFLOW_ARN),
  startTest: workflowStarter(environment.TEST_MAIL_WORKFLOW_ARN),
  startRecount: workflowStarter(environment.RECOUNT_WORKFLOW_ARN),
}

app.route('/', campaignRoutes(needs))
app.route('/', countingRoutes(needs))

// AWS calls this for campaigns that are launched, watched and steered.
export const handler = handle(app, AS_BYTES)
