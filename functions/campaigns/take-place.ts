import { Attention, attentionKey } from '../../shared/campaigns/attention.ts'
import type { Recheck } from '../../shared/campaigns/recheck.ts'
import type { MemberId } from '../../shared/ids.ts'
import type { Table } from '../adapters/table.ts'

/**
 * Takes the place of one mail within the attention limit of a member. Of two campaigns that meet at one member only one
 * does; the other decides anew, on what then stands.
 */
export const takePlace = async (
  table: Pick<Table, 'get' | 'write'>,
  memberId: MemberId,
  found: Recheck,
  again: (attention: Attention | undefined) => Recheck,
): Promise<Recheck> => {
  const key = attentionKey(memberId)
  let decided = found
  while (decided.outcome === 'send' && decided.attention) {
    const before = decided.attention.step - 1
    const { outcome } = await table.write({
      put: { ...key, ...decided.attention },
      if: before > 0 ? { equals: { step: before } } : { exists: false },
    })
    if (outcome === 'written') return decided
    decided = again(await table.get(Attention, key))
  }
  return decided
}
