import { RenewalWorkflowEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { workflowStarter } from '../../adapters/workflows.ts'
import { startRenewal } from './start-renewal.ts'

// AWS calls this once a day.
export const handler = async () => {
  log.info('renewal day begins', await startRenewal({ now, start }))
}

// A cold start builds this.
const start = workflowStarter(RenewalWorkflowEnvironment.parse(process.env).RENEWAL_WORKFLOW_ARN)
