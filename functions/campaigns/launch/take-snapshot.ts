import { mailed } from '../../../shared/campaigns/accounting.ts'
import { type Campaign, roundOf } from '../../../shared/campaigns/campaign.ts'
import {
  CountedRow,
  count,
  countsOf,
  isFresh,
  NOTHING_COUNTED,
  type ShardCount,
  Snapshot,
  snapshotKey,
  withAccepted,
} from '../../../shared/campaigns/desk/snapshot.ts'
import { ledgerRows } from '../../../shared/campaigns/ledger.ts'
import { sampled } from '../../../shared/campaigns/sending/pace.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import { type Clock, epochSecondsOf, type Instant, plusDays } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'

type Needs = { table: Pick<Table, 'get' | 'query' | 'write'>; now: Clock }
/** `accepted`: mails of this mailing that the sender has counted on the way. */
type Of = { campaign: Campaign; round: number; accepted: number }

/** How the counts of one mailing are come by. Undefined when there is no ledger, or when it is too large for that. */
export type Look = (needs: Needs, of: Of) => Promise<Snapshot | undefined>

/**
 * For whoever only reads: counts that were kept and are fresh, else an own count of a ledger that is soon counted, else what
 * was kept longer ago, which says how old it is. Keeps nothing.
 */
export const seeSnapshot = async (
  needs: { table: Pick<Table, 'get' | 'query'>; now: Clock },
  { campaign, round }: Omit<Of, 'accepted'>,
): Promise<Snapshot | undefined> => {
  const ledgerShards = shardsOf(campaign)
  if (!ledgerShards) return undefined
  const before = await needs.table.get(Snapshot, snapshotKey(campaign.campaignId, round))
  const takenAt = needs.now()
  if (before && isFreshOf(campaign, before, takenAt)) return before
  const shards =
    sizeOf(campaign, round) > SOON_COUNTED
      ? undefined
      : await countShards(needs, campaign.campaignId, round, ledgerShards)
  if (!shards) return before
  return { takenAt, of: standOf(campaign), shards, samples: before?.samples ?? [], step: before?.step ?? 0 }
}

export const isFreshOf = (campaign: Campaign, snapshot: Snapshot, now: Instant) =>
  isFresh(snapshot, standOf(campaign), now)

const standOf = ({ state, revision }: Campaign) => `${state} ${revision}`

/** Of a list that is being made, what its flight plan says. */
const sizeOf = (campaign: Campaign, round: number): number => {
  const past = 'past' in campaign ? campaign.past?.[round] : undefined
  const reached = 'approval' in campaign ? campaign.approval?.reached : undefined
  return (
    past?.recipients ??
    ('recipients' in campaign ? campaign.recipients : undefined) ??
    reached ??
    Number.POSITIVE_INFINITY
  )
}

/** From a while ago or taken now, and then kept for others. */
export const takeSnapshot = async (needs: Needs, { campaign, round, accepted }: Of): Promise<Snapshot | undefined> => {
  const { table, now } = needs
  const { campaignId } = campaign
  const ledgerShards = shardsOf(campaign)
  if (!ledgerShards) return undefined
  const key = snapshotKey(campaignId, round)
  const before = await table.get(Snapshot, key)
  const of = standOf(campaign)
  const fresh = before && isFresh(before, of, now()) ? before : undefined
  const takenAt = now()
  const shards = fresh?.shards ?? (await countShards(needs, campaignId, round, ledgerShards))
  // An older count, which says how old it is, before none.
  if (!shards) return before
  const counts = countsOf(shards)
  const sample = { at: now(), mailed: mailed(withAccepted(counts, accepted)) }
  const samples = round === roundOf(campaign) ? sampled(before?.samples ?? [], sample) : undefined
  if (fresh && !samples) return fresh
  const taken: Snapshot = {
    takenAt: fresh?.takenAt ?? takenAt,
    of,
    shards,
    samples: samples ?? before?.samples ?? [],
    step: (before?.step ?? 0) + 1,
  }
  // Refused when somebody else has counted meanwhile: theirs is as good.
  await table.write({
    put: { ...key, ...taken, expiresAt: epochSecondsOf(plusDays(takenAt, KEPT_DAYS)) },
    if: before ? { equals: { step: before.step } } : { exists: false },
  })
  return taken
}

/** After staff have decided something. */
export const countAnew = async (needs: Needs, campaign: Campaign, round: number) => {
  await needs.table.write({ delete: snapshotKey(campaign.campaignId, round) })
  await takeSnapshot(needs, { campaign, round, accepted: 0 })
}

/** What a held freeze left behind is shown once it is taken up again. */
export const shardsOf = (campaign: Campaign): number | undefined =>
  'ledgerShards' in campaign && campaign.state !== 'held' && campaign.state !== 'scheduled'
    ? campaign.ledgerShards
    : undefined

/** All shards at once; undefined when one of them takes too long. */
const countShards = async (
  needs: Pick<Needs, 'now'> & { table: Pick<Table, 'query'> },
  campaignId: CampaignId,
  round: number,
  shards: number,
) => {
  const until = performance.now() + MOST_MS
  const counted = await Promise.all(
    Array.from({ length: shards }, (_, shard) => countShard(needs, ledgerRows(campaignId, shard, round), until)),
  )
  return counted.every((shard) => shard !== undefined) ? (counted as ShardCount[]) : undefined
}

const countShard = async (
  { table, now }: Pick<Needs, 'now'> & { table: Pick<Table, 'query'> },
  rows: ReturnType<typeof ledgerRows>,
  until: number,
): Promise<ShardCount | undefined> => {
  const counted = structuredClone(NOTHING_COUNTED)
  let after: string | undefined
  do {
    if (performance.now() > until) return undefined
    const page = await table.query(CountedRow, {
      ...rows,
      limit: ON_A_PAGE,
      attributes: COUNTED,
      ...(after && { after }),
    })
    const at: Instant = now()
    for (const row of page.items) count(counted, row, at)
    after = page.next
  } while (after)
  return counted
}

const COUNTED = Object.keys(CountedRow.shape)
/** As much as one answer of the table holds, roughly. */
const ON_A_PAGE = 2000
/** Rows that a page reads on the way: a megabyte or two. */
const SOON_COUNTED = 5000
/** Well inside the time of a page. */
const MOST_MS = 5000
/** A cache; what a mailing came to stands with the campaign. */
const KEPT_DAYS = 30
