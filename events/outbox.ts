import * as z from 'zod'
import { FactId } from '../shared/ids.ts'
import { shardOf } from '../shared/membership/member.ts'
import { epochSecondsOf, Instant, plusDays } from '../shared/units.ts'

/** What every fact says: its name in the past tense, the version of its shape, and when it became true. */
export const fact = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.object({ fact: z.literal(name), version: z.literal(1), factId: FactId, at: Instant, ...shape })

/** What the partition key of every fact begins with: the stream's filter is drawn along it. */
export const OUTBOX_BEGINS = 'OUTBOX#'
/** Partitions of the outbox. */
const SHARDS = 4
/** Long enough for a stream that stood still over a holiday; the facts themselves live on in what they changed. */
const KEPT_DAYS = 7

/** The item that tells a fact, to be written in the transaction of the change: neither can be without the other. */
export const outboxItem = <F extends { factId: FactId; at: Instant }>(told: F) => ({
  pk: `${OUTBOX_BEGINS}${shardOf(told.factId, SHARDS)}`,
  sk: told.factId,
  ...told,
  expiresAt: epochSecondsOf(plusDays(told.at, KEPT_DAYS)),
})
