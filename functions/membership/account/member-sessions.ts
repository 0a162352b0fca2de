import { Erasure, erasureKey } from '../../../shared/membership/erasure.ts'
import type { Member } from '../../../shared/membership/member.ts'
import {
  MemberSession,
  memberSession,
  memberSessionKey,
  usedAgain,
  wantsTouch,
} from '../../../shared/membership/member-session.ts'
import { Membership } from '../../../shared/membership/membership.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { happened, keys } from '../items.ts'
import { type KnownMember, knownMember } from '../known-member.ts'

type Needs = { table: Table; now: Clock; hashOf: (secret: string) => string }

/** Sessions of members: the browser holds 256 random bits, the table only their hash. */
export const memberSessions = ({ table, now, hashOf }: Needs) => {
  const keyOf = (cookie: string) => memberSessionKey(hashOf(cookie))
  return {
    /** To be written in the transaction that uses the link up. */
    begin: (cookie: string, of: Pick<MemberSession, 'memberId' | 'epoch'>): Write => ({
      put: { ...keyOf(cookie), ...memberSession(of, now()) },
      if: { exists: false },
    }),

    async memberOf(cookie: string): Promise<KnownMember | undefined> {
      const session = await table.get(MemberSession, keyOf(cookie))
      const used = session && usedAgain(session, now())
      if (!session || !used) return undefined
      const known = await knownMember(table, session.memberId)
      if (!known || known.member.tokenEpoch !== session.epoch) return undefined
      if (!wantsTouch(session, now())) return known
      const { seenAt, expiresAt } = used
      // One that was ended meanwhile stays ended.
      const touched = await table.write({ update: keyOf(cookie), set: { seenAt, expiresAt }, if: { exists: true } })
      return touched.outcome === 'written' ? known : undefined
    },

    /** Whether whoever signed in with this asked to be forgotten since. The session itself opens nothing any more. */
    async isForgotten(cookie: string): Promise<boolean> {
      const session = await table.get(MemberSession, keyOf(cookie))
      if (!session || !usedAgain(session, now())) return false
      const [erasure, membership] = await Promise.all([
        table.get(Erasure, erasureKey(session.memberId)),
        table.get(Membership, keys.membership(session.memberId)),
      ])
      return erasure !== undefined || membership?.state === 'erased'
    },

    async end(cookie: string): Promise<void> {
      await table.write({ delete: keyOf(cookie) })
    },
  }
}

export type MemberSessions = ReturnType<typeof memberSessions>

/** Ends every session of the member and voids every link that was ever mailed to them. */
export const signOutEverywhere = async (
  { table, now }: Pick<Needs, 'table' | 'now'>,
  { memberId, tokenEpoch }: Member,
) => {
  await table.write(
    { update: keys.profile(memberId), set: { tokenEpoch: tokenEpoch + 1 }, if: { equals: { tokenEpoch } } },
    happened({ memberId, what: 'signed-out', at: now(), by: 'member' }),
  )
}
