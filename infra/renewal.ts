import { Schedule } from 'aws-cdk-lib/aws-events'
import { Construct } from 'constructs'
import { RenewalWorkflowEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { ScheduleRule } from './house/rules.ts'
import { Workflow } from './house/workflow.ts'

/** What is due with memberships, each day: reminders, notices of charges, lapses, and what follows them. */
export class Renewal extends Construct {
  private readonly workflow: Workflow

  constructor(scope: Construct, id: string, { table }: { table: NetworkTable }) {
    super(scope, id)

    const renewShard = new HouseFunction(this, 'RenewShard', { entry: 'membership/renewal/renew-shard.lambda.ts' })
    const takeRenewalStep = new HouseFunction(this, 'TakeRenewalStep', {
      entry: 'membership/renewal/take-renewal-step.lambda.ts',
    })
    for (const fn of [renewShard, takeRenewalStep]) {
      table.grantReadWrite(fn)
      table.denyResponses(fn)
    }
    const settleRenewal = new HouseFunction(this, 'SettleRenewal', {
      entry: 'membership/renewal/settle-renewal.lambda.ts',
    })
    this.workflow = new Workflow(this, 'Workflow', {
      definition: 'membership/renewal',
      tasks: { RenewShard: renewShard, TakeRenewalStep: takeRenewalStep, SettleRenewal: settleRenewal },
      impact: 'Members are not reminded, not told before their card is charged, or stay members unpaid.',
      runbook: 'A renewal day has failed',
    })

    const startRenewal = new HouseFunction(this, 'StartRenewal', {
      entry: 'membership/renewal/start-renewal.lambda.ts',
    })
    this.grantStart(startRenewal)
    new ScheduleRule(this, 'EachDay', {
      fn: startRenewal,
      // 08:00 in Honolulu, 13:00 or 14:00 in New York: in no state is it night. (In Guam it is four in the morning.)
      schedule: Schedule.expression('cron(0 18 * * ? *)'),
      impact: 'Members are not reminded, not told before their card is charged, or stay members unpaid.',
      runbook: 'The renewal day does not begin',
    })
  }

  grantStart(fn: HouseFunction) {
    configure(fn, RenewalWorkflowEnvironment, { RENEWAL_WORKFLOW_ARN: this.workflow.arn })
    this.workflow.grantStart(fn)
  }
}
