import { City } from '../../shared/cities/city.ts'
import type { MemberId } from '../../shared/ids.ts'
import { Member } from '../../shared/membership/member.ts'
import { type LivingMembership, Membership } from '../../shared/membership/membership.ts'
import type { Table } from '../adapters/table.ts'
import { keys } from './items.ts'

/** Somebody with a profile and what belongs to it, as it stands now. */
export type KnownMember = { member: Member; membership: LivingMembership; city: City }

/** Undefined for nobody, and for somebody who is being forgotten or was. */
export const knownMember = async (table: Pick<Table, 'get'>, memberId: MemberId): Promise<KnownMember | undefined> => {
  const { member, membership } = await readMember(table, memberId)
  if (!member || !membership || membership.state === 'erased') return undefined
  const city = await table.get(City, keys.city(member.city))
  if (!city) throw new Error('the city of a member is missing')
  return { member, membership, city }
}

/** What is left of somebody forgotten is a membership without a member. */
export const readMember = async (
  table: Pick<Table, 'get'>,
  memberId: MemberId,
): Promise<{ member: Member | undefined; membership: Membership | undefined }> => {
  const [member, membership] = await Promise.all([
    table.get(Member, keys.profile(memberId)),
    table.get(Membership, keys.membership(memberId)),
  ])
  return { member, membership }
}
