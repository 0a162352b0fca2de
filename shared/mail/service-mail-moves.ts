import { type EpochSeconds, epochSecondsOf, type Instant, plusDays, plusSeconds } from '../units.ts'
import type { ServiceMail, ServiceTemplate } from './service-mail.ts'

type MailIn<S extends ServiceMail['state']> = Extract<ServiceMail, { state: S }>

/** What is known about a mail only grows; an event of the mail provider is proof and wins over a "given up". */
export const MAIL_RANK = {
  PENDING: 0,
  SENDING: 1,
  UNCERTAIN: 2,
  SKIPPED: 2,
  FAILED: 2,
  SENT: 3,
  DELIVERED: 4,
  BOUNCED: 5,
  COMPLAINED: 6,
} as const satisfies Record<ServiceMail['state'], number>

/** A sign-in link that comes later is not waited for any more, and frightens whoever gets it. */
const SIGN_IN_SECONDS = 30 * 60
/** It may have to wait until the attention limit leaves room: fourteen days, a night and what is retried. */
const WANTED_SECONDS: Partial<Record<ServiceTemplate, number>> = { 'win-back': 21 * 86_400 }
const USUALLY_WANTED_SECONDS = 4 * 86_400

/**
 * `sendingSince`: what waited for the permission of its environment is not late by that. A link to sign in is: whoever
 * waited has asked for another one.
 */
export const isTooLate = (
  { template, askedAt }: ServiceMail,
  now: Instant,
  sendingSince: Instant = askedAt,
): boolean => {
  if (template === 'sign-in') return plusSeconds(askedAt, SIGN_IN_SECONDS) <= now
  const wanted = WANTED_SECONDS[template] ?? USUALLY_WANTED_SECONDS
  return plusSeconds(sendingSince > askedAt ? sendingSince : askedAt, wanted) <= now
}

/** The last mark before the mail leaves: from here on only an answer or an event tells what happened. */
export const sendingMail = (mail: MailIn<'PENDING'>, now: Instant): MailIn<'SENDING'> => ({
  ...core(mail),
  attempts: mail.attempts + 1,
  state: 'SENDING',
  sendingAt: now,
})

export const pendingMail = (mail: ServiceMail): MailIn<'PENDING'> => ({ ...core(mail), state: 'PENDING' })

/** It was too early: nothing was tried. */
export const deferredMail = (mail: MailIn<'SENDING'>): MailIn<'PENDING'> => ({
  ...pendingMail(mail),
  attempts: mail.attempts - 1,
})

export const skippedMail = (
  mail: ServiceMail,
  reason: MailIn<'SKIPPED'>['reason'],
  now: Instant,
): MailIn<'SKIPPED'> => ({ ...gone(mail, now), state: 'SKIPPED', reason, at: now })

export const failedMail = (mail: ServiceMail, reason: string, now: Instant): MailIn<'FAILED'> => ({
  ...gone(mail, now),
  state: 'FAILED',
  reason,
  at: now,
})

/** What one attempt came to, in the words of the mail transport. */
export type AttemptedMail =
  | { outcome: 'accepted'; messageId: string }
  | { outcome: 'not-sent' | 'paused' | 'rejected' | 'uncertain'; reason: string }

export const afterMailAttempt = (mail: MailIn<'SENDING'>, attempted: AttemptedMail, now: Instant): ServiceMail => {
  switch (attempted.outcome) {
    case 'accepted':
      return { ...gone(mail, now), state: 'SENT', messageId: attempted.messageId, at: now }
    case 'not-sent':
    case 'paused':
      return pendingMail(mail)
    case 'rejected':
      return failedMail(mail, attempted.reason, now)
    case 'uncertain':
      return doubted(mail, attempted.reason)
  }
}

/** What the mail provider told about a mail that carried this row's id: proof that it was taken. */
export type ObservedMail = { messageId: string; at: Instant } & (
  | { kind: 'sent' | 'delivered' | 'complained' }
  | { kind: 'bounced'; bounce: string }
)

/** The row with the higher of the two ranks; the row itself when the event tells nothing new. In any order, any number of times. */
export const observedMail = (mail: ServiceMail, event: ObservedMail): ServiceMail => {
  const seen = { ...gone(mail, event.at), messageId: event.messageId, at: event.at }
  const told: ServiceMail =
    event.kind === 'bounced'
      ? { ...seen, state: 'BOUNCED', bounce: event.bounce }
      : { ...seen, state: ({ sent: 'SENT', delivered: 'DELIVERED', complained: 'COMPLAINED' } as const)[event.kind] }
  if (MAIL_RANK[told.state] > MAIL_RANK[mail.state]) return told
  return told.state === 'BOUNCED' && mail.state === 'BOUNCED' && told.bounce === 'hard' && mail.bounce !== 'hard'
    ? told
    : mail
}

/** Events of a mail that was taken come within seconds; an hour without one says that it was not. */
const EVENTS_WITHIN_SECONDS = 3600
/** A doubtful mail is sent once more: somebody waits for it. A second doubt stays one, for people to look at. */
const MOST_DOUBTS = 2

/** Nothing more is tried; only a late event may still tell what happened. */
export const staysUncertain = (mail: ServiceMail): boolean =>
  mail.state === 'UNCERTAIN' && (mail.doubts ?? 0) >= MOST_DOUBTS

/** What became of a mail whose worker died, or whose provider did not answer, when no event has come. */
export const reapedMail = (mail: MailIn<'SENDING' | 'UNCERTAIN'>, now: Instant): ServiceMail => {
  if (plusSeconds(mail.sendingAt, EVENTS_WITHIN_SECONDS) > now) return mail
  const doubtful = mail.state === 'SENDING' ? doubted(mail, 'worker-died') : mail
  if ((doubtful.doubts ?? 0) < MOST_DOUBTS) return pendingMail(doubtful)
  return mail.state === 'SENDING' ? doubtful : mail
}

/**
 * When the row is to be looked at next, or undefined when nothing is left to do. `chance` (0 up to 1) spreads those that
 * were refused together over the time that they wait.
 */
export const mailDueAt = (mail: ServiceMail, now: Instant, chance: number): Instant | undefined => {
  switch (mail.state) {
    case 'PENDING': {
      const longest = Math.min(MOST_WAIT_SECONDS, LEAST_WAIT_SECONDS * 2 ** Math.max(0, mail.attempts - 1))
      return plusSeconds(now, Math.ceil(longest * chance))
    }
    case 'SENDING':
      return plusSeconds(mail.sendingAt, EVENTS_WITHIN_SECONDS)
    case 'UNCERTAIN':
      return staysUncertain(mail) ? undefined : plusSeconds(mail.sendingAt, EVENTS_WITHIN_SECONDS)
    default:
      return undefined
  }
}

const LEAST_WAIT_SECONDS = 60
const MOST_WAIT_SECONDS = 3600

const doubted = (mail: MailIn<'SENDING'>, reason: string): MailIn<'UNCERTAIN'> => ({
  ...core(mail),
  doubts: (mail.doubts ?? 0) + 1,
  state: 'UNCERTAIN',
  reason,
  sendingAt: mail.sendingAt,
})

const core = ({ mailId, memberId, template, about, to, askedAt, step, attempts, doubts, expiresAt }: ServiceMail) => ({
  mailId,
  memberId,
  template,
  about,
  ...(to && { to }),
  askedAt,
  step: step + 1,
  attempts,
  ...(doubts && { doubts }),
  ...(expiresAt && { expiresAt }),
})

/** An address that is no member's is forgotten when the mail has left, and the row of somebody erased soon after. */
const gone = (mail: ServiceMail, now: Instant) => {
  const { to: _, ...row } = core(mail)
  return mail.template === 'erased' ? { ...row, expiresAt: row.expiresAt ?? afterErasure(now) } : row
}

const afterErasure = (now: Instant): EpochSeconds => epochSecondsOf(plusDays(now, 30))
