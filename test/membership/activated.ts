import type { Table } from '../../functions/adapters/table.ts'
import { changedMembership } from '../../functions/membership/items.ts'
import type { Member } from '../../shared/membership/member.ts'
import { activated, type Membership } from '../../shared/membership/membership.ts'
import type { Instant } from '../../shared/units.ts'

/** As if the activation link had been followed. */
export const activateMembership = async (table: Table, member: Member, membership: Membership, at: Instant) => {
  const activation = activated(membership, at)
  if (activation.outcome === 'refused') throw new Error(activation.reason)
  await table.write(...changedMembership(member, membership, activation.membership))
}
