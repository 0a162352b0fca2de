import { handle } from 'hono/aws-lambda'
import {
  CampaignWorkflowEnvironment,
  FlightPlanWorkflowEnvironment,
  LinkEnvironment,
  SendingEnvironment,
  SiteEnvironment,
  TableEnvironment,
} from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { createLinks, hashOf } from '../adapters/links.ts'
import { secret } from '../adapters/secrets.ts'
import { openSendingPermit } from '../adapters/sending-permit.ts'
import { openTable } from '../adapters/table.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { campaignDraftingRoutes } from '../campaigns/drafting/campaign-drafting.routes.tsx'
import { allCities } from '../cities/cities.ts'
import { sessions } from '../identity/sessions.ts'
import { countOpenTasks } from '../membership/desk/staff-tasks.ts'
import { audienceApp } from './audience.tsx'
import { requireStaff } from './guard.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...SendingEnvironment.shape,
  ...LinkEnvironment.shape,
  ...CampaignWorkflowEnvironment.shape,
  ...FlightPlanWorkflowEnvironment.shape,
}).parse(process.env)
const site = { publicUrl: environment.PUBLIC_URL, networkName: environment.NETWORK_NAME }
const table = openTable(environment.TABLE_NAME)
const permits = openSendingPermit({ table, now, environmentId: environment.ENVIRONMENT_ID })
const needs = {
  site,
  table,
  now,
  newId,
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
  startWorkflow: workflowStarter(environment.CAMPAIGN_WORKFLOW_ARN),
  startPlan: workflowStarter(environment.FLIGHT_PLAN_WORKFLOW_ARN),
  cities: () => allCities(table),
}

const app = audienceApp(site, { section: 'staff' })
const { actorOf } = sessions({ table, now, hashOf })
app.use('/staff/*', requireStaff({ site, actorOf, openTasks: () => countOpenTasks(table), sending: permits.shown }))
app.route('/', campaignDraftingRoutes(needs))

// AWS calls this for campaigns that are listed and written down. By itself: the rules of series are large.
export const handler = handle(app)
