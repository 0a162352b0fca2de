import { Duration } from 'aws-cdk-lib'
import { Schedule } from 'aws-cdk-lib/aws-events'
import { Construct } from 'constructs'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { ANSWERED, IDENTITY, REPORTS, TRANSFERS } from './house/partitions.ts'
import { ScheduleRule } from './house/rules.ts'

/** What changes about calls by itself. Inviting and reminding are matters of their campaigns. */
export class Calls extends Construct {
  constructor(scope: Construct, id: string, { table }: { table: NetworkTable }) {
    super(scope, id)
    const lookAfterCalls = new HouseFunction(this, 'LookAfterCalls', {
      entry: 'calls/look-after-calls.lambda.ts',
      timeout: Duration.minutes(10),
    })
    table.grantReadWrite(lookAfterCalls)
    table.denyResponses(lookAfterCalls)
    table.shut(lookAfterCalls, [...ANSWERED, ...REPORTS, ...TRANSFERS, ...IDENTITY])
    table.grantReadMany(lookAfterCalls)
    new ScheduleRule(this, 'EachDay', {
      fn: lookAfterCalls,
      schedule: Schedule.rate(Duration.days(1)),
      impact:
        'People who wait for a place in a call may not get one, and a call may be at another hour than they think.',
      runbook: 'Calls are not looked after',
    })
  }
}
