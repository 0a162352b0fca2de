import * as z from 'zod'
import { DUE_SHARDS } from '../../../shared/membership/renewal.ts'
import { RenewalCounts } from './renew-shard.ts'

/** What the shards of one day have answered; a shard that could not be worked through answers nothing. */
export const RenewalDay = z.object({ shards: z.array(z.object({ counts: RenewalCounts.optional() })) })
export type RenewalDay = z.output<typeof RenewalDay>

export type SettledRenewal = RenewalCounts & { outcome: 'done' | 'failures-left'; shardsLost: number }

/** A day on which something failed ends in failure, so that somebody looks; what was left is due tomorrow again. */
export const settleRenewal = ({ shards }: RenewalDay): SettledRenewal => {
  const total: RenewalCounts = { met: 0, failed: 0, did: {} }
  for (const { counts } of shards) {
    total.met += counts?.met ?? 0
    total.failed += counts?.failed ?? 0
    for (const [what, count] of Object.entries(counts?.did ?? {})) total.did[what] = (total.did[what] ?? 0) + count
  }
  const shardsLost = DUE_SHARDS - shards.filter(({ counts }) => counts).length
  return { ...total, shardsLost, outcome: total.failed + shardsLost > 0 ? 'failures-left' : 'done' }
}
