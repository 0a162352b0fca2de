import type { City } from '../../../shared/cities/city.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { Mailbox } from '../../../shared/identity/person.ts'
import type { MemberId, NewId } from '../../../shared/ids.ts'
import type { Member } from '../../../shared/membership/member.ts'
import type { Membership } from '../../../shared/membership/membership.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { addressMoved } from '../account/change-address.ts'
import { type Edited, editProfile, type ProfileEdit } from '../account/edit-member.ts'
import { happened, keys, MemberRow } from '../items.ts'

type Needs = {
  table: Table
  now: Clock
  newId: NewId
  links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'>
}

export type CorrectedAddress =
  | { outcome: 'changed' }
  /** `taken`: the address is another member's; these two may be one person. */
  | { outcome: 'refused'; reason: 'same' | 'changed-meanwhile' }
  | { outcome: 'refused'; reason: 'taken'; by: Member['memberId'] }

/** Staff know the new address from its owner: it is not asked for a confirmation. The old mailbox is told. */
export const correctAddress = async (
  needs: Needs,
  actor: Actor,
  member: Member,
  mailbox: Mailbox,
): Promise<CorrectedAddress> => {
  if (mailbox === member.email) return { outcome: 'refused', reason: 'same' }
  const owner = await needs.table.get(MemberRow, keys.email(mailbox))
  if (owner && owner.memberId !== member.memberId) return { outcome: 'refused', reason: 'taken', by: owner.memberId }
  const writes = await addressMoved(needs, member, mailbox, actor.userId)
  const { outcome } = await needs.table.write(
    ...(owner ? writes.map((write) => takenBack(write, mailbox, owner.memberId)) : writes),
    auditEntry({ at: needs.now(), actor, act: 'member.address-changed', subject: member.memberId }),
  )
  return outcome === 'written' ? { outcome: 'changed' } : { outcome: 'refused', reason: 'changed-meanwhile' }
}

/** The address of somebody who was merged into this member leads to them already. */
const takenBack = (write: Write, mailbox: Mailbox, memberId: MemberId): Write =>
  'put' in write && write.put.pk === keys.email(mailbox).pk ? { ...write, if: { equals: { memberId } } } : write

export const correctProfile = (
  needs: Pick<Needs, 'table' | 'now'>,
  actor: Actor,
  known: { member: Member; membership: Membership; city: City },
  edit: ProfileEdit,
): Promise<Edited> => {
  const { memberId } = known.member
  const line = auditEntry({ at: needs.now(), actor, act: 'member.profile-changed', subject: memberId })
  return editProfile(needs, known, edit, actor.userId, [line])
}

export type LinksVoided = { outcome: 'voided' } | { outcome: 'refused'; reason: 'changed-meanwhile' }

/** Ends every session of the member and voids every signed link that was ever mailed to them. */
export const voidLinks = async (
  { table, now }: Pick<Needs, 'table' | 'now'>,
  actor: Actor,
  { memberId, tokenEpoch }: Member,
): Promise<LinksVoided> => {
  const at = now()
  const { outcome } = await table.write(
    { update: keys.profile(memberId), set: { tokenEpoch: tokenEpoch + 1 }, if: { equals: { tokenEpoch } } },
    happened({ memberId, what: 'signed-out', at, by: actor.userId }),
    auditEntry({ at, actor, act: 'member.links-voided', subject: memberId }),
  )
  return outcome === 'written' ? { outcome: 'voided' } : { outcome: 'refused', reason: 'changed-meanwhile' }
}
