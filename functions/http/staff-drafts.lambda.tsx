import { handle } from 'hono/aws-lambda'
import {
  CampaignWorkflowEnvironment,
  FlightPlanWorkflowEnvironment,
  LinkEnvironment,
  StaffEnvironment,
} from '../../shared/environment.ts'
import { createLinks } from '../adapters/links.ts'
import { secret } from '../adapters/secrets.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { campaignDraftingRoutes } from '../campaigns/drafting/campaign-drafting.routes.tsx'
import { staffApp } from './staff-app.ts'

// A cold start builds this.
const environment = StaffEnvironment.extend({
  ...LinkEnvironment.shape,
  ...CampaignWorkflowEnvironment.shape,
  ...FlightPlanWorkflowEnvironment.shape,
}).parse(process.env)
const { app, desk } = staffApp(environment)
const needs = {
  ...desk,
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
  startWorkflow: workflowStarter(environment.CAMPAIGN_WORKFLOW_ARN),
  startPlan: workflowStarter(environment.FLIGHT_PLAN_WORKFLOW_ARN),
}

app.route('/', campaignDraftingRoutes(needs))

// AWS calls this for campaigns that are listed and written down. By itself: the rules of series are large.
export const handler = handle(app)
