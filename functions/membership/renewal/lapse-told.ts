import type { Lapsed } from '../../../events/membership/facts.ts'
import { outboxItem } from '../../../events/outbox.ts'
import { FactId, type NewId } from '../../../shared/ids.ts'
import type { Membership } from '../../../shared/membership/membership.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Write } from '../../adapters/table.ts'
import { happened } from '../items.ts'

/**
 * The fact and the line of history that a membership has lapsed, for the transaction in which it does: by time, by a refund,
 * by a refused card.
 */
export const lapseTold = (newId: NewId, before: Membership, after: Membership, at: Instant): Write[] => {
  if (before.state === 'lapsed' || after.state !== 'lapsed') return []
  const { memberId, paidThrough } = after
  const told: Lapsed = { fact: 'membership.lapsed', version: 1, factId: newId(FactId, 'fct'), at, memberId }
  return [
    { put: outboxItem(told), if: { exists: false } },
    happened({ memberId, what: 'lapsed', at, by: 'network', detail: { paidThrough } }),
  ]
}
