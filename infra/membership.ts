import { Schedule } from 'aws-cdk-lib/aws-events'
import { Construct } from 'constructs'
import { OUTBOX_BEGINS } from '../events/outbox.ts'
import { SignupWorkflowEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { ScheduleRule } from './house/rules.ts'
import { StreamConsumer } from './house/stream-consumer.ts'
import { Workflow } from './house/workflow.ts'
import type { Links } from './links.ts'
import type { Mail } from './mail.ts'
import type { Site } from './site.ts'

export type MembershipProps = { table: NetworkTable; site: Site; links: Links; mail: Mail }

/** From dues paid to a welcomed member, and from dues not paid to a lapsed one. */
export class Membership extends Construct {
  constructor(scope: Construct, id: string, { table, site, links, mail }: MembershipProps) {
    super(scope, id)

    const takeSignupStep = new HouseFunction(this, 'TakeSignupStep', { entry: 'membership/take-signup-step.lambda.ts' })
    table.grantReadWrite(takeSignupStep)
    table.denyResponses(takeSignupStep)
    site.grantAddress(takeSignupStep)
    // Suppressed addresses stand under a keyed hash.
    links.grantSign(takeSignupStep)
    mail.grantSend(takeSignupStep)
    const signup = new Workflow(this, 'Signup', {
      definition: 'membership/signup',
      tasks: { TakeSignupStep: takeSignupStep },
      impact: 'Somebody has paid dues but gets no activation link, or no welcome after it.',
      runbook: 'A signup has failed',
    })

    const beginSignup = new HouseFunction(this, 'BeginSignup', { entry: 'membership/begin-signup.lambda.ts' })
    configure(beginSignup, SignupWorkflowEnvironment, { SIGNUP_WORKFLOW_ARN: signup.arn })
    signup.grantStart(beginSignup)
    new StreamConsumer(this, 'Outbox', {
      table,
      fn: beginSignup,
      partition: OUTBOX_BEGINS,
      insertsOnly: true,
      batchSize: 25,
      impact: 'People who have paid their dues wait for an activation link that has not been sent.',
      runbook: 'Facts are not heard',
    })

    const lapseMemberships = new HouseFunction(this, 'LapseMemberships', {
      entry: 'membership/lapse-memberships.lambda.ts',
    })
    table.grantReadWrite(lapseMemberships)
    table.denyResponses(lapseMemberships)
    new ScheduleRule(this, 'EachDay', {
      fn: lapseMemberships,
      schedule: Schedule.expression('cron(0 9 * * ? *)'),
      impact: 'Memberships that have run out stay active: people are mailed and counted who are no members any more.',
      runbook: 'The daily work on memberships has failed',
    })
  }
}
