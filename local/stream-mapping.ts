import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Activity } from './activity.ts'
import type { Clock } from './clock.ts'
import type { DynamoDB, Item } from './dynamodb.ts'
import { type Matches, readPattern } from './event-pattern.ts'
import type { Invoke, LambdaOutcome } from './lambda.ts'
import type { Queues } from './queues.ts'
import type { RunRecord } from './record.ts'
import { type Blueprint, functionNameOf, region } from './template.ts'

/** Feeds a table's stream to a function as an event source mapping does: in order, at least once. */
export type StreamMapping = {
  start(): void
  /** Something was written: look now. */
  nudge(): void
  /** While somebody waits for everything to be settled, batching windows end at once. */
  hurry(on: boolean): void
  stop(): Promise<void>
  /** A failed batch is tried again within seconds. */
  retriesSoon(): boolean
  state(): { id: string; functionName: string; positions: Record<string, string>; waiting: boolean }
}

export type StreamRecord = {
  eventID: string
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE'
  awsRegion: string
  eventSourceARN?: string
  userIdentity?: { type: string; principalId: string }
  dynamodb: {
    Keys: Item
    NewImage?: Item
    OldImage?: Item
    SequenceNumber: string
    ApproximateCreationDateTime: number
  }
}

type Parts = {
  journal: DatabaseSync
  clock: Clock
  dynamodb: DynamoDB
  tableName: string
  /** The table was made by this very start: nothing in its stream is older than the mapping. */
  tableIsNew: boolean
  invoke: Invoke
  queues: Queues
  activity: Activity
  record: RunRecord
  /** Whether an item went because its time to live was over. */
  expired: (tableName: string, keys: Item) => boolean
}

// Without a nudge (another process writes, dynoxide removes by itself) a look this often is enough.
const idleLookMs = 1000
// Lambda reads a busy stream some times a second. Every read here keeps the table's writers waiting.
const busyLookMs = 100
// Lambda's limit is 6 MB with the envelope.
const batchBytes = 5_500_000
const streamKeepsMs = 24 * 60 * 60 * 1000

export function createStreamMapping(mapping: Blueprint['mappings'][number], parts: Parts): StreamMapping {
  const { journal, clock, dynamodb, tableName, invoke, queues, activity } = parts
  const functionName = functionNameOf(mapping.FunctionName)
  let filters: Matches[]
  try {
    filters = (mapping.FilterCriteria?.Filters ?? []).map(({ Pattern }) => readPattern(JSON.parse(Pattern)))
  } catch (error) {
    throw new Error(`${mapping.id} (AWS::Lambda::EventSourceMapping): ${(error as Error).message}`)
  }
  const wanted: Matches = (record) => filters.length === 0 || filters.some((matches) => matches(record))
  const partial = mapping.FunctionResponseTypes.includes('ReportBatchItemFailures')

  journal.exec(`create table if not exists stream_positions (
    mapping text not null, shard text not null, sequence text not null, primary key (mapping, shard))`)
  const readPosition = journal.prepare('select sequence from stream_positions where mapping = ? and shard = ?')
  const savePosition = journal.prepare('insert or replace into stream_positions values (?, ?, ?)')
  const allPositions = journal.prepare('select shard, sequence from stream_positions where mapping = ?')

  let stopped = false
  let hurried = false
  let dirty = true
  let delaying = false
  let retryAt = 0
  let release: (() => void) | undefined
  let wake = () => {}
  let hasten = () => {}
  let looping: Promise<void> | undefined
  let streamArn: string | undefined
  const stopping = new AbortController()

  function nudge() {
    dirty = true
    if (delaying) return
    release ??= activity.begin()
    wake()
  }

  async function pause(ms: number) {
    const woken = Promise.withResolvers<void>()
    wake = woken.resolve
    if (!dirty && !stopped) await Promise.race([woken.promise, sleep(ms, undefined, { ref: false })])
    wake = () => {}
  }

  /** Over at once when somebody waits for everything to be settled. */
  async function breathe() {
    if (hurried || stopped) return
    const hastened = Promise.withResolvers<void>()
    hasten = hastened.resolve
    await Promise.race([hastened.promise, sleep(busyLookMs, undefined, { ref: false })])
    hasten = () => {}
  }

  async function loop() {
    while (!stopped) {
      dirty = false
      try {
        let found = false
        for (const shard of await shards()) found = (await readShard(shard)) || found
        if (found || dirty) {
          await breathe()
          continue
        }
        release?.()
        release = undefined
        await pause(idleLookMs)
      } catch (error) {
        // DynamoDB does not answer: it is stopping, or starting again.
        if (stopped) break
        parts.record.fault(mapping.id, String(error))
        await sleep(200)
      }
    }
    release?.()
  }

  async function shards(): Promise<string[]> {
    streamArn ??= (await dynamodb<{ Table: { LatestStreamArn: string } }>('DescribeTable', { TableName: tableName }))
      .Table.LatestStreamArn
    knownShards ??= (
      await dynamodb<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
        'DynamoDBStreams_20120810.DescribeStream',
        { StreamArn: streamArn },
      )
    ).StreamDescription.Shards.map(({ ShardId }) => ShardId)
    return knownShards
  }
  let knownShards: string[] | undefined
  const iterators = new Map<string, string>()

  async function iteratorOf(shard: string): Promise<string> {
    const known = iterators.get(shard)
    if (known) return known
    const position = readPosition.get(mapping.id, shard)?.sequence
    const get = (how: object) =>
      dynamodb<{ ShardIterator: string }>('DynamoDBStreams_20120810.GetShardIterator', {
        StreamArn: streamArn,
        ShardId: shard,
        ...how,
      })
    const whole = { ShardIteratorType: 'TRIM_HORIZON' }
    const fresh = parts.tableIsNew ? whole : { ShardIteratorType: mapping.StartingPosition }
    // What is older than a day is gone from the stream; then the oldest there is comes next.
    const { ShardIterator } = position
      ? await get({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position }).catch(() => get(whole))
      : await get(fresh)
    iterators.set(shard, ShardIterator)
    return ShardIterator
  }

  /** Reads and delivers what a shard has now. Returns whether there was anything. */
  async function readShard(shard: string): Promise<boolean> {
    const iterator = await iteratorOf(shard)
    let answer: { Records: StreamRecord[]; NextShardIterator?: string }
    try {
      answer = await dynamodb('DynamoDBStreams_20120810.GetRecords', { ShardIterator: iterator, Limit: 1000 })
    } catch (error) {
      iterators.delete(shard)
      throw error
    }
    if (answer.Records.length === 0) {
      if (answer.NextShardIterator) iterators.set(shard, answer.NextShardIterator)
      else knownShards = undefined
      return false
    }
    release ??= activity.begin()
    if (!(await windowOver(answer.Records))) return true
    const last = answer.Records.at(-1)?.dynamodb.SequenceNumber ?? ''
    for (const batch of batches(answer.Records.filter(wanted).map(asEventRecord))) {
      await deliver(shard, batch, 0, clock.now())
      if (stopped) return true
    }
    savePosition.run(mapping.id, shard, last)
    if (answer.NextShardIterator) iterators.set(shard, answer.NextShardIterator)
    else {
      iterators.delete(shard)
      knownShards = undefined
    }
    return true
  }

  let windowOpened = 0
  /** With a batching window, a batch that is not full is left in the stream until the window closes. */
  async function windowOver(records: StreamRecord[]): Promise<boolean> {
    const windowMs = mapping.MaximumBatchingWindowInSeconds * 1000
    const count = records.filter(wanted).length
    if (windowMs === 0 || hurried || count === 0 || count >= mapping.BatchSize) {
      windowOpened = 0
      return true
    }
    windowOpened ||= performance.now()
    const left = windowOpened + windowMs - performance.now()
    if (left <= 0) {
      windowOpened = 0
      return true
    }
    await pause(Math.min(left, 100))
    return false
  }

  function asEventRecord(record: StreamRecord): StreamRecord {
    // DynamoDB's clock is the real one.
    const offsetMs = new Float64Array(clock.shared)[0] ?? 0
    const created = Math.floor(record.dynamodb.ApproximateCreationDateTime + offsetMs / 1000)
    return {
      ...record,
      awsRegion: region,
      eventSourceARN: mapping.EventSourceArn,
      dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: created },
      ...(record.eventName === 'REMOVE' &&
        parts.expired(tableName, record.dynamodb.Keys) && {
          userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
        }),
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
    if (stopped) return
    const outcome = await invoke(functionName, { Records: records })
    const failing = firstFailing(outcome, records)
    const taken = records.slice(0, failing)
    const rest = records.slice(failing)
    const lastTaken = taken.at(-1)
    if (lastTaken) savePosition.run(mapping.id, shard, lastTaken.dynamodb.SequenceNumber)
    if (rest.length === 0 || stopped) return
    if (mapping.BisectBatchOnFunctionError && rest.length > 1) {
      // Cutting does not count as an attempt.
      const middle = Math.ceil(rest.length / 2)
      await deliver(shard, rest.slice(0, middle), attempts, since)
      return deliver(shard, rest.slice(middle), attempts, since)
    }
    const age = clock.now() - since
    const ageLimit = mapping.MaximumRecordAgeInSeconds < 0 ? streamKeepsMs : mapping.MaximumRecordAgeInSeconds * 1000
    const spent = mapping.MaximumRetryAttempts >= 0 && attempts >= mapping.MaximumRetryAttempts
    if (spent || age >= ageLimit) return giveUp(shard, rest, attempts + 1, spent)
    await retryDelay(attempts)
    return deliver(shard, rest, attempts + 1, since)
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

  /** Grows from a tenth of a second to five minutes, by the virtual clock. Time may go on meanwhile. */
  async function retryDelay(attempts: number) {
    delaying = true
    release?.()
    release = undefined
    const delay = Math.min(100 * 2 ** attempts, 5 * 60_000)
    retryAt = clock.now() + delay
    const over = Promise.withResolvers<void>()
    const cancel = clock.at(retryAt, () => {
      delaying = false
      release ??= activity.begin()
      over.resolve()
    })
    const abort = () => over.resolve()
    stopping.signal.addEventListener('abort', abort, { once: true })
    await over.promise
    delaying = false
    stopping.signal.removeEventListener('abort', abort)
    cancel()
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
    savePosition.run(mapping.id, shard, last.dynamodb.SequenceNumber)
  }

  return {
    start() {
      if (!mapping.Enabled) return
      release ??= activity.begin()
      looping = loop()
    },
    nudge: () => mapping.Enabled && !stopped && nudge(),
    hurry(on) {
      hurried = on
      if (!on) return
      wake()
      hasten()
    },
    async stop() {
      stopped = true
      stopping.abort()
      wake()
      hasten()
      await looping
    },
    retriesSoon: () => delaying && retryAt < clock.now() + 5000,
    state: () => ({
      id: mapping.id,
      functionName,
      positions: Object.fromEntries(
        allPositions.all(mapping.id).map(({ shard, sequence }) => [String(shard), String(sequence)]),
      ),
      waiting: release !== undefined,
    }),
  }
}
