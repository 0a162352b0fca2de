import type { MemberId } from '../../shared/ids.ts'
import { Alias, aliasKey, presentMember } from '../../shared/membership/alias.ts'
import { Member } from '../../shared/membership/member.ts'
import { Membership } from '../../shared/membership/membership.ts'
import type { Table } from '../adapters/table.ts'
import { keys } from './items.ts'

type Payer = { memberId: MemberId; member: Member | undefined; membership: Membership | undefined }

/** Who pays, as they are now: money of somebody who was merged into another member belongs to that one. */
export const readPayer = async (table: Table, memberId: MemberId): Promise<Payer> => {
  const payer = await read(table, memberId)
  if (payer.membership) return payer
  const present = await presentMember((of) => table.get(Alias, aliasKey(of)), memberId)
  return present.via.length > 0 ? read(table, present.memberId) : payer
}

const read = async (table: Table, memberId: MemberId): Promise<Payer> => {
  const [member, membership] = await Promise.all([
    table.get(Member, keys.profile(memberId)),
    table.get(Membership, keys.membership(memberId)),
  ])
  return { memberId, member, membership }
}
