import * as z from 'zod'
import { Mailbox } from '../identity/person.ts'
import { MemberId } from '../ids.ts'
import { EpochSeconds, epochSecondsOf, Instant, plusDays, plusSeconds } from '../units.ts'

/** What a link that works once may do for a member. */
export const MemberLinkPurpose = z.enum(['sign-in', 'confirm-address'])
export type MemberLinkPurpose = z.output<typeof MemberLinkPurpose>

/** One link that was mailed to a member. The link itself is not kept: only the hash of its token, as the key. */
export const MemberLink = z.object({
  purpose: MemberLinkPurpose,
  memberId: MemberId,
  /** The new address that is to be confirmed. A link that was used, or voided by a newer one, has forgotten it. */
  mailbox: Mailbox.optional(),
  /** The member's token epoch when the link was made: a link of an older one is void. */
  epoch: z.int().nonnegative(),
  expires: Instant,
  usedAt: Instant.optional(),
  expiresAt: EpochSeconds,
})
export type MemberLink = z.output<typeof MemberLink>

export const memberLinkKey = (tokenHash: string) => ({ pk: `MEMBERLINK#${tokenHash}`, sk: 'LINK' })

/** Names the one link of its purpose that counts: whoever asks for another voids the one before. */
export const NewestMemberLink = z.object({ tokenHash: z.string() })
export const newestMemberLinkKey = (memberId: MemberId, purpose: MemberLinkPurpose) => ({
  pk: `MEMBER#${memberId}`,
  sk: `MEMBERLINK#${purpose}`,
})

const LIFE_SECONDS: Record<MemberLinkPurpose, number> = { 'sign-in': 600, 'confirm-address': 24 * 3600 }
/**
 * So long after its end a link still leads to a page that says so and offers a fresh one. One that was never used holds an
 * address that nobody has confirmed: not for longer than a week.
 */
const REMEMBERED_DAYS: Record<MemberLinkPurpose, number> = { 'sign-in': 30, 'confirm-address': 7 }

export const memberLink = (link: Pick<MemberLink, 'purpose' | 'memberId' | 'mailbox' | 'epoch'>, at: Instant) => {
  const expires = plusSeconds(at, LIFE_SECONDS[link.purpose])
  return {
    ...link,
    expires,
    expiresAt: epochSecondsOf(plusDays(expires, REMEMBERED_DAYS[link.purpose])),
  } satisfies MemberLink
}

export type MemberLinkStanding = 'usable' | 'used' | 'expired' | 'unknown'

/**
 * `newest` is the hash that the pointer of the link's purpose names now, `epoch` the member's. The table may delete late
 * or early: what counts is the instant in the row.
 */
export const standingOfMemberLink = (
  link: MemberLink | undefined,
  { tokenHash, newest, epoch, now }: { tokenHash: string; newest: string | undefined; epoch: number; now: Instant },
): MemberLinkStanding => {
  if (!link) return 'unknown'
  // Before the epoch: a link that moved its member to another address has itself voided all of that epoch.
  if (link.usedAt) return 'used'
  if (link.epoch !== epoch) return 'unknown'
  return link.expires <= now || newest !== tokenHash ? 'expired' : 'usable'
}
