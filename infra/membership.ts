import { Construct } from 'constructs'
import { AnsweredFact } from '../events/membership/facts.ts'
import { SignupWorkflowEnvironment } from '../shared/environment.ts'
import type { Erasure } from './erasure.ts'
import { configure } from './house/environment.ts'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { ANSWERED, IDENTITY, REPORTS, TRANSFERS } from './house/partitions.ts'
import { EventRule } from './house/rules.ts'
import { Workflow } from './house/workflow.ts'
import type { Links } from './links.ts'
import type { Relay } from './relay.ts'
import type { Renewal } from './renewal.ts'

export type MembershipProps = {
  table: NetworkTable
  links: Links
  relay: Relay
  renewal: Renewal
  erasure: Erasure
}

/** From dues paid to a welcomed member, and the workflows that facts of membership are answered by. */
export class Membership extends Construct {
  constructor(scope: Construct, id: string, { table, links, relay, renewal, erasure }: MembershipProps) {
    super(scope, id)

    const takeSignupStep = new HouseFunction(this, 'TakeSignupStep', {
      entry: 'membership/joining/take-signup-step.lambda.ts',
    })
    table.grantReadWrite(takeSignupStep)
    table.denyResponses(takeSignupStep)
    table.shut(takeSignupStep, [...ANSWERED, ...REPORTS, ...IDENTITY, ...TRANSFERS])
    // Mailboxes are counted under a keyed hash.
    links.grantSign(takeSignupStep)
    const signup = new Workflow(this, 'Signup', {
      definition: 'membership/signup',
      tasks: { TakeSignupStep: takeSignupStep },
      impact: 'Somebody has paid dues but gets no activation link, or no welcome after it.',
      runbook: 'A signup has failed',
    })

    const answerFact = new HouseFunction(this, 'AnswerFact', { entry: 'membership/answer-fact.lambda.ts' })
    configure(answerFact, SignupWorkflowEnvironment, { SIGNUP_WORKFLOW_ARN: signup.arn })
    signup.grantStart(answerFact)
    renewal.grantStart(answerFact)
    erasure.grantStart(answerFact)
    new EventRule(this, 'Facts', {
      fn: answerFact,
      eventPattern: relay.facts(AnsweredFact.options.map(({ shape }) => shape.fact.value)),
      impact: 'People who have paid their dues wait for an activation link that has not been sent.',
      runbook: 'Facts are not heard',
    })
  }
}
