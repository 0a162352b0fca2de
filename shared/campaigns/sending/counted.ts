import * as z from 'zod'
import type { CampaignId } from '../../ids.ts'
import { Instant } from '../../units.ts'
import { accounting } from '../accounting.ts'
import { isReady, RECIPIENT_STATES, type Recipient } from '../ledger.ts'

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

/** What the walks over all shards came to. */
export const sumOf = (shards: readonly Counted[]) => ({
  counts: accounting(shards.map(({ states }) => states)),
  ready: shards.reduce((all, { ready }) => all + ready, 0),
  deferredUntil: shards.map((shard) => shard.deferredUntil).reduce(earliest, undefined),
  unsettled: shards.reduce((all, { unsettled }) => all + unsettled, 0),
})

const earliest = (one: Instant | undefined, other: Instant | undefined): Instant | undefined =>
  one && other ? (one < other ? one : other) : (one ?? other)
