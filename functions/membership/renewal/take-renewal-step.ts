import { type AskedMail, serviceMailItem } from '../../../events/mail/service-mail.ts'
import type { RetentionEnded } from '../../../events/membership/facts.ts'
import { outboxItem } from '../../../events/outbox.ts'
import { dayIn, daysAfter, monthsAfter } from '../../../shared/calendar.ts'
import { type CitySlug, FactId, MailId, type MemberId, type NewId } from '../../../shared/ids.ts'
import type { Member } from '../../../shared/membership/member.ts'
import { type LivingMembership, lapsesOn, type Moment } from '../../../shared/membership/membership.ts'
import { RETENTION } from '../../../shared/membership/policy.ts'
import { chargeIsMissing, decideRenewal, type RenewalDecision, stepTaken } from '../../../shared/membership/renewal.ts'
import type { RenewalStep } from '../../../shared/membership/renewal-step.ts'
import { taskItem } from '../../../shared/membership/task.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { changedMembership, keys } from '../items.ts'
import { readMember } from '../known-member.ts'
import { zonesOf } from '../time-zone.ts'
import { lapseTold } from './lapse-told.ts'

export type RenewalNeeds = { table: Table; now: Clock; newId: NewId }

/** `did`: every change of the membership and every step, in order. */
export type TakenRenewal = { did: (RenewalStep | 'settled' | 'charge-missing')[] }

/**
 * Does all that is due with one membership. Each change is one transaction with the mail, the fact and the line of
 * history that tell of it, conditional on the membership that was read: two runs at once, or one that was killed and
 * begins again, take every step once.
 */
export const takeRenewalStep = async (
  needs: RenewalNeeds,
  memberId: MemberId,
  zoneOf: (city: CitySlug) => Promise<string> = zonesOf(needs.table),
): Promise<TakenRenewal> => {
  const did: TakenRenewal['did'] = []
  let known: Known | undefined
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    known ??= await read(needs.table, memberId)
    if (!known) return { did }
    const { member, membership } = known
    const at = needs.now()
    const moment = { today: dayIn(at, await zoneOf(member.city)), at }
    const decision = decideRenewal(membership, moment)
    if (decision.outcome === 'nothing-due') {
      if (await askForCharge(needs.table, member, membership, moment)) did.push('charge-missing')
      return { did }
    }
    const { after, also } = effectOf(needs, member, decision, moment)
    const { outcome } = await needs.table.write(
      ...changedMembership(member, membership, after),
      ...lapseTold(needs.newId, membership, after, at),
      ...also,
    )
    if (outcome === 'written') did.push(nameOf(decision))
    // A step changes nothing but the membership; what was settled, or changed by somebody else, is read again.
    known = outcome === 'written' && decision.outcome === 'due' ? { member, membership: after } : undefined
  }
  throw new Error('a membership changed under every attempt to take its next step')
}

type Known = { member: Member; membership: LivingMembership }

const read = async (table: Table, memberId: MemberId): Promise<Known | undefined> => {
  const { member, membership } = await readMember(table, memberId)
  return member && membership && membership.state !== 'erased' ? { member, membership } : undefined
}

/** Settled, lapsed and mailed, each with one attempt lost to somebody else; far more than one day can hold. */
const MOST_ATTEMPTS = 12

const nameOf = (decision: Exclude<RenewalDecision, { outcome: 'nothing-due' }>): TakenRenewal['did'][number] => {
  if (decision.outcome === 'due') return decision.step
  return decision.membership.state === 'lapsed' ? 'lapse' : 'settled'
}

type Effect = { after: LivingMembership; also: Write[] }

const effectOf = (
  needs: RenewalNeeds,
  member: Member,
  decision: Exclude<RenewalDecision, { outcome: 'nothing-due' }>,
  moment: Moment,
): Effect => {
  const { memberId } = member
  const { at } = moment
  const { membership } = decision
  if (decision.outcome === 'settled') return { after: membership, also: [] }
  const { step } = decision
  if (step === 'lapse') return { after: stepTaken(decision, 'done', moment), also: [] }
  if (step === 'anonymize') {
    const told: RetentionEnded = {
      fact: 'membership.retention-ended',
      version: 1,
      factId: needs.newId(FactId, 'fct'),
      at,
      memberId,
    }
    return { after: stepTaken(decision, 'done', moment), also: [{ put: outboxItem(told), if: { exists: false } }] }
  }
  if (step === 'win-back' && member.unsubscribes.updates)
    return { after: stepTaken(decision, 'unsubscribed', moment), also: [] }
  const mail = { mailId: needs.newId(MailId, 'mal'), memberId, at, ...mailOf(step, membership, moment) }
  return {
    after: stepTaken(decision, 'mailed', moment),
    also: [{ put: serviceMailItem(mail), if: { exists: false } }],
  }
}

type MailedStep = Exclude<RenewalStep, 'lapse' | 'anonymize'>

/** The days and amounts that the mail is about: when they are no longer so, it is not sent. */
const mailOf = (
  step: MailedStep,
  membership: LivingMembership,
  { today }: Moment,
): Pick<AskedMail, 'template' | 'about'> => {
  const { paidThrough, mandate } = membership
  switch (step) {
    case 'reminder-30':
    case 'reminder-7':
    case 'reminder-0':
      return { template: 'renewal-reminder', about: { paidThrough, step } }
    case 'charge-notice':
      return { template: 'charge-notice', about: { chargesOn: mandate?.chargesOn ?? '', paidThrough } }
    case 'payment-failed-0':
    case 'payment-failed-5':
    case 'payment-failed-10':
      return {
        template: 'payment-failed',
        about: { since: mandate?.failing?.since ?? '', lapsesOn: lapsesOn(paidThrough), step },
      }
    case 'win-back':
      return { template: 'win-back', about: { paidThrough } }
    case 'anonymize-notice':
      return { template: 'anonymize-notice', about: { on: forgottenOn(membership, today) } }
  }
}

/** Nobody is forgotten sooner than the notice says, however late the notice is. */
const forgottenOn = (membership: LivingMembership, today: Moment['today']) => {
  const told = daysAfter(today, RETENTION.toldBeforeDays)
  if (membership.state !== 'lapsed') return told
  const planned = monthsAfter(membership.lapsedOn, RETENTION.monthsLapsed)
  return planned > told ? planned : told
}

/** A card that should have been charged and was not: somebody has to look, once for each charge. */
const askForCharge = async (table: Table, member: Member, membership: LivingMembership, { today, at }: Moment) => {
  const chargesOn = membership.mandate?.chargesOn
  if (!chargesOn || !chargeIsMissing(membership, today)) return false
  const { memberId, city } = member
  const { outcome } = await table.write(
    { put: { ...keys.step(memberId, `charge-missing#${chargesOn}`), at }, if: { exists: false } },
    { put: taskItem({ task: 'charge-missing', memberId, city, at }, memberId) },
  )
  return outcome === 'written'
}
