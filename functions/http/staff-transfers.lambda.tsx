import { handle } from 'hono/aws-lambda'
import { ExportWorkflowEnvironment, ImportWorkflowEnvironment, StaffEnvironment } from '../../shared/environment.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { exportRoutes } from '../membership/export/export.routes.tsx'
import { importRoutes } from '../membership/import/import.routes.tsx'
import { AS_BYTES } from './as-bytes.ts'
import { staffApp } from './staff-app.ts'

// A cold start builds this.
const environment = StaffEnvironment.extend({
  ...ImportWorkflowEnvironment.shape,
  ...ExportWorkflowEnvironment.shape,
}).parse(process.env)
const { app, desk } = staffApp(environment)
const needs = {
  ...desk,
  startImport: workflowStarter(environment.IMPORT_WORKFLOW_ARN),
  startExport: workflowStarter(environment.EXPORT_WORKFLOW_ARN),
}

app.route('/', importRoutes(needs))
app.route('/', exportRoutes(needs))

// AWS calls this for members who come from a file or go into one.
export const handler = handle(app, AS_BYTES)
