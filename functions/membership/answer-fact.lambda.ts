import { FactHeard } from '../../events/bus.ts'
import { AnsweredFact } from '../../events/membership/facts.ts'
import {
  ErasureWorkflowEnvironment,
  RenewalWorkflowEnvironment,
  SignupWorkflowEnvironment,
} from '../../shared/environment.ts'
import { log } from '../adapters/log.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { answerFact } from './answer-fact.ts'

// AWS calls this with one fact that a workflow answers: at least once, in any order.
export const handler = async (event: unknown): Promise<void> => {
  const fact = AnsweredFact.parse(FactHeard.parse(event).detail)
  log.info('fact heard', { fact: fact.fact, factId: fact.factId, ...(await answerFact(starters, fact)) })
}

// A cold start builds this.
const starters = {
  startSignup: workflowStarter(SignupWorkflowEnvironment.parse(process.env).SIGNUP_WORKFLOW_ARN),
  startRenewal: workflowStarter(RenewalWorkflowEnvironment.parse(process.env).RENEWAL_WORKFLOW_ARN),
  startErasure: workflowStarter(ErasureWorkflowEnvironment.parse(process.env).ERASURE_WORKFLOW_ARN),
}
