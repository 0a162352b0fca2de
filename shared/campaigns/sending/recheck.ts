import { MAIL_RULES } from '../../mail/mail-class.ts'
import { type Instant, plusDays } from '../../units.ts'
import { type Campaign, purposeFor } from '../campaign.ts'
import type { Recipient, SkipReason } from '../ledger.ts'
import { reach, topicOf } from '../reach.ts'
import { CLASS_OF, isCallReminder, type RoundPurpose } from '../round.ts'
import { type Attention, attend } from './attention.ts'
import { quietUntil } from './quiet-hours.ts'

/** What is looked up again once a row is claimed, as late as possible before the mail leaves. */
export type RecheckFacts = {
  member: Parameters<typeof reach>[0]
  suppressed: boolean
  /** Whether the survey was answered that a reminder asks for. */
  answered: boolean
  /** What a reminder of a call goes by. */
  rsvp: { reply: 'yes' | 'maybe' | 'no' | 'none' } | undefined
  attention: Attention | undefined
}

export type Recheck =
  /** `attention`: the place that this mail takes within the limit, if mails of its class count. */
  | { outcome: 'send'; attention?: Attention }
  | { outcome: 'skip'; reason: SkipReason }
  | { outcome: 'later'; at: Instant }

/** Whether the mail of this row may leave now, as things stand. */
export const recheck = (campaign: Campaign, row: Recipient, facts: RecheckFacts, now: Instant): Recheck => {
  const purpose = purposeFor(campaign, row)
  const mail = CLASS_OF[purpose]
  if (campaign.closesAt <= now && purpose !== 'call-cancelled') return skip('over')
  const reached = reach(facts.member, { city: campaign.city, topic: topicOf(campaign) }, facts.suppressed, mail)
  if (reached.outcome === 'skipped') return skip(reached.reason)
  if (purpose === 'reminder' && facts.answered) return skip('answered')
  if (isCallReminder(purpose) && !mayCome(facts.rsvp)) return skip('not-coming')
  if (!MAIL_RULES[mail].attentionLimit) return { outcome: 'send' }
  const attended = attend(facts.attention, row.sendId, now)
  if (attended.outcome === 'may') return { outcome: 'send', attention: attended.attention }
  return attended.at >= campaign.closesAt ? skip('attention-limit') : { outcome: 'later', at: attended.at }
}

const mayCome = (rsvp: RecheckFacts['rsvp']) => rsvp?.reply === 'yes' || rsvp?.reply === 'maybe'

type StartOfCall = { startsAt: Instant; was?: { startsAt: Instant } | undefined }

/**
 * Told at any hour: the word an hour before a call, and that one which is near is moved or will not be. `call` is as it is
 * after the change.
 */
export const isUrgent = (purpose: RoundPurpose, call: StartOfCall | undefined, now: Instant) => {
  if (MAIL_RULES[CLASS_OF[purpose]].quietHours !== 'unless-urgent') return false
  if (purpose === 'call-hour-before') return true
  if (purpose !== 'call-changed' && purpose !== 'call-cancelled') return false
  // Whoever knows the old time only would come then.
  const soon = plusDays(now, 1)
  return [call?.startsAt, call?.was?.startsAt].some((start) => start !== undefined && start > now && start <= soon)
}

/** When the first mail of a planned mailing leaves: what is not urgent waits for the morning. */
export const leavesAt = (purpose: RoundPurpose, at: Instant, timeZone: string): Instant =>
  isUrgent(purpose, undefined, at) ? at : (quietUntil(at, timeZone) ?? at)

const skip = (reason: SkipReason): Recheck => ({ outcome: 'skip', reason })
