import { Construct } from 'constructs'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { EventRule } from './house/rules.ts'
import type { Relay } from './relay.ts'

/** The list of all members that staff look through, kept beside the members themselves (decision 014). */
export class Roll extends Construct {
  constructor(scope: Construct, id: string, { table, relay }: { table: NetworkTable; relay: Relay }) {
    super(scope, id)
    const keepRoll = new HouseFunction(this, 'KeepRoll', { entry: 'membership/roll/keep-roll.lambda.ts' })
    table.grantReadWrite(keepRoll)
    table.denyResponses(keepRoll)
    new EventRule(this, 'Members', {
      fn: keepRoll,
      eventPattern: relay.told('members-changed'),
      impact: 'Staff do not find members who have just joined, and see others as they were.',
      runbook: 'The roll is behind',
    })
  }
}
