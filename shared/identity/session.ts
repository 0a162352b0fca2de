import * as z from 'zod'
import { UserId } from '../ids.ts'
import { Instant, plusSeconds } from '../units.ts'

export const Session = z.object({ userId: UserId, startedAt: Instant, seenAt: Instant })
export type Session = z.output<typeof Session>

export const SessionPolicy = { idleSeconds: 30 * 60, longestSeconds: 12 * 3600 } as const

export const endsAt = (session: Session): Instant => {
  const idle = plusSeconds(session.seenAt, SessionPolicy.idleSeconds)
  const longest = plusSeconds(session.startedAt, SessionPolicy.longestSeconds)
  if (longest < idle) return longest
  return idle
}

export const isOver = (session: Session, now: Instant): boolean => endsAt(session) <= now

/** A write per request would be waste: the session is touched when a minute has passed. */
export const wantsTouch = (session: Session, now: Instant): boolean => plusSeconds(session.seenAt, 60) <= now
