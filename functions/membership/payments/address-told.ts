import type { AddressChanged } from '../../../events/membership/facts.ts'
import { outboxItem } from '../../../events/outbox.ts'
import { FactId, type MemberId, type NewId } from '../../../shared/ids.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Write } from '../../adapters/table.ts'

/** The fact that a member has another address, for the transaction in which that is written. It names no address. */
export const addressTold = (newId: NewId, memberId: MemberId, at: Instant): Write => {
  const told: AddressChanged = {
    fact: 'membership.address-changed',
    version: 1,
    factId: newId(FactId, 'fct'),
    at,
    memberId,
  }
  return { put: outboxItem(told), if: { exists: false } }
}
