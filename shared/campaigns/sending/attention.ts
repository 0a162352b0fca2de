import * as z from 'zod'
import type { MemberId } from '../../ids.ts'
import { Instant, plusDays, plusSeconds } from '../../units.ts'
import { ATTENTION } from '../policy.ts'

/**
 * The campaign mails that somebody was sent lately, across all campaigns. A place is taken before the mail leaves, under
 * its `sendId`: a mail that is tried again takes no second one.
 */
export const Attention = z.object({
  sends: z.array(z.object({ sendId: z.string(), at: Instant })),
  /** One more with every change: of two campaigns that meet at one member only one takes the place. */
  step: z.number().int().nonnegative(),
})
export type Attention = z.output<typeof Attention>

export const attentionKey = (memberId: MemberId) => ({ pk: `MEMBER#${memberId}`, sk: 'ATTENTION' })

export type Attended = { outcome: 'may'; attention: Attention } | { outcome: 'later'; at: Instant }

/** Whether one more mail may go to this member now, or when. `at` is the first moment at which no limit is broken. */
export const attend = (before: Attention | undefined, sendId: string, now: Instant): Attended => {
  const recent = (before?.sends ?? []).filter(({ at }) => at > plusDays(now, -ATTENTION.inDays))
  const others = recent.filter((send) => send.sendId !== sendId)
  const at = nextFreeAt(others.map((send) => send.at))
  if (at && at > now) return { outcome: 'later', at }
  return { outcome: 'may', attention: { sends: [...others, { sendId, at: now }], step: (before?.step ?? 0) + 1 } }
}

/** `undefined` when there never was a mail. */
export const nextFreeAt = (sends: readonly Instant[]): Instant | undefined => {
  const sorted = [...sends].sort()
  const last = sorted.at(-1)
  if (!last) return undefined
  const apart = plusSeconds(last, ATTENTION.hoursApart * 3600)
  // The oldest of the newest few must have left the window.
  const full = sorted.at(-ATTENTION.mails)
  const free = full && plusDays(full, ATTENTION.inDays)
  return free && free > apart ? free : apart
}
