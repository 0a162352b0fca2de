import * as z from 'zod'
import { type CampaignId, MemberId } from '../../ids.ts'
import { Instant, plusSeconds } from '../../units.ts'
import { type Accounting, accounting, mailed } from '../accounting.ts'
import { RECIPIENT_STATES, type Recipient, type RecipientState } from '../ledger.ts'
import { Sample } from '../sending/pace.ts'

const State = z.enum(RECIPIENT_STATES)

/** As much of a row as is needed for counting it. */
export const CountedRow = z.object({
  memberId: MemberId,
  state: State,
  reason: z.string().optional(),
  bounce: z.string().optional(),
  notBefore: Instant.optional(),
})
export type CountedRow = z.output<typeof CountedRow>

const ShardCount = z.object({
  states: z.partialRecord(State, z.number().int()),
  /** Of the pending those who were put off, and until when the first of them. */
  deferred: z.number().int(),
  deferredUntil: Instant.optional(),
  /** `SKIPPED unsubscribed`, `BOUNCED hard`: how many of each. */
  why: z.record(z.string(), z.number().int()),
  /** The first few, so that a page that moves can show them without a walk. */
  doubtful: z.array(MemberId),
  failed: z.array(MemberId),
})
export type ShardCount = z.output<typeof ShardCount>

/**
 * What a walk over the ledger of one mailing came to. Only a cache for pages that move: it may be taken away at any time,
 * and nothing is decided by it.
 */
export const Snapshot = z.object({
  takenAt: Instant,
  /** The state and revision of the campaign; in any other it is counted anew. */
  of: z.string(),
  shards: z.array(ShardCount),
  samples: z.array(Sample),
  step: z.number().int().nonnegative(),
})
export type Snapshot = z.output<typeof Snapshot>

export const snapshotKey = (campaignId: CampaignId, round: number) => ({
  pk: `CAMPAIGN#${campaignId}`,
  sk: `SNAPSHOT#${round}`,
})

export const NOTHING_COUNTED: ShardCount = { states: {}, deferred: 0, why: {}, doubtful: [], failed: [] }

/** Adds one row to the count of its shard, in place: there are many. */
export const count = (shard: ShardCount, row: CountedRow, now: Instant): void => {
  shard.states[row.state] = (shard.states[row.state] ?? 0) + 1
  if (row.state === 'PENDING' && row.notBefore && row.notBefore > now) {
    shard.deferred++
    if (!shard.deferredUntil || row.notBefore < shard.deferredUntil) shard.deferredUntil = row.notBefore
  }
  if (row.state === 'UNCERTAIN') keep(shard.doubtful, row.memberId)
  if (!EXPLAINED.includes(row.state)) return
  if (row.state !== 'SKIPPED') keep(shard.failed, row.memberId)
  const why = `${row.state} ${row.reason ?? row.bounce ?? ''}`.trimEnd()
  shard.why[why] = (shard.why[why] ?? 0) + 1
}

const keep = (ids: MemberId[], memberId: MemberId) => {
  if (ids.length < KEPT) ids.push(memberId)
}
const KEPT = 10
const EXPLAINED: readonly RecipientState[] = ['FAILED', 'BOUNCED', 'COMPLAINED', 'SKIPPED']

export type Counts = Omit<ShardCount, 'states' | 'why'> & {
  states: Accounting
  /** The most frequent first. */
  why: { state: RecipientState; reason: string; many: number }[]
}

export const countsOf = (shards: readonly ShardCount[]): Counts => {
  const why = new Map<string, number>()
  for (const shard of shards)
    for (const [reason, many] of Object.entries(shard.why)) why.set(reason, (why.get(reason) ?? 0) + many)
  const [deferredUntil] = shards.flatMap((shard) => shard.deferredUntil ?? []).sort()
  return {
    states: accounting(shards.map(({ states }) => states)),
    deferred: shards.reduce((all, { deferred }) => all + deferred, 0),
    ...(deferredUntil && { deferredUntil }),
    why: [...why]
      .map(([key, many]) => ({
        state: State.parse(key.split(' ')[0]),
        reason: key.split(' ').slice(1).join(' '),
        many,
      }))
      .sort((a, b) => b.many - a.many),
    doubtful: shards.flatMap(({ doubtful }) => doubtful),
    failed: shards.flatMap(({ failed }) => failed),
  }
}

/**
 * Brings counts up to date by the figures that the sender keeps on the way. A mail that it has counted was pending before,
 * so whatever is moved, all states still add up to the audience.
 */
export const withAccepted = (
  { states, deferred }: Pick<Counts, 'states' | 'deferred'>,
  accepted: number,
): Accounting => {
  const more = Math.min(states.PENDING - deferred, Math.max(0, accepted - mailed(states)))
  return more === 0 ? states : { ...states, PENDING: states.PENDING - more, SENT: states.SENT + more }
}

/** A small ledger is counted again every few seconds, one of 100,000 rows every 100. */
export const isFresh = (snapshot: Snapshot, of: string, now: Instant): boolean => {
  const { audience } = countsOf(snapshot.shards).states
  return snapshot.of === of && now < plusSeconds(snapshot.takenAt, Math.max(LEAST_SECONDS, audience / 1000))
}
const LEAST_SECONDS = 5

/** What each list of recipients holds. */
export const LISTS = {
  doubtful: ['UNCERTAIN'],
  failed: ['FAILED', 'BOUNCED', 'COMPLAINED'],
  'left-out': ['SKIPPED', 'CANCELLED'],
  waiting: ['PENDING', 'CLAIMED', 'SENDING'],
  mailed: ['SENT', 'DELIVERED'],
} as const satisfies Record<string, readonly Recipient['state'][]>
export type ListName = keyof typeof LISTS
export const LIST_NAMES = Object.keys(LISTS) as ListName[]
