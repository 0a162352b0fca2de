import * as z from 'zod'
import { Instant, plusDays, plusSeconds } from '../units.ts'

/**
 * What one mailing of a campaign is for. A campaign opens with its invitation and may go round again: to remind those
 * who have not answered, or to tell everybody invited that their call was moved, will not be, or is near.
 */
export const RoundPurpose = z.enum([
  'invitation',
  'reminder',
  'call-changed',
  'call-cancelled',
  'call-day-before',
  'call-hour-before',
])
export type RoundPurpose = z.output<typeof RoundPurpose>

const CallReminder = RoundPurpose.extract(['call-day-before', 'call-hour-before'])

/** The word before a call, to those who come. */
export const isCallReminder = (purpose: string): boolean => CallReminder.safeParse(purpose).success

/** In their order. */
export const callReminders = (startsAt: Instant): { purpose: z.output<typeof CallReminder>; at: Instant }[] => [
  { purpose: 'call-day-before', at: plusDays(startsAt, -1) },
  { purpose: 'call-hour-before', at: plusSeconds(startsAt, -3600) },
]

/** A word before a call that did not come, and what kept it from its time, `at`. */
export const MissedReminder = z.object({
  purpose: CallReminder,
  at: Instant,
  why: z.enum(['told-since', 'other-mailing', 'paused', 'found-late', 'by-staff']),
})
export type MissedReminder = z.output<typeof MissedReminder>

export const Round = z.object({
  /** From 1: the invitation is 0 and needs no record. */
  number: z.number().int().positive(),
  purpose: RoundPurpose,
  begunAt: Instant,
  /** When it was asked for: whoever was mailed later than that has read it already. */
  askedAt: Instant.optional(),
})
export type Round = z.output<typeof Round>

export const PastRound = z.object({
  purpose: RoundPurpose,
  begunAt: Instant,
  recipients: z.number().int().nonnegative(),
  mailed: z.number().int().nonnegative(),
})
export type PastRound = z.output<typeof PastRound>

/**
 * Before when a reminder would follow too soon on what somebody was mailed, if that was later than the others. In whole days
 * since each mailing began: whoever was mailed with the others is reminded with them.
 */
export const remindedFrom = (
  mailed: readonly { round?: number | undefined; sendingAt?: Instant | undefined }[],
  { past, everyDays }: { past: readonly PastRound[]; everyDays: number },
): Instant | undefined =>
  mailed
    .flatMap(({ round = 0, sendingAt }) => {
      const begunAt = past[round]?.begunAt
      if (!begunAt || !sendingAt) return []
      const late = Math.floor((Date.parse(sendingAt) - Date.parse(begunAt)) / MS_OF_DAY)
      return late > 0 ? [plusDays(begunAt, late + everyDays)] : []
    })
    .sort()
    .at(-1)
const MS_OF_DAY = 86_400_000

/** Which rules a mail of this purpose obeys. */
export const CLASS_OF = {
  invitation: 'invitation',
  reminder: 'reminder',
  'call-changed': 'call-notice',
  'call-cancelled': 'call-notice',
  'call-day-before': 'call-notice',
  'call-hour-before': 'call-notice',
} as const satisfies Record<RoundPurpose, string>
