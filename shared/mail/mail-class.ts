import * as z from 'zod'
import type { Topic } from '../words.ts'

/**
 * What sort of mail it is, which decides who may get it and when: the first mail of a campaign; the reminder to those who
 * have not answered; what those who were invited must know of a call (changed, cancelled, about to begin); what somebody
 * waits for (activation, receipts, dues); the appeal to somebody whose membership has ended.
 */
export const MailClass = z.enum(['invitation', 'reminder', 'call-notice', 'service', 'win-back'])
export type MailClass = z.output<typeof MailClass>

/** Of a membership: in good standing, ended, or of somebody who is forgotten or never was there. */
export const MailStanding = z.enum(['good', 'lapsed', 'gone'])
export type MailStanding = z.output<typeof MailStanding>

type MailRules = {
  /** Which topic must not have been left: that of the campaign, a fixed one, or none. */
  consent: 'of-the-campaign' | Topic | 'none'
  /** Whose membership stands like this gets it. */
  standings: readonly MailStanding[]
  /** Only in the city that the mail is for. */
  cityOnly: boolean
  /** It counts in the attention limit, and waits when the limit is reached. */
  attentionLimit: boolean
  /** It is not sent at night; `unless-urgent`: what begins before the morning is told anyway. */
  quietHours: 'kept' | 'unless-urgent' | 'not-kept'
  /** It carries the headers of one-click unsubscribe (RFC 8058). */
  oneClick: boolean
}

export const MAIL_RULES = {
  invitation: {
    consent: 'of-the-campaign',
    standings: ['good'],
    cityOnly: true,
    attentionLimit: true,
    quietHours: 'kept',
    oneClick: true,
  },
  reminder: {
    consent: 'of-the-campaign',
    standings: ['good'],
    cityOnly: true,
    attentionLimit: true,
    quietHours: 'kept',
    oneClick: true,
  },
  'call-notice': {
    consent: 'of-the-campaign',
    standings: ['good'],
    cityOnly: true,
    attentionLimit: false,
    quietHours: 'unless-urgent',
    oneClick: true,
  },
  service: {
    consent: 'none',
    // The certificate of an erasure goes to somebody who is gone.
    standings: ['good', 'lapsed', 'gone'],
    cityOnly: false,
    attentionLimit: false,
    quietHours: 'not-kept',
    oneClick: false,
  },
  'win-back': {
    consent: 'updates',
    standings: ['lapsed'],
    cityOnly: false,
    attentionLimit: true,
    quietHours: 'kept',
    oneClick: true,
  },
} as const satisfies Record<MailClass, MailRules>

export type MailFacts = {
  standing: MailStanding
  sameCity: boolean
  unsubscribes: Partial<Record<Topic, unknown>>
  /** A bounce or a complaint stands against the address. */
  suppressed: boolean
  /** There is an address to write to. */
  mailbox: boolean
}

export type MayMail =
  | { outcome: 'may' }
  | { outcome: 'may-not'; reason: 'no-longer-a-member' | 'unsubscribed' | 'suppressed' | 'no-mailbox' }

/** Whether a mail of this class may go to somebody, as things stand at this moment. `topic` is the campaign's. */
export const mayMail = (kind: MailClass, topic: Topic, facts: MailFacts): MayMail => {
  const { standings, cityOnly }: MailRules = MAIL_RULES[kind]
  if (!standings.includes(facts.standing) || (cityOnly && !facts.sameCity))
    return { outcome: 'may-not', reason: 'no-longer-a-member' }
  if (hasLeft(kind, topic, facts.unsubscribes)) return { outcome: 'may-not', reason: 'unsubscribed' }
  if (facts.suppressed) return { outcome: 'may-not', reason: 'suppressed' }
  if (!facts.mailbox) return { outcome: 'may-not', reason: 'no-mailbox' }
  return { outcome: 'may' }
}

const hasLeft = (kind: MailClass, topic: Topic, unsubscribes: MailFacts['unsubscribes']): boolean => {
  const { consent } = MAIL_RULES[kind]
  if (consent === 'none') return false
  return unsubscribes[consent === 'of-the-campaign' ? topic : consent] !== undefined
}
