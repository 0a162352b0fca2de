import { handle } from 'hono/aws-lambda'
import {
  NetworkReportWorkflowEnvironment,
  PublicationWorkflowEnvironment,
  ReportWorkflowEnvironment,
  SendingEnvironment,
  SiteEnvironment,
  TableEnvironment,
} from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { hashOf } from '../adapters/links.ts'
import { openSendingPermit } from '../adapters/sending-permit.ts'
import { openTable } from '../adapters/table.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { sessions } from '../identity/sessions.ts'
import { countOpenTasks } from '../membership/desk/staff-tasks.ts'
import { previewRoutes } from '../results/drafting/preview.routes.tsx'
import { networkRoutes } from '../results/network/network.routes.tsx'
import { audienceApp } from './audience.tsx'
import { requireStaff } from './guard.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...SendingEnvironment.shape,
  ...ReportWorkflowEnvironment.shape,
  ...PublicationWorkflowEnvironment.shape,
  ...NetworkReportWorkflowEnvironment.shape,
}).parse(process.env)
const site = { publicUrl: environment.PUBLIC_URL, networkName: environment.NETWORK_NAME }
const table = openTable(environment.TABLE_NAME)
const permits = openSendingPermit({ table, now, environmentId: environment.ENVIRONMENT_ID })
const needs = {
  site,
  table,
  now,
  startReport: workflowStarter(environment.REPORT_WORKFLOW_ARN),
  startPublication: workflowStarter(environment.PUBLICATION_WORKFLOW_ARN),
  startNetworkReport: workflowStarter(environment.NETWORK_REPORT_WORKFLOW_ARN),
}

const app = audienceApp(site, { section: 'staff' })
const { actorOf } = sessions({ table, now, hashOf })
app.use('/staff/*', requireStaff({ site, actorOf, openTasks: () => countOpenTasks(table), sending: permits.shown }))
app.route('/', networkRoutes(needs))
app.route('/', previewRoutes(needs))

// AWS calls this for reports that staff look at before their councils do.
export const handler = handle(app)
