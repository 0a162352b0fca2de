import type { MemberId } from '../../../shared/ids.ts'
import type { Member } from '../../../shared/membership/member.ts'
import type { Membership } from '../../../shared/membership/membership.ts'
import type { Table } from '../../adapters/table.ts'
import { readMember } from '../known-member.ts'
import { presentMemberId } from '../merging/present-member.ts'

type Payer = { memberId: MemberId; member: Member | undefined; membership: Membership | undefined }

/** Who pays, as they are now: money of somebody who was merged into another member belongs to that one. */
export const readPayer = async (table: Table, memberId: MemberId): Promise<Payer> => {
  const payer = await readMember(table, memberId)
  if (payer.membership) return { memberId, ...payer }
  const present = await presentMemberId(table, memberId)
  return { memberId: present, ...(present === memberId ? payer : await readMember(table, present)) }
}
