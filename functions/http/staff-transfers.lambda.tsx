import { handle } from 'hono/aws-lambda'
import {
  ExportWorkflowEnvironment,
  ImportWorkflowEnvironment,
  SendingEnvironment,
  SiteEnvironment,
  TableEnvironment,
} from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { hashOf } from '../adapters/links.ts'
import { openSendingPermit } from '../adapters/sending-permit.ts'
import { openTable } from '../adapters/table.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { sessions } from '../identity/sessions.ts'
import { countOpenTasks } from '../membership/desk/staff-tasks.ts'
import { exportRoutes } from '../membership/export/export.routes.tsx'
import { importRoutes } from '../membership/import/import.routes.tsx'
import { AS_BYTES } from './as-bytes.ts'
import { audienceApp } from './audience.tsx'
import { requireStaff } from './guard.tsx'

// A cold start builds this.
const environment = TableEnvironment.extend({
  ...SiteEnvironment.shape,
  ...SendingEnvironment.shape,
  ...ImportWorkflowEnvironment.shape,
  ...ExportWorkflowEnvironment.shape,
}).parse(process.env)
const site = { publicUrl: environment.PUBLIC_URL, networkName: environment.NETWORK_NAME }
const table = openTable(environment.TABLE_NAME)
const permits = openSendingPermit({ table, now, environmentId: environment.ENVIRONMENT_ID })
const needs = {
  site,
  table,
  now,
  newId,
  startImport: workflowStarter(environment.IMPORT_WORKFLOW_ARN),
  startExport: workflowStarter(environment.EXPORT_WORKFLOW_ARN),
}

const app = audienceApp(site, { section: 'staff' })
const { actorOf } = sessions({ table, now, hashOf })
app.use('/staff/*', requireStaff({ site, actorOf, openTasks: () => countOpenTasks(table), sending: permits.shown }))
app.route('/', importRoutes(needs))
app.route('/', exportRoutes(needs))

// AWS calls this for members who come from a file or go into one.
export const handler = handle(app, AS_BYTES)
