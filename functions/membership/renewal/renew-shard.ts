import * as z from 'zod'
import { MemberId } from '../../../shared/ids.ts'
import { DUE_SHARDS, dueKey } from '../../../shared/membership/renewal.ts'
import { plusSeconds } from '../../../shared/units.ts'
import { zonesOf } from '../time-zone.ts'
import { type RenewalNeeds, type TakenRenewal, takeRenewalStep } from './take-renewal-step.ts'

/** How many were met, how many steps of each kind were taken, and how many failed. */
export const RenewalCounts = z.object({
  met: z.int().nonnegative(),
  failed: z.int().nonnegative(),
  did: z.record(z.string(), z.int().positive()),
})
export type RenewalCounts = z.output<typeof RenewalCounts>

export const ShardStep = z.object({
  shard: z
    .int()
    .min(0)
    .max(DUE_SHARDS - 1),
  after: z.string().optional(),
  counts: RenewalCounts.default({ met: 0, failed: 0, did: {} }),
})
export type ShardStep = z.output<typeof ShardStep>

/** `more`: the answer is the next input. */
export type ShardRun = ShardStep & { next: 'more' | 'done' }

type Needs = RenewalNeeds & {
  /** Hears of each member that failed; it does not hold up the others. */
  failed: (memberId: MemberId, fault: unknown) => void
}

/**
 * Works through what is due in one shard, for as long as one call may take. It asks what is due and not done, so a day
 * that was missed, or a call that died, needs no repair.
 */
export const renewShard = async (needs: Needs, step: ShardStep): Promise<ShardRun> => {
  const { table, now } = needs
  const zoneOf = zonesOf(table)
  const counts: RenewalCounts = { ...step.counts, did: { ...step.counts.did } }
  const until = plusSeconds(now(), MOST_SECONDS)
  let after = step.after
  do {
    const page = await table.query(Due, {
      pk: dueKey(step.shard),
      index: 'due',
      // Days begin earlier than in UTC where the sun rises earlier; the day of the city decides.
      upTo: plusSeconds(now(), EARLIEST_ZONE_SECONDS),
      limit: PAGE,
      ...(after && { after }),
    })
    await inParallel(page.items, async ({ memberId }) => {
      counts.met++
      try {
        note(counts, await takeRenewalStep(needs, memberId, zoneOf))
      } catch (fault) {
        counts.failed++
        needs.failed(memberId, fault)
      }
    })
    after = page.next
  } while (after && now() < until)
  const { shard } = step
  return after ? { shard, after, counts, next: 'more' } : { shard, counts, next: 'done' }
}

const Due = z.object({ memberId: MemberId })

const note = ({ did }: RenewalCounts, taken: TakenRenewal) => {
  for (const what of taken.did) did[what] = (did[what] ?? 0) + 1
}

const inParallel = async <T>(items: readonly T[], act: (item: T) => Promise<void>) => {
  let next = 0
  const worker = async () => {
    for (let item = items[next++]; item !== undefined; item = items[next++]) await act(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

const PAGE = 200
const AT_ONCE = 8
/** Well inside the function's 60 seconds, a last page of slow members included. */
const MOST_SECONDS = 35
/** Kiribati is fourteen hours ahead of UTC. */
const EARLIEST_ZONE_SECONDS = 14 * 3600
