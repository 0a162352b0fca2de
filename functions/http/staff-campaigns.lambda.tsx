import { handle } from 'hono/aws-lambda'
import {
  CampaignWorkflowEnvironment,
  FlightPlanWorkflowEnvironment,
  LinkEnvironment,
  RecountWorkflowEnvironment,
  ReportWorkflowEnvironment,
  SendingEnvironment,
  SiteEnvironment,
  TableEnvironment,
  TestMailWorkflowEnvironment,
} from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { createLinks, hashOf } from '../adapters/links.ts'
import { secret } from '../adapters/secrets.ts'
import { openSendingPermit } from '../adapters/sending-permit.ts'
import { openTable } from '../adapters/table.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { campaignRoutes } from '../campaigns/campaign.routes.tsx'
import { allCities } from '../cities/cities.ts'
import { sessions } from '../identity/sessions.ts'
import { countOpenTasks } from '../membership/desk/staff-tasks.ts'
import { countingRoutes } from '../results/recount/counting.routes.tsx'
import { AS_BYTES } from './as-bytes.ts'
import { audienceApp } from './audience.tsx'
import { requireStaff } from './guard.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...SendingEnvironment.shape,
  ...LinkEnvironment.shape,
  ...CampaignWorkflowEnvironment.shape,
  ...FlightPlanWorkflowEnvironment.shape,
  ...TestMailWorkflowEnvironment.shape,
  ...ReportWorkflowEnvironment.shape,
  ...RecountWorkflowEnvironment.shape,
}).parse(process.env)
const site = {
  publicUrl: environment.PUBLIC_URL,
  networkName: environment.NETWORK_NAME,
  postalAddress: environment.POSTAL_ADDRESS,
}
const table = openTable(environment.TABLE_NAME)
const permits = openSendingPermit({ table, now, environmentId: environment.ENVIRONMENT_ID })
const needs = {
  site,
  table,
  now,
  newId,
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
  startWorkflow: workflowStarter(environment.CAMPAIGN_WORKFLOW_ARN),
  startReport: workflowStarter(environment.REPORT_WORKFLOW_ARN),
  startPlan: workflowStarter(environment.FLIGHT_PLAN_WORKFLOW_ARN),
  startTest: workflowStarter(environment.TEST_MAIL_WORKFLOW_ARN),
  cities: () => allCities(table),
}

const app = audienceApp(site, { section: 'staff' })
const { actorOf } = sessions({ table, now, hashOf })
app.use('/staff/*', requireStaff({ site, actorOf, openTasks: () => countOpenTasks(table), sending: permits.shown }))
app.route('/', campaignRoutes(needs))
const startRecount = workflowStarter(environment.RECOUNT_WORKFLOW_ARN)
app.route('/', countingRoutes({ site, table, now, startRecount }))

// AWS calls this for campaigns that are launched, watched and steered.
export const handler = handle(app, AS_BYTES)
