import * as z from 'zod'
import type { CampaignId } from '../ids.ts'
import { Instant } from '../units.ts'
import { type Accounting, isReady, RECIPIENT_STATES, type Recipient } from './ledger.ts'

const State = z.enum(RECIPIENT_STATES)

/** What a walk over one shard of a ledger came to. */
export const Counted = z.object({
  states: z.partialRecord(State, z.number().int()).default({}),
  /** Of the pending those that may be mailed now. */
  ready: z.number().int().default(0),
  /** When there is room again for the first of those who were put off. */
  deferredUntil: Instant.optional(),
  /** Rows of earlier mailings that have not come to rest. */
  unsettled: z.number().int().default(0),
})
export type Counted = z.output<typeof Counted>

export const NOTHING_COUNTED: Counted = Counted.parse({})

/** Left behind at the end of a walk, with the moment at which it began: what happened before is in it. */
export const CountedShard = Counted.extend({ revision: z.number().int(), begunAt: Instant })
export type CountedShard = z.output<typeof CountedShard>

export const countedKey = (campaignId: CampaignId, round: number, shard: number) => ({
  pk: `CAMPAIGN#${campaignId}`,
  sk: `COUNTED#${round}#${shard}`,
})

export const countRow = (counted: Counted, row: Recipient, now: Instant): Counted => {
  const states = { ...counted.states, [row.state]: (counted.states[row.state] ?? 0) + 1 }
  if (row.state !== 'PENDING') return { ...counted, states }
  if (isReady(row, now)) return { ...counted, states, ready: counted.ready + 1 }
  return { ...counted, states, deferredUntil: earliest(counted.deferredUntil, row.notBefore) }
}

const MOVING: readonly Recipient['state'][] = ['PENDING', 'CLAIMED', 'SENDING']

export const countEarlier = (counted: Counted, row: Recipient): Counted =>
  MOVING.includes(row.state) ? { ...counted, unsettled: counted.unsettled + 1 } : counted

export const sumOf = (shards: readonly Counted[]): Counted & { counts: Accounting } => {
  const sum = shards.reduce<Counted>(
    (all, shard) => ({
      states: Object.fromEntries(
        RECIPIENT_STATES.map((state) => [state, (all.states[state] ?? 0) + (shard.states[state] ?? 0)]),
      ),
      ready: all.ready + shard.ready,
      deferredUntil: earliest(all.deferredUntil, shard.deferredUntil),
      unsettled: all.unsettled + shard.unsettled,
    }),
    NOTHING_COUNTED,
  )
  const of = (state: Recipient['state']) => sum.states[state] ?? 0
  const counts = Object.fromEntries(RECIPIENT_STATES.map((state) => [state, of(state)])) as Accounting
  return { ...sum, counts: { ...counts, audience: RECIPIENT_STATES.reduce((all, state) => all + of(state), 0) } }
}

const earliest = (one: Instant | undefined, other: Instant | undefined): Instant | undefined =>
  one && other ? (one < other ? one : other) : (one ?? other)
