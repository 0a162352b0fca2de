import { MembershipFact } from '../../events/membership/facts.ts'
import {
  ErasureWorkflowEnvironment,
  RenewalWorkflowEnvironment,
  SignupWorkflowEnvironment,
} from '../../shared/environment.ts'
import { log } from '../adapters/log.ts'
import { type StreamAnswer, tableChanges } from '../adapters/stream.ts'
import { workflowStarter } from '../adapters/workflows.ts'
import { answerFact } from './answer-fact.ts'

// AWS calls this with new items of the outbox.
export const handler = async (event: unknown): Promise<StreamAnswer> => {
  for (const { sequenceNumber, after } of tableChanges(event)) {
    const failed = await told(after).then(
      () => false,
      (error) => {
        log.error('a fact could not be answered', { error })
        return true
      },
    )
    // A shard is delivered in order: from the first that failed, all come again.
    if (failed) return { batchItemFailures: [{ itemIdentifier: sequenceNumber }] }
  }
  return { batchItemFailures: [] }
}

// A cold start builds this.
const starters = {
  startSignup: workflowStarter(SignupWorkflowEnvironment.parse(process.env).SIGNUP_WORKFLOW_ARN),
  startRenewal: workflowStarter(RenewalWorkflowEnvironment.parse(process.env).RENEWAL_WORKFLOW_ARN),
  startErasure: workflowStarter(ErasureWorkflowEnvironment.parse(process.env).ERASURE_WORKFLOW_ARN),
}

// This runs for each item. The outbox carries facts of other capabilities too.
const told = async (item: Record<string, unknown> | undefined) => {
  if (typeof item?.fact !== 'string' || !item.fact.startsWith('membership.')) return
  const fact = MembershipFact.parse(item)
  log.info('fact heard', { fact: fact.fact, factId: fact.factId, ...(await answerFact(starters, fact)) })
}
