import * as z from 'zod'
import { MemberId } from '../ids.ts'
import { EpochSeconds, epochSecondsOf, Instant, plusSeconds } from '../units.ts'

/** A member who came by a mailed link. `epoch` is the member's when it began: whoever signs out everywhere leaves it behind. */
export const MemberSession = z.object({
  memberId: MemberId,
  epoch: z.int().nonnegative(),
  startedAt: Instant,
  seenAt: Instant,
  expiresAt: EpochSeconds,
})
export type MemberSession = z.output<typeof MemberSession>

export const MEMBER_SESSION = { idleSeconds: 30 * 60, longestSeconds: 12 * 3600 } as const

export const memberSessionKey = (cookieHash: string) => ({ pk: `MSESSION#${cookieHash}`, sk: 'SESSION' })

export const memberSession = (of: Pick<MemberSession, 'memberId' | 'epoch'>, at: Instant): MemberSession => {
  const session = { ...of, startedAt: at, seenAt: at }
  return { ...session, expiresAt: epochSecondsOf(endOf(session)) }
}

/** The same session, used at this instant; undefined when it is over. */
export const usedAgain = (session: MemberSession, at: Instant): MemberSession | undefined => {
  if (endOf(session) <= at) return undefined
  const seen = { ...session, seenAt: at }
  return { ...seen, expiresAt: epochSecondsOf(endOf(seen)) }
}

/** A write with every request would be waste. */
export const wantsTouch = (session: MemberSession, at: Instant): boolean => plusSeconds(session.seenAt, 60) <= at

const endOf = ({ startedAt, seenAt }: Pick<MemberSession, 'startedAt' | 'seenAt'>): Instant => {
  const idle = plusSeconds(seenAt, MEMBER_SESSION.idleSeconds)
  const longest = plusSeconds(startedAt, MEMBER_SESSION.longestSeconds)
  return longest < idle ? longest : idle
}
