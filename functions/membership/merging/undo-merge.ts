import { dayIn } from '../../../shared/calendar.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { MemberId, MergeId, NewId } from '../../../shared/ids.ts'
import { suppressionKey } from '../../../shared/mail/suppression.ts'
import { Alias, absorbedKey, aliasKey, Merge, mergeKey } from '../../../shared/membership/alias.ts'
import { erasureKey } from '../../../shared/membership/erasure.ts'
import { takenApart } from '../../../shared/membership/merge.ts'
import { dueOf } from '../../../shared/membership/renewal.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { happened, keys, MemberRow } from '../items.ts'
import { knownMember } from '../known-member.ts'
import { addressTold } from '../payments/address-told.ts'
import { lapseTold } from '../renewal/lapse-told.ts'
import { personSaved, recounted, withAudience } from './merge-members.ts'

type Needs = { table: Table; now: Clock }
type Undoing = Needs & { newId: NewId }

export type UndoneMerge =
  | { outcome: 'undone'; keptId: MemberId; absorbedId: MemberId }
  /** `merged-on`: the kept one was merged into somebody else, which has to be taken back first. */
  | { outcome: 'refused'; reason: 'unknown' | 'expired' | 'merged-on' | 'address-taken' | 'changed-meanwhile' }

/** Where payments go that came in since the merge. */
export type SinceMerge = { paymentId: string; memberId: MemberId }

/** What taking the merge back would do, and whether it can be. */
export const readMerge = async ({ table, now }: Needs, mergeId: MergeId) => {
  const merge = await table.get(Merge, mergeKey(mergeId))
  if (!merge || merge.undoneAt) return { outcome: 'refused', reason: 'unknown' } as const
  if (merge.undoUntil < now()) return { outcome: 'refused', reason: 'expired' } as const
  const [known, alias] = await Promise.all([
    knownMember(table, merge.kept.member.memberId),
    table.get(Alias, aliasKey(merge.absorbed.member.memberId)),
  ])
  if (!known) return { outcome: 'refused', reason: 'merged-on' } as const
  if (alias?.mergeId !== mergeId) return { outcome: 'refused', reason: 'unknown' } as const
  return { outcome: 'found', merge, known, since: await paidSince(table, merge, known) } as const
}

/** By its application or its card a payment belongs to one of the two still, and its row says to whom. */
const paidSince = async (
  table: Table,
  { made }: Merge,
  { membership }: { membership: Merge['made']['membership'] },
): Promise<SinceMerge[]> => {
  const known = new Set(made.membership.payments.map(({ paymentId }) => paymentId))
  const fresh = membership.payments.filter(({ paymentId }) => !known.has(paymentId))
  const rows = await Promise.all(fresh.map(({ paymentId }) => table.get(MemberRow, keys.payment(paymentId))))
  return fresh.map(({ paymentId }, index) => ({
    paymentId,
    memberId: rows[index]?.memberId ?? made.member.memberId,
  }))
}

/** Both members as they were, in one transaction; what has happened since stays with the one it belongs to. */
export const undoMerge = async (needs: Undoing, actor: Actor, mergeId: MergeId): Promise<UndoneMerge> => {
  const { table, now, newId } = needs
  const read = await readMerge(needs, mergeId)
  if (read.outcome === 'refused') return read
  const { merge, known, since } = read
  const at = now()
  const moment = { today: dayIn(at, known.city.timeZone), at }
  const owners = new Map(since.map(({ paymentId, memberId }) => [paymentId, memberId]))
  const apart = takenApart(merge, known, owners, moment)
  const keptId = apart.kept.member.memberId
  const absorbedId = apart.absorbed.member.memberId

  const absorbedRow = await addressGivenBack(table, apart.absorbed.member.email, absorbedId, keptId)
  const keptRow = await addressGivenBack(table, apart.kept.member.email, keptId, keptId)
  if (!absorbedRow || !keptRow) return { outcome: 'refused', reason: 'address-taken' }
  const restored = withAudience(apart.absorbed)
  const detail = { mergeId, kept: keptId, absorbed: absorbedId }
  const { outcome } = await table.write(
    ...personSaved(apart.kept, known),
    { check: erasureKey(keptId), if: { exists: false } },
    { put: { ...keys.profile(absorbedId), ...restored }, if: { exists: false } },
    {
      put: { ...keys.membership(absorbedId), ...apart.absorbed.membership, ...dueOf(apart.absorbed.membership) },
      if: { exists: false },
    },
    { delete: aliasKey(absorbedId), if: { equals: { mergeId } } },
    { delete: absorbedKey(keptId, absorbedId) },
    absorbedRow,
    keptRow,
    { update: mergeKey(mergeId), set: { undoneAt: at }, if: { exists: true, missing: ['undoneAt'] } },
    ...(merge.carried ? [{ delete: suppressionKey(merge.carried) }] : []),
    ...recounted([known.member], [withAudience(apart.kept), restored]),
    ...lapseTold(newId, known.membership, apart.kept.membership, at),
    ...lapseTold(newId, merge.absorbed.membership, apart.absorbed.membership, at),
    addressTold(newId, keptId, at),
    addressTold(newId, absorbedId, at),
    happened({ memberId: keptId, what: 'merge-undone', at, by: actor.userId, detail }),
    happened({ memberId: absorbedId, what: 'merge-undone', at, by: actor.userId, detail }),
    auditEntry({ at, actor, act: 'member.merge-undone', subject: keptId, detail }),
  )
  return outcome === 'written'
    ? { outcome: 'undone', keptId, absorbedId }
    : { outcome: 'refused', reason: 'changed-meanwhile' }
}

/** Undefined when the address has become somebody else's meanwhile. */
const addressGivenBack = async (
  table: Table,
  mailbox: Merge['made']['member']['email'],
  to: MemberId,
  holder: MemberId,
): Promise<Write | undefined> => {
  const row = await table.get(MemberRow, keys.email(mailbox))
  if (row && row.memberId !== holder && row.memberId !== to) return undefined
  return {
    put: { ...keys.email(mailbox), memberId: to },
    if: row ? { equals: { memberId: row.memberId } } : { exists: false },
  }
}
