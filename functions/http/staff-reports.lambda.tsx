import { handle } from 'hono/aws-lambda'
import {
  NetworkReportWorkflowEnvironment,
  PublicationWorkflowEnvironment,
  ReportWorkflowEnvironment,
  StaffEnvironment,
} from '../../shared/environment.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { previewRoutes } from '../results/drafting/preview.routes.tsx'
import { networkRoutes } from '../results/network/network.routes.tsx'
import { staffApp } from './staff-app.ts'

// A cold start builds this.
const environment = StaffEnvironment.extend({
  ...ReportWorkflowEnvironment.shape,
  ...PublicationWorkflowEnvironment.shape,
  ...NetworkReportWorkflowEnvironment.shape,
}).parse(process.env)
const { app, desk } = staffApp(environment)
const needs = {
  ...desk,
  startReport: workflowStarter(environment.REPORT_WORKFLOW_ARN),
  startPublication: workflowStarter(environment.PUBLICATION_WORKFLOW_ARN),
  startNetworkReport: workflowStarter(environment.NETWORK_REPORT_WORKFLOW_ARN),
}

app.route('/', networkRoutes(needs))
app.route('/', previewRoutes(needs))

// AWS calls this for reports that staff look at before their councils do.
export const handler = handle(app)
