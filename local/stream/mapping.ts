import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Activity } from '../activity.ts'
import type { Clock } from '../clock.ts'
import type { DynamoDB, Item } from '../dynamodb.ts'
import { type Matches, readPattern } from '../event-pattern.ts'
import type { Invoke } from '../lambda.ts'
import type { Queues } from '../queues.ts'
import type { RunRecord } from '../record.ts'
import { type Blueprint, functionNameOf, region } from '../template.ts'
import { streamDelivery } from './delivery.ts'
import { streamPositions } from './positions.ts'
import type { StreamRecord } from './record.ts'
import { streamShards } from './shards.ts'

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

export function createStreamMapping(mapping: Blueprint['mappings'][number], parts: Parts): StreamMapping {
  const { journal, clock, dynamodb, tableName, tableIsNew, invoke, queues, activity } = parts
  const functionName = functionNameOf(mapping.FunctionName)
  let filters: Matches[]
  try {
    filters = (mapping.FilterCriteria?.Filters ?? []).map(({ Pattern }) => readPattern(JSON.parse(Pattern)))
  } catch (error) {
    throw new Error(`${mapping.id} (AWS::Lambda::EventSourceMapping): ${(error as Error).message}`)
  }
  const wanted: Matches = (record) => filters.length === 0 || filters.some((matches) => matches(record))

  let stopped = false
  let hurried = false
  let dirty = true
  let delaying = false
  let retryAt = 0
  let release: (() => void) | undefined
  let wake = () => {}
  let hasten = () => {}
  let looping: Promise<void> | undefined
  const stopping = new AbortController()
  const positions = streamPositions(journal, mapping.id)
  const { StartingPosition: startingPosition } = mapping
  const shards = streamShards({ dynamodb, tableName, startingPosition, tableIsNew, positions })
  const deliver = streamDelivery(mapping, { invoke, queues, clock, positions, rest, stopping: stopping.signal })

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
        for (const shard of await shards.list()) found = (await readShard(shard)) || found
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

  /** Reads and delivers what a shard has now. Returns whether there was anything. */
  async function readShard(shard: string): Promise<boolean> {
    const { records, goOn } = await shards.read(shard)
    if (records.length === 0) {
      goOn()
      return false
    }
    release ??= activity.begin()
    if (!(await windowOver(records))) return true
    await deliver(shard, records.filter(wanted).map(asEventRecord))
    if (stopped) return true
    positions.save(shard, records.at(-1)?.dynamodb.SequenceNumber ?? '')
    goOn()
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

  /** Grows from a tenth of a second to five minutes, by the virtual clock. Time may go on meanwhile. */
  async function rest(attempts: number) {
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
      positions: positions.all(),
      waiting: release !== undefined,
    }),
  }
}
