import * as z from 'zod'
import { MemberId } from '../ids.ts'
import { EpochSeconds, epochSecondsOf, Instant, plusDays } from '../units.ts'

/** One activation link that was mailed. The link itself is not kept: only the hash of its token, as the key. */
export const ActivationLink = z.object({
  memberId: MemberId,
  expires: Instant,
  usedAt: Instant.optional(),
  expiresAt: EpochSeconds,
})
export type ActivationLink = z.output<typeof ActivationLink>

export const activationLinkKey = (tokenHash: string) => ({ pk: `ACTIVATION#${tokenHash}`, sk: 'LINK' })

const LIFE_DAYS = 3
/** So long after its end a link still leads to a page that knows whose it was and offers a fresh one. */
const REMEMBERED_DAYS = 60

export const activationLink = (memberId: MemberId, at: Instant): ActivationLink => {
  const expires = plusDays(at, LIFE_DAYS)
  return { memberId, expires, expiresAt: epochSecondsOf(plusDays(expires, REMEMBERED_DAYS)) }
}

export type LinkStanding = 'usable' | 'used' | 'expired' | 'unknown'

/** The table may delete late or early: what counts is the instant in the row. */
export const standingOf = (link: ActivationLink | undefined, now: Instant): LinkStanding => {
  if (!link) return 'unknown'
  if (link.usedAt) return 'used'
  return link.expires <= now ? 'expired' : 'usable'
}

/** 256 bits in base64url; anything else in the link was cut off or made up. */
export const TOKEN_SHAPE = /^[A-Za-z0-9_-]{43}$/
