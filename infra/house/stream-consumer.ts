import { Duration } from 'aws-cdk-lib'
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import { FailureQueue } from './failure-queue.ts'
import { type AlarmWords, FIVE_MINUTES, HouseAlarm } from './house-alarm.ts'
import type { HouseFunction } from './house-function.ts'
import type { NetworkTable } from './network-table.ts'

/** Changes that a function is woken for. */
export type Changes = {
  /** Only items whose partition key begins with this. */
  partition: string
  /** Only items with one of these sort keys. */
  sorts?: readonly string[]
  /** Only items whose sort key begins with this. */
  sortBegins?: string
  /** Only new items, not changes and removals. */
  insertsOnly?: boolean
}

export type StreamConsumerProps = AlarmWords & {
  table: NetworkTable
  fn: HouseFunction
  /** Any of these; everything else spares the function. */
  changes: readonly [Changes, ...Changes[]]
  batchSize: number
  maxBatchingWindow?: Duration
}

/**
 * Hands changes of the table to a function, each at least once. A poison record is set aside after five more attempts.
 * A stream lets two read along; a third takes from both (a spec counts them).
 */
export class StreamConsumer extends Construct {
  constructor(scope: Construct, id: string, props: StreamConsumerProps) {
    super(scope, id)
    const { table, fn, changes, impact, runbook, batchSize, maxBatchingWindow } = props
    const failures = new FailureQueue(this, 'Failures', { impact, runbook })
    fn.addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize,
        ...(maxBatchingWindow && { maxBatchingWindow }),
        filters: changes.map(filterOf),
        bisectBatchOnError: true,
        retryAttempts: 5,
        reportBatchItemFailures: true,
        onFailure: new SqsDlq(failures),
      }),
    )
    new HouseAlarm(this, 'Late', {
      impact,
      runbook,
      metric: fn.metric('IteratorAge', { ...FIVE_MINUTES, statistic: 'Maximum' }),
      threshold: Duration.minutes(10).toMilliseconds(),
    })
    if (fn.role)
      acknowledge(fn.role, {
        'AwsSolutions-IAM5[Resource::*]':
          'dynamodb:ListStreams and X-Ray have no resources to name; the stream itself is named.',
      })
  }
}

const filterOf = ({ partition, sorts, sortBegins, insertsOnly }: Changes) =>
  FilterCriteria.filter({
    ...(insertsOnly && { eventName: FilterRule.isEqual('INSERT') }),
    dynamodb: {
      Keys: {
        pk: { S: FilterRule.beginsWith(partition) },
        ...(sorts && { sk: { S: FilterRule.or(...sorts) } }),
        ...(sortBegins && { sk: { S: FilterRule.beginsWith(sortBegins) } }),
      },
    },
  })
