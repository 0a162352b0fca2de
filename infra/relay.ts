import { EventBus, type EventPattern } from 'aws-cdk-lib/aws-events'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { Kind } from '../events/bus.ts'
import { OUTBOX_BEGINS } from '../events/outbox.ts'
import { BusEnvironment } from '../shared/environment.ts'
import { SERVICE_MAIL_BEGINS } from '../shared/mail/service-mail.ts'
import { configure } from './house/environment.ts'
import { HouseFunction } from './house/house-function.ts'
import { NetworkStack } from './house/network-stack.ts'
import type { NetworkTable } from './house/network-table.ts'
import { StreamConsumer } from './house/stream-consumer.ts'

/** Tells on the account's default bus what has changed in the table: one reader of its stream for all who listen (decision 017). */
export class Relay extends Construct {
  constructor(scope: Construct, id: string, { table }: { table: NetworkTable }) {
    super(scope, id)
    const relayChanges = new HouseFunction(this, 'RelayChanges', { entry: 'membership/relay-changes.lambda.ts' })
    configure(relayChanges, BusEnvironment, { BUS_SOURCE: this.source })
    relayChanges.addToRolePolicy(
      new PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [EventBus.fromEventBusName(this, 'DefaultBus', 'default').eventBusArn],
        conditions: { StringEquals: { 'events:source': this.source } },
      }),
    )
    new StreamConsumer(this, 'Changes', {
      table,
      fn: relayChanges,
      changes: [
        { partition: OUTBOX_BEGINS, insertsOnly: true },
        { partition: 'MEMBER#', sortBegins: SERVICE_MAIL_BEGINS, insertsOnly: true },
        { partition: 'MEMBER#', sorts: ['PROFILE', 'MEMBERSHIP'] },
      ],
      batchSize: 100,
      impact:
        'People who have paid wait for a link, mails that somebody waits for come late, staff do not find new members.',
      runbook: 'Changes are not told',
    })
  }

  /** Two environments in one account share the bus, and must not hear each other. */
  private get source() {
    return `common-agenda.${NetworkStack.of(this).settings.environment}`
  }

  told(kind: Kind): EventPattern {
    return { source: [this.source], detailType: [kind] }
  }

  facts(names: readonly string[]): EventPattern {
    return { ...this.told('fact'), detail: { fact: names } }
  }
}
