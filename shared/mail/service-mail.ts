import * as z from 'zod'
import { Language, Mailbox } from '../identity/person.ts'
import { MailId, MemberId } from '../ids.ts'
import { EpochSeconds, Instant } from '../units.ts'
import type { MailClass } from './mail-class.ts'

/** Mails that one person gets for a reason of their own; `web/mail/` has their words. All but the win-back come whatever topics were left. */
export const ServiceTemplate = z.enum([
  'activation',
  'activation-reminder',
  'welcome',
  'thanks',
  'renewal-reminder',
  'charge-notice',
  'payment-failed',
  'payment-recovered',
  'win-back',
  'anonymize-notice',
  'granted',
  'sign-in',
  'confirm-address',
  'address-changed',
  'cancelled',
  'call-seat',
  'erased',
])
export type ServiceTemplate = z.output<typeof ServiceTemplate>

/** By whose rules it is sent: most are waited for, and come at once and at any hour. */
export const classOf = (template: ServiceTemplate): MailClass => CLASS[template] ?? 'service'
const CLASS: Partial<Record<ServiceTemplate, MailClass>> = { 'win-back': 'win-back' }

const row = {
  mailId: MailId,
  memberId: MemberId,
  template: ServiceTemplate,
  /** What the template needs and cannot be read when the mail leaves: ids, days, amounts; never a name or a token. */
  about: z.record(z.string().max(40), z.string().max(255)),
  /** Only when the mail does not go to the member's address: a new one to be confirmed, an old one to be told, somebody erased. */
  to: z.object({ mailbox: Mailbox, language: Language }).optional(),
  askedAt: Instant,
  /** One more with every move: a move is written only onto the row that it was decided on. */
  step: z.number().int().nonnegative(),
  attempts: z.number().int().nonnegative(),
  /** How often it ended without anybody knowing whether it had left. */
  doubts: z.number().int().positive().optional(),
  expiresAt: EpochSeconds.optional(),
}

/**
 * One mail that somebody waits for, from the wish to what became of it. It is written in the transaction of the change
 * that it tells of: neither can be without the other.
 */
export const ServiceMail = z.discriminatedUnion('state', [
  z.object({ ...row, state: z.literal('PENDING') }),
  z.object({ ...row, state: z.literal('SENDING'), sendingAt: Instant }),
  z.object({ ...row, state: z.literal('UNCERTAIN'), sendingAt: Instant, reason: z.string() }),
  z.object({ ...row, state: z.literal('SENT'), messageId: z.string(), at: Instant }),
  z.object({ ...row, state: z.literal('DELIVERED'), messageId: z.string(), at: Instant }),
  z.object({ ...row, state: z.literal('BOUNCED'), messageId: z.string(), at: Instant, bounce: z.string() }),
  z.object({ ...row, state: z.literal('COMPLAINED'), messageId: z.string(), at: Instant }),
  z.object({
    ...row,
    state: z.literal('SKIPPED'),
    reason: z.enum(['suppressed', 'unsubscribed', 'over']),
    at: Instant,
  }),
  z.object({ ...row, state: z.literal('FAILED'), reason: z.string(), at: Instant }),
])
export type ServiceMail = z.output<typeof ServiceMail>

/** All mails of a member stand under the member, oldest first. */
export const SERVICE_MAIL_BEGINS = 'MAIL#'

export const serviceMailKey = (memberId: MemberId, mailId: MailId) => ({
  pk: `MEMBER#${memberId}`,
  sk: `${SERVICE_MAIL_BEGINS}${mailId}`,
})

/**
 * Mails that nobody sits and waits for: the run of a day asks for thousands. They leave with the sweep, at a measured
 * pace, so that a link to sign in does not stand in line behind them.
 */
export const isPatient = (template: ServiceTemplate): boolean => PATIENT.has(template)

const PATIENT = new Set<ServiceTemplate>([
  'renewal-reminder',
  'charge-notice',
  'payment-recovered',
  'win-back',
  'anonymize-notice',
])

/** How many partitions the mails have that have not left yet. */
export const MAIL_DUE_SHARDS = 4
export const mailDueKey = (shard: number) => `DUE#MAIL#${shard}`
