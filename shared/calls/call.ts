import * as z from 'zod'
import { CallId, CampaignId, CitySlug, MemberId } from '../ids.ts'
import { Overlap } from '../local-time.ts'
import { Instant, plusDays, plusSeconds } from '../units.ts'

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
  /** Before the newest change that those invited are told of, if it moved or its length changed. */
  was: z.object({ startsAt: Instant, minutes: z.number().int() }).optional(),
  /** What staff say about the newest change; the mail about it carries it. */
  note: z.string().trim().max(500).optional(),
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
export type CallListed = z.output<typeof CallListed>
export const callList = (city: CitySlug) => `CALLS#${city}`
export const callListKey = ({ city, startsAt, callId }: Pick<Call, 'city' | 'startsAt' | 'callId'>) => ({
  pk: callList(city),
  sk: `${startsAt}#${callId}`,
})

export const endOf = ({ startsAt, minutes }: Pick<Call, 'startsAt' | 'minutes'>): Instant =>
  plusSeconds(startsAt, minutes * 60)

/** What staff say in the mail of this purpose; reminders say nothing of their own. */
export const wordsOfStaff = (
  call: Call,
  purpose: 'invitation' | 'changed' | 'cancelled' | 'day-before' | 'hour-before',
  invitation: string,
): string => {
  if (purpose === 'cancelled') return call.state === 'cancelled' ? call.reason : ''
  return purpose === 'changed' ? (call.note ?? '') : invitation
}

export const Reply = z.enum(['yes', 'maybe', 'no'])
export type Reply = z.output<typeof Reply>

/** What one member replied last, and whether they came. A `yes` beyond the capacity waits for a seat. */
export const Rsvp = z.object({
  callId: CallId,
  memberId: MemberId,
  /** `none`: they came without having replied. */
  reply: z.enum([...Reply.options, 'none']),
  at: Instant,
  /** Since when they wait for a seat. */
  waitingSince: Instant.optional(),
  attended: z.object({ at: Instant }).optional(),
  revision: z.number().int().positive(),
})
export type Rsvp = z.output<typeof Rsvp>

export type Replied = Rsvp & { reply: Reply }
export const hasReplied = (rsvp: Rsvp | undefined): rsvp is Replied => rsvp !== undefined && rsvp.reply !== 'none'

/** Whom there is something to say to of a call that is near. */
export const mayCome = (reply: Rsvp['reply']): boolean => reply === 'yes' || reply === 'maybe'

export const RSVP_BEGINS = 'RSVP#'
export const rsvpKey = (callId: CallId, memberId: MemberId) => ({
  pk: `CALL#${callId}`,
  sk: `${RSVP_BEGINS}${memberId}`,
})

/** A personal link to reply by: the call, the member, and the epoch of the member's links. */
export const RsvpLink = z.object({ c: CallId, m: MemberId, e: z.number().int().nonnegative() })

/** What is signed for `rsvp`, and until when. The page itself takes no reply after the start, which may still be moved. */
export const rsvpLink = (
  call: Pick<Call, 'callId' | 'startsAt' | 'minutes'>,
  member: { memberId: MemberId; tokenEpoch: number },
): { payload: z.output<typeof RsvpLink>; expires: Instant } => ({
  payload: { c: call.callId, m: member.memberId, e: member.tokenEpoch },
  expires: plusDays(endOf(call), LINK_DAYS_AFTER),
})
const LINK_DAYS_AFTER = 30

/** `reply` is chosen there already, and is nothing more than chosen. */
export const rsvpAddress = (publicUrl: string, token: string, reply?: Reply): string =>
  `${publicUrl}/calls/rsvp?${new URLSearchParams({ t: token, ...(reply && { reply }) })}`
