import type { Clock } from '../clock.ts'
import type { Invoke, LambdaOutcome } from '../lambda.ts'
import type { Queues } from '../queues.ts'
import { type Blueprint, functionNameOf } from '../template.ts'
import type { StreamPositions } from './positions.ts'
import type { StreamRecord } from './record.ts'

type Parts = {
  invoke: Invoke
  queues: Queues
  clock: Clock
  positions: StreamPositions
  /** Waits before a failed batch is tried again. */
  rest: (attempts: number) => Promise<void>
  stopping: AbortSignal
}

/** Delivers records to the function of a mapping, batch by batch. */
export function streamDelivery(
  mapping: Blueprint['mappings'][number],
  { invoke, queues, clock, positions, rest, stopping }: Parts,
) {
  const functionName = functionNameOf(mapping.FunctionName)
  const partial = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')

  return async (shard: string, records: StreamRecord[]): Promise<void> => {
    for (const batch of batches(records)) {
      await deliver(shard, batch, 0, clock.now())
      if (stopping.aborted) return
    }
  }

  function batches(records: StreamRecord[]): StreamRecord[][] {
    const cut: StreamRecord[][] = []
    let bytes = 0
    for (const record of records) {
      const size = JSON.stringify(record).length
      const open = cut.at(-1)
      if (open && open.length < mapping.BatchSize && bytes + size <= batchBytes) {
        open.push(record)
        bytes += size
      } else {
        cut.push([record])
        bytes = size
      }
    }
    return cut
  }

  /** Until the function has taken every record, or what it did not take went to the on-failure queue. */
  async function deliver(shard: string, records: StreamRecord[], attempts: number, since: number): Promise<void> {
    if (stopping.aborted) return
    const outcome = await invoke(functionName, { Records: records })
    const failing = firstFailing(outcome, records)
    const taken = records.slice(0, failing)
    const left = records.slice(failing)
    const lastTaken = taken.at(-1)
    if (lastTaken) positions.save(shard, lastTaken.dynamodb.SequenceNumber)
    if (left.length === 0 || stopping.aborted) return
    if (mapping.BisectBatchOnFunctionError && left.length > 1) {
      // Cutting does not count as an attempt.
      const middle = Math.ceil(left.length / 2)
      await deliver(shard, left.slice(0, middle), attempts, since)
      return deliver(shard, left.slice(middle), attempts, since)
    }
    const age = clock.now() - since
    const ageLimit = mapping.MaximumRecordAgeInSeconds < 0 ? streamKeepsMs : mapping.MaximumRecordAgeInSeconds * 1000
    const spent = mapping.MaximumRetryAttempts >= 0 && attempts >= mapping.MaximumRetryAttempts
    if (spent || age >= ageLimit) return giveUp(shard, left, attempts + 1, spent)
    await rest(attempts)
    return deliver(shard, left, attempts + 1, since)
  }

  function firstFailing(outcome: LambdaOutcome, records: StreamRecord[]): number {
    if (!outcome.ok) return 0
    if (!partial) return records.length
    const failures = (outcome.payload as { batchItemFailures?: { itemIdentifier: string }[] } | null)?.batchItemFailures
    if (!failures?.length) return records.length
    const indexes = failures.map(({ itemIdentifier }) =>
      records.findIndex((record) => record.dynamodb.SequenceNumber === itemIdentifier),
    )
    // An unknown identifier fails the whole batch, as Lambda has it.
    return Math.max(0, Math.min(...indexes))
  }

  function giveUp(shard: string, records: StreamRecord[], invokeCount: number, spent: boolean) {
    const [first, last] = [records.at(0), records.at(-1)]
    if (!first || !last) return
    const destination = mapping.DestinationConfig?.OnFailure?.Destination
    const time = (record: StreamRecord) => new Date(record.dynamodb.ApproximateCreationDateTime * 1000).toISOString()
    if (destination)
      queues.send(destination, {
        requestContext: {
          functionArn: functionName,
          condition: spent ? 'RetryAttemptsExhausted' : 'RecordAgeExceeded',
          approximateInvokeCount: invokeCount,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: new Date(clock.now()).toISOString(),
        DDBStreamBatchInfo: {
          shardId: shard,
          startSequenceNumber: first.dynamodb.SequenceNumber,
          endSequenceNumber: last.dynamodb.SequenceNumber,
          approximateArrivalOfFirstRecord: time(first),
          approximateArrivalOfLastRecord: time(last),
          batchSize: records.length,
          streamArn: mapping.EventSourceArn,
        },
      })
    positions.save(shard, last.dynamodb.SequenceNumber)
  }
}

// Lambda's limit is 6 MB with the envelope.
const batchBytes = 5_500_000
const streamKeepsMs = 24 * 60 * 60 * 1000
