import * as z from 'zod'
import { CallId, CampaignId, CitySlug, MemberId } from '../ids.ts'
import { Overlap } from '../local-time.ts'
import { Instant } from '../units.ts'

const call = {
  callId: CallId,
  city: CitySlug,
  title: z.string().trim().min(1, 'must not be empty').max(200),
  /** The subset of Markdown that mails know. */
  agenda: z.string().trim().max(4000),
  startsAt: Instant,
  /** The start as it was typed, in the city's zone: what is meant when the rules of the zone change. */
  wallClock: z.string(),
  /** The second of two when clocks are set back. */
  overlap: Overlap.optional(),
  minutes: z
    .number()
    .int()
    .min(5)
    .max(24 * 60),
  dialIn: z.string().trim().max(200).optional(),
  link: z
    .url({ protocol: /^https$/ })
    .max(500)
    .optional(),
  capacity: z.number().int().positive().max(100_000).optional(),
  /** RFC 5545: one more with every change that those invited are told of. */
  sequence: z.number().int().nonnegative(),
  /** Who was invited; absent until somebody plans to. */
  campaignId: CampaignId.optional(),
  createdAt: Instant,
  /** Bumped by every change. */
  revision: z.number().int().positive(),
}

export const Call = z.discriminatedUnion('state', [
  z.object({ ...call, state: z.literal('planned') }),
  z.object({ ...call, state: z.literal('cancelled'), cancelledAt: Instant, reason: z.string().trim().max(500) }),
])
export type Call = z.output<typeof Call>

export const callKey = (callId: CallId) => ({ pk: `CALL#${callId}`, sk: 'CALL' })

/** The calls of a city by their start. */
export const CallListed = z.object({ callId: CallId, city: CitySlug, title: call.title, startsAt: Instant })
export const callList = (city: CitySlug) => `CALLS#${city}`

export const Reply = z.enum(['yes', 'maybe', 'no'])
export type Reply = z.output<typeof Reply>

/** What one member replied last, and whether they came. A `yes` beyond the capacity waits for a seat. */
export const Rsvp = z.object({
  callId: CallId,
  memberId: MemberId,
  reply: Reply,
  at: Instant,
  /** Since when they wait for a seat. */
  waitingSince: Instant.optional(),
  attended: z.object({ at: Instant }).optional(),
  revision: z.number().int().positive(),
})
export type Rsvp = z.output<typeof Rsvp>

export const RSVP_BEGINS = 'RSVP#'
export const rsvpKey = (callId: CallId, memberId: MemberId) => ({
  pk: `CALL#${callId}`,
  sk: `${RSVP_BEGINS}${memberId}`,
})
