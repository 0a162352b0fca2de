import * as z from 'zod'
import { alike } from '../alike.ts'
import type { MemberId } from '../ids.ts'
import { Topic } from '../words.ts'
import type { Merge } from './alias.ts'
import { isCharged } from './dues-acts.ts'
import type { Mandate } from './mandate.ts'
import type { Consent, Member } from './member.ts'
import {
  activated,
  cancellationTakenBack,
  cancelled,
  type LivingMembership,
  type Moment,
  withMandate,
  withPayments,
} from './membership.ts'
import type { Payment } from './payments.ts'

/** Whose value stays. */
const Side = z.enum(['kept', 'absorbed'])
export const MergeChoice = z.object({
  name: Side,
  email: Side,
  city: Side,
  language: Side,
  demographics: Side,
  organization: Side,
})
export type MergeChoice = z.output<typeof MergeChoice>

export type Person = { member: Member; membership: LivingMembership }

export type DecidedMerge =
  | { outcome: 'merged'; made: Person }
  /** `two-cards`: both would be charged by themselves, and only one of them can stand with the membership. */
  | { outcome: 'refused'; reason: 'same-member' | 'two-cards' }

/**
 * One member out of two who are the same person: payments and steps of both, the freer of nothing. A topic that either
 * of them left is left. Links that were mailed to the kept one stay good.
 */
export const decideMerge = (kept: Person, absorbed: Person, choice: MergeChoice, moment: Moment): DecidedMerge => {
  if (kept.member.memberId === absorbed.member.memberId) return { outcome: 'refused', reason: 'same-member' }
  if (isCharged(kept.membership.mandate) && isCharged(absorbed.membership.mandate))
    return { outcome: 'refused', reason: 'two-cards' }
  const member = oneMember(kept.member, absorbed.member, choice)
  return {
    outcome: 'merged',
    made: { member, membership: oneMembership(kept.membership, absorbed.membership, moment) },
  }
}

const oneMember = (kept: Member, absorbed: Member, choice: MergeChoice): Member => {
  const of = (field: keyof MergeChoice) => (choice[field] === 'kept' ? kept : absorbed)
  const city = of('city').city
  const { neighbourhood, ...demographics } = of('demographics').demographics
  const { organization } = of('organization')
  const source = kept.source ?? absorbed.source
  return {
    memberId: kept.memberId,
    name: of('name').name,
    email: of('email').email,
    city,
    language: of('language').language,
    // A neighbourhood is one of its own city's.
    demographics: of('demographics').city === city && neighbourhood ? { ...demographics, neighbourhood } : demographics,
    consents: byTopic((topic) => newer(kept.consents[topic], absorbed.consents[topic])),
    unsubscribes: byTopic((topic) => newer(kept.unsubscribes[topic], absorbed.unsubscribes[topic])),
    ...(organization && { organization }),
    ...(source && { source }),
    tokenEpoch: kept.tokenEpoch,
    joinedAt: kept.joinedAt < absorbed.joinedAt ? kept.joinedAt : absorbed.joinedAt,
  }
}

const byTopic = <T>(of: (topic: Topic) => T | undefined): Partial<Record<Topic, T>> =>
  Object.fromEntries(
    Topic.options.flatMap((topic) => {
      const value = of(topic)
      return value === undefined ? [] : [[topic, value]]
    }),
  ) as Partial<Record<Topic, T>>

const newer = <T extends { at: Consent['at'] }>(a: T | undefined, b: T | undefined): T | undefined =>
  a && b ? (a.at < b.at ? b : a) : (a ?? b)

const oneMembership = (kept: LivingMembership, absorbed: LivingMembership, moment: Moment): LivingMembership => {
  const payments = [
    ...kept.payments,
    ...absorbed.payments.filter(({ paymentId }) => !kept.payments.some((known) => known.paymentId === paymentId)),
  ]
  const known = withPayments(activatedAs(kept, absorbed), payments, moment)
  const bearer = isCharged(absorbed.mandate) || !kept.mandate ? absorbed : kept
  const customerId = bearer.customerId ?? kept.customerId ?? absorbed.customerId
  const charged = withMandate(known, { mandate: bearer.mandate ?? kept.mandate, customerId }, moment)
  const steps = [...kept.steps, ...absorbed.steps].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  return { ...cancelledAs(charged, kept, absorbed, moment), steps, version: kept.version + 1 }
}

/** The mailbox of either was shown to be theirs: it is the same person. */
const activatedAs = (kept: LivingMembership, absorbed: LivingMembership): LivingMembership => {
  const at = [kept, absorbed]
    .flatMap((one) => ('activatedAt' in one && one.activatedAt ? [one.activatedAt] : []))
    .sort()[0]
  if (!at) return kept
  if (kept.state === 'awaiting-activation') {
    const decision = activated(kept, at)
    return decision.outcome === 'activated' ? decision.membership : kept
  }
  return { ...kept, activatedAt: at }
}

/** Whoever cancelled one and lets the other go on stays; a cancellation stands where nothing else goes on. */
const cancelledAs = (
  membership: LivingMembership,
  kept: LivingMembership,
  absorbed: LivingMembership,
  moment: Moment,
): LivingMembership => {
  const sides = [kept, absorbed]
  if (sides.some(({ state }) => state === 'active' || state === 'in-grace')) {
    const decision = cancellationTakenBack(membership, moment)
    return decision.outcome === 'stands' ? decision.membership : membership
  }
  const left = sides.find((side) => side.state === 'cancelled')
  const decision = left && cancelled(membership, moment)
  if (!left || decision?.outcome !== 'cancelled' || decision.membership.state !== 'cancelled') return membership
  return { ...decision.membership, cancelledAt: left.cancelledAt }
}

/**
 * Both members as they were before they were merged. What has changed since stays with the kept one; payments that came
 * in since go to whom `owners` names. Topics that were left since are left by both.
 */
export const takenApart = (
  merge: Pick<Merge, 'kept' | 'absorbed' | 'made'>,
  now: Person,
  owners: ReadonlyMap<string, MemberId>,
  moment: Moment,
): { kept: Person; absorbed: Person } => {
  const theirs = new Set(merge.absorbed.membership.payments.map(({ paymentId }) => paymentId))
  const known = new Set(merge.made.membership.payments.map(({ paymentId }) => paymentId))
  const isTheirs = ({ paymentId }: Payment) =>
    known.has(paymentId) ? theirs.has(paymentId) : owners.get(paymentId) === merge.absorbed.member.memberId
  const card = now.membership.mandate
  const cardIsTheirs = card !== undefined && card.subscriptionId === merge.absorbed.membership.mandate?.subscriptionId
  const since = now.membership.steps.filter(({ at }) => at > lastStepAt(merge.made.membership))

  const keptMembership = restored(merge.kept.membership, {
    payments: now.membership.payments.filter((payment) => !isTheirs(payment)),
    mandate: cardIsTheirs || !card ? merge.kept.membership.mandate : card,
    moment,
  })
  const absorbedMembership = restored(merge.absorbed.membership, {
    payments: now.membership.payments.filter(isTheirs),
    mandate: cardIsTheirs ? card : merge.absorbed.membership.mandate,
    moment,
  })
  return {
    kept: {
      member: keptMember(merge, now.member),
      membership: {
        ...keptMembership,
        steps: [...keptMembership.steps, ...since],
        version: now.membership.version + 1,
      },
    },
    absorbed: { member: absorbedMember(merge, now.member), membership: absorbedMembership },
  }
}

const lastStepAt = ({ steps }: LivingMembership): string =>
  steps
    .map(({ at }) => at as string)
    .sort()
    .at(-1) ?? ''

type Since = { payments: readonly Payment[]; mandate: Mandate | undefined; moment: Moment }

/** Exactly what it was, where nothing happened that concerns it. */
const restored = (before: LivingMembership, { payments, mandate, moment }: Since): LivingMembership => {
  const paid = alike(byId(payments), byId(before.payments)) ? before : withPayments(before, payments, moment)
  return alike(mandate, before.mandate) ? paid : withMandate(paid, { mandate }, moment)
}

const byId = (payments: readonly Payment[]) =>
  payments.toSorted((a, b) => (a.paymentId < b.paymentId ? -1 : a.paymentId > b.paymentId ? 1 : 0))

const keptMember = (
  { kept: { member: before }, absorbed, made }: Pick<Merge, 'kept' | 'absorbed' | 'made'>,
  now: Member,
) => {
  const { audience: _, ...member } = { ...now }
  const back = <K extends keyof Member>(field: K) =>
    alike(now[field], made.member[field]) ? before[field] : now[field]
  const organization = back('organization')
  const source = back('source')
  const email = back('email')
  const { organization: __, source: ___, ...rest } = member
  return {
    ...rest,
    name: back('name'),
    // The other one's address goes back with the other one.
    email: email === absorbed.member.email ? before.email : email,
    city: back('city'),
    language: back('language'),
    demographics: back('demographics'),
    consents: back('consents'),
    unsubscribes: back('unsubscribes'),
    joinedAt: back('joinedAt'),
    ...(organization && { organization }),
    ...(source && { source }),
  } satisfies Member
}

const absorbedMember = ({ absorbed, made }: Pick<Merge, 'absorbed' | 'made'>, now: Member): Member => {
  const { audience: _, ...before } = absorbed.member
  const left = Object.entries(now.unsubscribes).filter(([topic]) => !made.member.unsubscribes[topic as Topic])
  return {
    ...before,
    unsubscribes: { ...Object.fromEntries(left), ...before.unsubscribes },
    // Links that were voided since stay void.
    tokenEpoch: before.tokenEpoch + Math.max(0, now.tokenEpoch - made.member.tokenEpoch),
  }
}
