import { dayIn } from '../../../shared/calendar.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import { type MemberId, MergeId, type NewId } from '../../../shared/ids.ts'
import { suppressionKey } from '../../../shared/mail/suppression.ts'
import {
  type Absorbed,
  type Alias,
  absorbedKey,
  aliasKey,
  type Merge,
  mergeKey,
} from '../../../shared/membership/alias.ts'
import { erasureKey } from '../../../shared/membership/erasure.ts'
import type { Member } from '../../../shared/membership/member.ts'
import { decideMerge, type MergeChoice, type Person } from '../../../shared/membership/merge.ts'
import { MERGE } from '../../../shared/membership/policy.ts'
import { dueOf } from '../../../shared/membership/renewal.ts'
import { type Clock, epochSecondsOf, plusDays } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Condition } from '../../adapters/expressions.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { audienceOf, counted, happened, keys } from '../items.ts'
import { knownMember } from '../known-member.ts'
import { addressTold } from '../payments/address-told.ts'
import { lapseTold } from '../renewal/lapse-told.ts'
import { complaintToCarry } from '../suppressions.ts'

type Needs = {
  table: Table
  now: Clock
  newId: NewId
  links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'>
}

export type MergedMembers =
  | { outcome: 'merged'; mergeId: MergeId }
  | { outcome: 'refused'; reason: 'unknown' | 'same-member' | 'two-cards' | 'changed-meanwhile' }

/**
 * Makes one member of two, in one transaction. The other becomes an alias: payments, links and addresses that name it lead
 * to the kept one. What stood under it (history, mails) stays there and is read with the kept one's. Both are remembered as
 * they were for as long as the merge can be taken back.
 */
export const mergeMembers = async (
  needs: Needs,
  actor: Actor,
  asked: { keptId: MemberId; absorbedId: MemberId; choice: MergeChoice; reason: string },
): Promise<MergedMembers> => {
  const { table, now, newId } = needs
  const [kept, absorbed] = await Promise.all([knownMember(table, asked.keptId), knownMember(table, asked.absorbedId)])
  if (!kept || !absorbed) return { outcome: 'refused', reason: 'unknown' }
  const at = now()
  const cityOfMade = asked.choice.city === 'kept' ? kept.city : absorbed.city
  const decision = decideMerge(kept, absorbed, asked.choice, { today: dayIn(at, cityOfMade.timeZone), at })
  if (decision.outcome === 'refused') return decision
  const { made } = decision
  const stood = [kept, absorbed].find(({ membership }) => membership.state !== 'lapsed')
  const mergeId = newId(MergeId, 'mrg')
  const keptId = kept.member.memberId
  const absorbedId = absorbed.member.memberId
  const stays = made.member.email
  const other = stays === kept.member.email ? absorbed.member.email : kept.member.email
  const complaint = await complaintToCarry(needs, other, stays)
  const undoUntil = plusDays(at, MERGE.undoDays)
  const merge: Merge = {
    mergeId,
    at,
    undoUntil,
    reason: asked.reason,
    kept: personOf(kept),
    absorbed: personOf(absorbed),
    made,
    ...(complaint && { carried: complaint.name }),
    expiresAt: epochSecondsOf(plusDays(undoUntil, 1)),
  }
  const alias: Alias = {
    memberId: keptId,
    mergeId,
    epoch: absorbed.member.tokenEpoch,
    keptEpoch: made.member.tokenEpoch,
  }
  const emails = [kept.member.email, absorbed.member.email]
  const trace: Absorbed = { memberId: absorbedId, mergeId, at, emails }
  const detail = { mergeId, kept: keptId, absorbed: absorbedId }
  const { outcome } = await table.write(
    ...personSaved(made, kept),
    // Whoever is being forgotten must not live on in another.
    ...[keptId, absorbedId].map((id) => ({ check: erasureKey(id), if: { exists: false } })),
    { delete: keys.profile(absorbedId), if: asRead(absorbed.member) },
    { delete: keys.membership(absorbedId), if: { equals: { version: absorbed.membership.version } } },
    { put: { ...aliasKey(absorbedId), ...alias }, if: { exists: false } },
    { put: { ...absorbedKey(keptId, absorbedId), ...trace } },
    // Whoever joins or signs in with the other address is the kept member.
    { put: { ...keys.email(absorbed.member.email), memberId: keptId }, if: { equals: { memberId: absorbedId } } },
    { put: { ...mergeKey(mergeId), ...merge }, if: { exists: false } },
    ...recounted([kept.member, absorbed.member], [withAudience(made)]),
    ...(complaint ? [{ put: { ...suppressionKey(complaint.name), ...complaint.row }, if: { exists: false } }] : []),
    ...(stood ? lapseTold(newId, stood.membership, made.membership, at) : []),
    // Of the card that stays the provider may know the other address.
    addressTold(newId, keptId, at),
    happened({ memberId: keptId, what: 'merged', at, by: actor.userId, detail, text: asked.reason }),
    happened({ memberId: absorbedId, what: 'merged', at, by: actor.userId, detail, text: asked.reason }),
    auditEntry({ at, actor, act: 'member.merged', subject: keptId, detail }),
  )
  return outcome === 'written' ? { outcome: 'merged', mergeId } : { outcome: 'refused', reason: 'changed-meanwhile' }
}

const personOf = ({ member, membership }: Person): Person => ({ member, membership })

/** The writes that put a whole member in the place of the one that was read. Counts are not theirs. */
export const personSaved = (made: Person, read: Person): Write[] => [
  { put: { ...keys.profile(made.member.memberId), ...withAudience(made) }, if: asRead(read.member) },
  {
    put: { ...keys.membership(made.member.memberId), ...made.membership, ...dueOf(made.membership) },
    if: { equals: { version: read.membership.version } },
  },
]

/** The member with the audience that follows from the membership. */
export const withAudience = ({ member, membership }: Person): Member => {
  const { audience: _, ...rest } = member
  const audience = audienceOf(member, membership)
  return audience ? { ...rest, audience } : rest
}

/** Nothing of the profile has changed since it was read. */
const asRead = (member: Member): Condition => {
  const stored: Record<string, unknown> = member
  const present = Object.keys(stored).filter((name) => stored[name] !== undefined)
  return {
    equals: Object.fromEntries(present.map((name) => [name, stored[name]])),
    missing: OPTIONAL.filter((name) => !present.includes(name)),
  }
}
const OPTIONAL = ['organization', 'source', 'audience']

/** What the counts of members of their cities change by: one write for each count, however many move. */
export const recounted = (before: readonly Member[], after: readonly Member[]): Write[] => {
  const changes = new Map<string, { of: Member; by: number }>()
  const move = (member: Member, by: number) => {
    if (!member.audience) return
    const write = counted(member, by)
    const name = 'update' in write ? JSON.stringify(write.update) : ''
    changes.set(name, { of: member, by: (changes.get(name)?.by ?? 0) + by })
  }
  for (const member of before) move(member, -1)
  for (const member of after) move(member, 1)
  return [...changes.values()].flatMap(({ of, by }) => (by === 0 ? [] : [counted(of, by)]))
}
