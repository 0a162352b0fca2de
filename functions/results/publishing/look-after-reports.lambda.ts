import { PublicationWorkflowEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { workflowStarter } from '../../adapters/workflows.ts'
import { type LookedAfter, lookAfterReports } from './look-after-reports.ts'

// AWS calls this every hour.
export const handler = async (): Promise<LookedAfter> => {
  const result = await lookAfterReports(needs)
  log.info('reports were looked after', result)
  return result
}

// A cold start builds this.
const environment = TableEnvironment.extend(PublicationWorkflowEnvironment.shape).parse(process.env)
const startPublication = workflowStarter(environment.PUBLICATION_WORKFLOW_ARN)
const needs = { table: openTable(environment.TABLE_NAME), now, startPublication }
