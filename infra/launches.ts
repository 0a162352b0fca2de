import { Construct } from 'constructs'
import { FlightPlanWorkflowEnvironment, TestMailWorkflowEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { ANSWERED, IDENTITY, REPORTS, TRANSFERS } from './house/partitions.ts'
import { Workflow } from './house/workflow.ts'
import type { Links } from './links.ts'
import type { Mail } from './mail.ts'
import type { Site } from './site.ts'

export type LaunchesProps = { table: NetworkTable; site: Site; links: Links; mail: Mail }

/** What staff look at before they let a campaign go: whom it reaches and when, and a test in their own mailbox. */
export class Launches extends Construct {
  private readonly plan: Workflow
  private readonly test: Workflow

  constructor(scope: Construct, id: string, { table, site, links, mail }: LaunchesProps) {
    super(scope, id)

    const planShard = new HouseFunction(this, 'PlanFlightShard', {
      entry: 'campaigns/launch/plan-flight-shard.lambda.ts',
    })
    const sealPlan = new HouseFunction(this, 'SealFlightPlan', { entry: 'campaigns/launch/seal-flight-plan.lambda.ts' })
    for (const fn of [planShard, sealPlan]) table.grantReadMany(fn)
    mail.grantAskQuota(sealPlan)
    this.plan = new Workflow(this, 'FlightPlan', {
      definition: 'campaigns/flight-plan',
      tasks: { PlanFlightShard: planShard, SealFlightPlan: sealPlan },
      impact: 'Staff cannot launch a campaign: nobody knows whom it reaches.',
      runbook: 'A flight plan cannot be made',
    })

    const sendTest = new HouseFunction(this, 'SendTest', { entry: 'campaigns/launch/send-test.lambda.ts' })
    site.grantAddress(sendTest)
    mail.grantSend(sendTest)
    this.test = new Workflow(this, 'TestMail', {
      definition: 'campaigns/test-mail',
      tasks: { SendTest: sendTest },
      impact: 'Staff wait for a test of a campaign that does not come.',
      runbook: 'A test mail is not sent',
    })

    for (const fn of [planShard, sealPlan, sendTest]) {
      table.grantReadWrite(fn)
      table.denyResponses(fn)
      table.shut(fn, [...ANSWERED, ...REPORTS, ...TRANSFERS])
    }
    // Whose address must not be mailed stands under a keyed hash.
    for (const fn of [planShard, sendTest]) links.grantSign(fn)
    for (const fn of [planShard, sealPlan]) table.shut(fn, IDENTITY)
  }

  grantAskForPlan(fn: HouseFunction) {
    configure(fn, FlightPlanWorkflowEnvironment, { FLIGHT_PLAN_WORKFLOW_ARN: this.plan.arn })
    this.plan.grantStart(fn)
  }

  grantAskForTest(fn: HouseFunction) {
    configure(fn, TestMailWorkflowEnvironment, { TEST_MAIL_WORKFLOW_ARN: this.test.arn })
    this.test.grantStart(fn)
  }
}
