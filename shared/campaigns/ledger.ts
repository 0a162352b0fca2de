import * as z from 'zod'
import { CampaignId, MemberId } from '../ids.ts'
import { Instant, plusSeconds } from '../units.ts'

/**
 * Why somebody of the audience got no mail, found after the claim and before the send: what the rules of mail say; has
 * answered what the reminder asks for; no longer comes to the call; no room within the attention limit before the
 * campaign is over; too late to be of use.
 */
export const SkipReason = z.enum([
  'unsubscribed',
  'suppressed',
  'no-mailbox',
  'no-longer-a-member',
  'answered',
  'not-coming',
  'attention-limit',
  'over',
])
export type SkipReason = z.output<typeof SkipReason>
const row = {
  campaignId: CampaignId,
  memberId: MemberId,
  shard: z.number().int().nonnegative(),
  /** The mailing of the campaign; absent in the first, the invitation. */
  round: z.number().int().positive().optional(),
  /** Put off in an earlier mailing and carried over to this one: this mail is still the invitation. */
  invites: z.literal(true).optional(),
  /** The same for every attempt; carried as a tag, so that an event of the mail provider leads back here. */
  sendId: z.string().regex(/^[0-9a-f]{32}$/),
  /** One more with every move of this row: a move is written only onto the row that it was decided on. */
  step: z.number().int().nonnegative(),
  /** Sends that were tried; a try that certainly was not taken counts too. */
  attempts: z.number().int().nonnegative(),
  /** When the last try began; what the mail said is not newer. */
  sendingAt: Instant.optional(),
  /** When a try began of which nobody ever knew whether it left, so that staff had it sent again: it may have arrived. */
  doubtedAt: Instant.optional(),
}
const Bounce = z.enum(['hard', 'soft', 'rejected'])

export const Recipient = z.discriminatedUnion('state', [
  /** `notBefore`: put off by the attention limit. */
  z.object({ ...row, state: z.literal('PENDING'), notBefore: Instant.optional() }),
  z.object({ ...row, state: z.literal('CLAIMED'), claimedAt: Instant }),
  z.object({ ...row, state: z.literal('SENDING'), sendingAt: Instant }),
  z.object({ ...row, state: z.literal('UNCERTAIN'), reason: z.string(), sendingAt: Instant }),
  z.object({ ...row, state: z.literal('SENT'), messageId: z.string(), at: Instant }),
  z.object({ ...row, state: z.literal('DELIVERED'), messageId: z.string(), at: Instant }),
  z.object({
    ...row,
    state: z.literal('BOUNCED'),
    messageId: z.string(),
    at: Instant,
    bounce: Bounce,
  }),
  /** `bounce` when it had come back too: the figures count both. */
  z.object({ ...row, state: z.literal('COMPLAINED'), messageId: z.string(), at: Instant, bounce: Bounce.optional() }),
  z.object({ ...row, state: z.literal('SKIPPED'), reason: SkipReason, at: Instant }),
  z.object({ ...row, state: z.literal('FAILED'), reason: z.string(), at: Instant }),
  z.object({ ...row, state: z.literal('CANCELLED'), at: Instant }),
])
export type Recipient = z.output<typeof Recipient>
export type RecipientState = Recipient['state']
export type RecipientIn<S extends RecipientState> = Extract<Recipient, { state: S }>

/**
 * What is known about a mail only grows. The states that ended without a send stand below SENT: an event of the mail
 * provider is proof and wins over a "given up".
 */
export const RANK = {
  PENDING: 0,
  CLAIMED: 1,
  SENDING: 2,
  UNCERTAIN: 3,
  SKIPPED: 3,
  FAILED: 3,
  CANCELLED: 3,
  SENT: 4,
  DELIVERED: 5,
  BOUNCED: 6,
  COMPLAINED: 7,
} as const satisfies Record<RecipientState, number>

export const RECIPIENT_STATES = Object.keys(RANK) as RecipientState[]

export const ledgerKey = (campaignId: CampaignId, shard: number, memberId: MemberId, round = 0) => ({
  pk: ledgerPartition(campaignId, shard, round),
  sk: `${RECIPIENT}${memberId}`,
})
/** The query for all rows of one shard. */
export const ledgerRows = (campaignId: CampaignId, shard: number, round = 0) => ({
  pk: ledgerPartition(campaignId, shard, round),
  begins: RECIPIENT,
})
const RECIPIENT = 'RCPT#'

/** Every mailing of a campaign has a ledger of its own. */
export const ledgerPartition = (campaignId: CampaignId, shard: number, round: number) =>
  `CAMPAIGN#${campaignId}${round > 0 ? `~${round}` : ''}#${shard}`

export const claimed = (at: RecipientIn<'PENDING'>, now: Instant): RecipientIn<'CLAIMED'> => ({
  ...core(at),
  state: 'CLAIMED',
  claimedAt: now,
})

/** The last mark before the mail leaves: from here on only an answer or an event tells what happened. */
export const sendingFrom = (at: RecipientIn<'CLAIMED'>, now: Instant): RecipientIn<'SENDING'> => ({
  ...core(at),
  state: 'SENDING',
  sendingAt: now,
  attempts: at.attempts + 1,
})

/** Of a row that is marked already, too, by the worker that then did not send. */
export const skipped = (at: RecipientIn<'CLAIMED' | 'SENDING'>, reason: SkipReason, now: Instant): Recipient => ({
  ...unsent(at),
  state: 'SKIPPED',
  reason,
  at: now,
})

export const failed = (at: Recipient, reason: string, now: Instant): Recipient => ({
  ...core(at),
  state: 'FAILED',
  reason,
  at: now,
})

export const pendingAgain = (at: Recipient): Recipient => {
  const { sendingAt: _, ...rest } = core(at)
  return { ...rest, state: 'PENDING', ...(at.state === 'UNCERTAIN' && { doubtedAt: at.sendingAt }) }
}
const unsent = (at: RecipientIn<'CLAIMED' | 'SENDING'>) => {
  const { sendingAt, ...rest } = core(at)
  return { ...rest, ...(at.state === 'CLAIMED' && sendingAt && { sendingAt }) }
}

/** The attention limit leaves no room now. */
export const deferred = (at: RecipientIn<'CLAIMED' | 'SENDING'>, notBefore: Instant): Recipient => ({
  ...unsent(at),
  state: 'PENDING',
  notBefore,
})

export const isReady = (at: RecipientIn<'PENDING'>, now: Instant): boolean => !at.notBefore || at.notBefore <= now

/** What one attempt came to, in the words of the mail transport. */
export type Attempted =
  | { outcome: 'accepted'; messageId: string }
  | { outcome: 'not-sent' | 'paused' | 'rejected' | 'uncertain'; reason: string }

export const afterAttempt = (at: RecipientIn<'SENDING'>, attempted: Attempted, now: Instant): Recipient => {
  switch (attempted.outcome) {
    case 'accepted':
      return { ...core(at), state: 'SENT', messageId: attempted.messageId, at: now }
    case 'not-sent':
    case 'paused':
      return pendingAgain(at)
    case 'rejected':
      return failed(at, attempted.reason, now)
    case 'uncertain':
      return { ...core(at), state: 'UNCERTAIN', reason: attempted.reason, sendingAt: at.sendingAt }
  }
}

/** What the mail provider told about a mail that carried this row's `sendId`: proof that it was taken. */
export type Observed = { messageId: string; at: Instant } & (
  | { kind: 'sent' | 'delivered' | 'complained' }
  | { kind: 'bounced'; bounce: 'hard' | 'soft' | 'rejected' }
)

/** The row with the higher of the two ranks; the row itself when the event tells nothing new. In any order, any number of times. */
export const observed = (at: Recipient, event: Observed): Recipient => {
  const seen = { ...core(at), messageId: event.messageId, at: event.at }
  const known = at.state === 'BOUNCED' || at.state === 'COMPLAINED' ? at.bounce : undefined
  const bounce = event.kind === 'bounced' && (!known || event.bounce === 'hard') ? event.bounce : known
  if (at.state === 'COMPLAINED') return bounce === known ? at : { ...at, step: at.step + 1, bounce }
  if (event.kind === 'complained') return { ...seen, state: 'COMPLAINED', ...(bounce && { bounce }) }
  if (event.kind === 'bounced') return bounce === known || !bounce ? at : { ...seen, state: 'BOUNCED', bounce }
  const state = event.kind === 'sent' ? 'SENT' : 'DELIVERED'
  return RANK[state] > RANK[at.state] ? { ...seen, state } : at
}

/** A worker that holds a claim for longer is dead: its Lambda ends after 60 seconds. */
export const STALE_SECONDS = 90

/** What a dead worker left behind: a claim was certainly not sent, a send may have been. */
export const reaped = (at: Recipient, now: Instant): Recipient => {
  if (at.state === 'CLAIMED' && plusSeconds(at.claimedAt, STALE_SECONDS) <= now) return pendingAgain(at)
  if (at.state === 'SENDING' && plusSeconds(at.sendingAt, STALE_SECONDS) <= now)
    return { ...core(at), state: 'UNCERTAIN', reason: 'worker-died', sendingAt: at.sendingAt }
  return at
}

/** By the worker itself, which knows that it did not send: it goes to whoever is next, or nowhere when the campaign has ended. */
export const withdrawn = (at: RecipientIn<'CLAIMED' | 'SENDING'>, ended: boolean, now: Instant): Recipient =>
  ended ? { ...unsent(at), state: 'CANCELLED', at: now } : pendingAgain(at)

/** Only what certainly was not sent can be cancelled. */
export const cancelled = (at: Recipient, now: Instant): Recipient =>
  at.state === 'PENDING' || at.state === 'CLAIMED' ? { ...core(at), state: 'CANCELLED', at: now } : at

/**
 * Whoever was put off in an earlier mailing is taken along into a later one, with the invitation and the time before which
 * there is no room; the row of the earlier mailing is over.
 */
export const carriedOver = (at: RecipientIn<'PENDING'>, round: number, sendId: string): Recipient => ({
  state: 'PENDING',
  campaignId: at.campaignId,
  memberId: at.memberId,
  shard: at.shard,
  round,
  invites: true,
  sendId,
  step: 0,
  attempts: 0,
  ...(at.notBefore && { notBefore: at.notBefore }),
})

/** Of all the rows of one member in the ledgers of a campaign exactly one brings the invitation. */
export const isInvitation = (at: Recipient): boolean => !at.round || at.invites === true

/**
 * Whether this mail has arrived, or may have. A mailbox that was full may have room the next time; an address that does
 * not exist has nothing.
 */
export const mayHaveArrived = (at: Recipient): boolean => {
  switch (at.state) {
    case 'SENDING':
    case 'UNCERTAIN':
    case 'SENT':
    case 'DELIVERED':
    case 'COMPLAINED':
      return true
    case 'BOUNCED':
      return at.bounce === 'soft'
    default:
      return false
  }
}

const core = ({
  campaignId,
  memberId,
  shard,
  round,
  invites,
  sendId,
  step,
  attempts,
  sendingAt,
  doubtedAt,
}: Recipient) => ({
  campaignId,
  memberId,
  shard,
  ...(round && { round }),
  ...(invites && { invites }),
  sendId,
  step: step + 1,
  attempts,
  ...(sendingAt && { sendingAt }),
  ...(doubtedAt && { doubtedAt }),
})
