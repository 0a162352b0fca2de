import { Attention, attentionKey } from '../../shared/campaigns/attention.ts'
import type { MemberId } from '../../shared/ids.ts'
import type { Instant } from '../../shared/units.ts'
import type { Table } from './table.ts'

type Decided = { outcome: 'send'; attention?: Attention } | { outcome: 'later'; at: Instant } | { outcome: 'skip' }

/**
 * Takes the place of one mail within the attention limit of a member. Of two mails that meet at one member only one
 * does; the other decides anew, on what then stands.
 */
export const takePlace = async <D extends Decided>(
  table: Pick<Table, 'get' | 'write'>,
  memberId: MemberId,
  found: D,
  again: (attention: Attention | undefined) => D,
): Promise<D> => {
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
