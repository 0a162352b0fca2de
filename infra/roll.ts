import { Construct } from 'constructs'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { StreamConsumer } from './house/stream-consumer.ts'

/** The list of all members that staff look through, kept beside the members themselves (decision 014). */
export class Roll extends Construct {
  constructor(scope: Construct, id: string, { table }: { table: NetworkTable }) {
    super(scope, id)
    const keepRoll = new HouseFunction(this, 'KeepRoll', { entry: 'membership/keep-roll.lambda.ts' })
    table.grantReadWrite(keepRoll)
    table.denyResponses(keepRoll)
    new StreamConsumer(this, 'Members', {
      table,
      fn: keepRoll,
      partition: 'MEMBER#',
      sorts: ['PROFILE', 'MEMBERSHIP'],
      batchSize: 50,
      impact: 'Staff do not find members who have just joined, and see others as they were.',
      runbook: 'The roll is behind',
    })
  }
}
