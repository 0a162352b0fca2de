import * as z from 'zod'
import { daysAfter } from '../calendar.ts'
import { MemberId } from '../ids.ts'
import { Instant, PlainDate, utcDay } from '../units.ts'
import { Mandate } from './mandate.ts'
import { profileKey } from './member.ts'
import { Payment, paidThrough } from './payments.ts'
import { DUES } from './policy.ts'
import { TakenStep } from './renewal-step.ts'

const kept = {
  memberId: MemberId,
  /** All of them, for ever; `paidThrough` is their fold and nothing else. */
  payments: z.array(Payment).readonly(),
  paidThrough: PlainDate,
  mandate: Mandate.optional(),
  /** Who the payer is at the provider. */
  customerId: z.string().max(255).optional(),
  /** What of the renewal plan was done, oldest first. */
  steps: z.array(TakenStep).readonly(),
  /** Nothing that the plan has before this day is made up for: it was another plan then. */
  plannedFrom: PlainDate,
  /** Bumped by every change: of two that read the same membership, the second to write begins again. */
  version: z.number().int().positive(),
}

/** Paid, and nobody has yet shown that the mailbox is theirs. */
export const AwaitingActivation = z.object({
  ...kept,
  state: z.literal('awaiting-activation'),
  /** When fresh activation links were asked for, newest last. */
  linksAsked: z.array(Instant).readonly(),
})
export const Active = z.object({ ...kept, state: z.literal('active'), activatedAt: Instant })
/** The paid time is over, or the card was refused, and the grace days are not over yet: everything goes on. */
export const InGrace = z.object({ ...kept, state: z.literal('in-grace'), activatedAt: Instant, graceSince: PlainDate })
/** Its member wants no other year; it stands until the paid end. */
export const Cancelled = z.object({
  ...kept,
  state: z.literal('cancelled'),
  activatedAt: Instant,
  cancelledAt: Instant,
})
/** Paid no longer, and the grace days are over. */
export const Lapsed = z.object({
  ...kept,
  state: z.literal('lapsed'),
  lapsedAt: Instant,
  /** The day in the city of the member. */
  lapsedOn: PlainDate,
  activatedAt: Instant.optional(),
  /** The member wanted no other year, and is not asked back. */
  cancelledAt: Instant.optional(),
})
/** The person is forgotten; what was paid is kept for the books. */
export const Erased = z.object({
  state: z.literal('erased'),
  memberId: MemberId,
  payments: z.array(Payment).readonly(),
  paidThrough: PlainDate,
  customerId: z.string().max(255).optional(),
  erasedAt: Instant,
  version: z.number().int().positive(),
})

/** A join that is not paid yet is an application, not a membership. */
export const Membership = z.discriminatedUnion('state', [
  AwaitingActivation,
  Active,
  InGrace,
  Cancelled,
  Lapsed,
  Erased,
])
export type AwaitingActivation = z.output<typeof AwaitingActivation>
export type Active = z.output<typeof Active>
export type InGrace = z.output<typeof InGrace>
export type Cancelled = z.output<typeof Cancelled>
export type Lapsed = z.output<typeof Lapsed>
export type Erased = z.output<typeof Erased>
export type Membership = z.output<typeof Membership>
export type MembershipState = Membership['state']

export const membershipKey = (memberId: MemberId) => ({ ...profileKey(memberId), sk: 'MEMBERSHIP' })

/** A membership that somebody still stands behind. */
export type LivingMembership = Exclude<Membership, Erased>

/** Only a membership in good standing puts its member into audiences. */
export const inGoodStanding = (membership: Membership): membership is Active | InGrace | Cancelled =>
  membership.state === 'active' || membership.state === 'in-grace' || membership.state === 'cancelled'

/** The first day on which a membership that nobody pays for any more has lapsed. */
export const lapsesOn = (through: PlainDate): PlainDate => daysAfter(through, DUES.graceDays + 1)

/** When it is not, only the grace days keep a membership up, and whoever cancels has none. */
export const isPaidUp = ({ paidThrough: through }: Pick<LivingMembership, 'paidThrough'>, today: PlainDate): boolean =>
  today <= through

/** When something is decided: the day in the city of the member, and the instant. */
export type Moment = { today: PlainDate; at: Instant }

/** The membership that a first payment begins: it waits for its mailbox. */
export const begun = (memberId: MemberId, payment: Payment): AwaitingActivation => ({
  state: 'awaiting-activation',
  memberId,
  payments: [payment],
  paidThrough: paidThrough([payment]) ?? payment.paidOn,
  steps: [],
  plannedFrom: payment.paidOn,
  linksAsked: [],
  version: 1,
})

/**
 * The membership with these payments: what stands, lapses or comes back follows from the day they carry to. Whoever
 * pays anew after having cancelled is a member like any other. Of somebody erased only the books change.
 */
export const withPayments = <M extends Membership>(
  membership: M,
  payments: readonly Payment[],
  moment: Moment,
): M extends LivingMembership ? LivingMembership : Membership => paidFor(membership, payments, moment) as never

const paidFor = (membership: Membership, payments: readonly Payment[], moment: Moment): Membership => {
  const through = paidThrough(payments) ?? daysAfter(moment.today, -DUES.graceDays - 1)
  if (membership.state === 'erased')
    return { ...membership, payments, paidThrough: through, version: membership.version + 1 }
  const known = new Set(membership.payments.map(({ paymentId }) => paymentId))
  const paid = { ...membership, payments, paidThrough: through }
  const stays =
    paid.state === 'cancelled' &&
    payments.some(({ paymentId, paidOn }) => !known.has(paymentId) && paidOn >= dayBefore(paid.cancelledAt))
  return settled(stays ? withoutCancellation(paid) : paid, moment, membership)
}

/** In no city is it an earlier day than this one; a payment that is heard of late was made before the cancellation. */
const dayBefore = (at: Instant): PlainDate => daysAfter(utcDay(at), -1)

/** The membership with its card as it stands now at the provider. */
export const withMandate = (
  membership: LivingMembership,
  { mandate, customerId }: { mandate: Mandate | undefined; customerId?: string | undefined },
  moment: Moment,
): LivingMembership => {
  const { mandate: _, ...rest } = membership
  return settled(
    { ...rest, ...(mandate && { mandate }), ...(customerId && { customerId }) } as LivingMembership,
    moment,
    membership,
  )
}

/** The membership as it is on this day, when nothing but time has passed. */
export const asOf = (membership: LivingMembership, moment: Moment): LivingMembership =>
  settled(membership, moment, membership)

export type Cancellation =
  | { outcome: 'cancelled'; membership: LivingMembership }
  | { outcome: 'refused'; reason: 'not-active' }

/** No other year is wanted: it stands until the paid end, and in grace it ends at once. The mandate is ended at the provider by whoever asks. */
export const cancelled = (membership: Membership, moment: Moment): Cancellation => {
  if (membership.state !== 'active' && membership.state !== 'in-grace')
    return { outcome: 'refused', reason: 'not-active' }
  const { state: _, ...rest } = membership
  const stands: Cancelled = { ...without(rest, 'graceSince'), state: 'cancelled', cancelledAt: moment.at }
  return { outcome: 'cancelled', membership: settled(stands, moment, membership) }
}

export type TakenBack =
  | { outcome: 'stands'; membership: LivingMembership }
  | { outcome: 'refused'; reason: 'not-cancelled' }

/** The member stays after all, while the paid time lasts. */
export const cancellationTakenBack = (membership: Membership, moment: Moment): TakenBack =>
  membership.state === 'cancelled'
    ? { outcome: 'stands', membership: settled(withoutCancellation(membership), moment, membership) }
    : { outcome: 'refused', reason: 'not-cancelled' }

export type Activation =
  | { outcome: 'activated'; membership: Active | InGrace }
  | { outcome: 'refused'; reason: 'active-already' | 'lapsed' }

export const activated = (membership: Membership, at: Instant): Activation => {
  if (membership.state === 'lapsed' || membership.state === 'erased') return { outcome: 'refused', reason: 'lapsed' }
  if (membership.state !== 'awaiting-activation') return { outcome: 'refused', reason: 'active-already' }
  const { linksAsked: _, ...rest } = membership
  return {
    outcome: 'activated',
    membership: { ...rest, state: 'active', activatedAt: at, version: membership.version + 1 },
  }
}

/** Nobody's mailbox can be flooded from the page that offers a fresh link. */
const LINKS = { apartMinutes: 10, perDay: 3 }

export const mayAskForLink = (membership: AwaitingActivation, at: Instant): boolean => {
  const agesInMinutes = membership.linksAsked.map((asked) => (Date.parse(at) - Date.parse(asked)) / 60_000)
  return (
    agesInMinutes.every((age) => age >= LINKS.apartMinutes) &&
    agesInMinutes.filter((age) => age < 24 * 60).length < LINKS.perDay
  )
}

export const linkAsked = (membership: AwaitingActivation, at: Instant): AwaitingActivation => ({
  ...membership,
  linksAsked: [...membership.linksAsked, at].slice(-LINKS.perDay),
  version: membership.version + 1,
})

/**
 * The state that follows from the paid time, the card and the day, one version after `before`. When what the plan is
 * made of has changed, the plan begins anew with this day.
 */
const settled = (wanted: LivingMembership, { today, at }: Moment, before: LivingMembership): LivingMembership => {
  const membership = recovered(wanted)
  const { memberId, payments, paidThrough: through, mandate, customerId, steps } = membership
  const after = stateOf(membership, { today, at })
  const replanned =
    planOf(after.state) !== planOf(before.state) ||
    through !== before.paidThrough ||
    mandate?.standing !== before.mandate?.standing ||
    mandate?.failing?.since !== before.mandate?.failing?.since
  // A refusal that is heard of late is told of all the same.
  const since = mandate?.failing?.since
  const refusedOn = since !== before.mandate?.failing?.since ? since : undefined
  return {
    memberId,
    payments,
    paidThrough: through,
    ...(mandate && { mandate }),
    ...(customerId && { customerId }),
    steps,
    ...after,
    plannedFrom: refusedOn && refusedOn < today ? refusedOn : replanned ? today : before.plannedFrom,
    version: before.version + 1,
  } as LivingMembership
}

/** Grace by itself changes no plan. */
const planOf = (state: MembershipState) => (state === 'in-grace' ? 'active' : state)

/** The charge that was refused has been paid: the card is alive again, before the provider says so. */
const recovered = (membership: LivingMembership): LivingMembership => {
  const { mandate, payments } = membership
  if (!mandate?.failing || !payments.some(({ paymentId }) => paymentId === mandate.failing?.invoiceId))
    return membership
  const { failing: _, ...rest } = mandate
  return { ...membership, mandate: { ...rest, standing: 'alive' } }
}

type StateOf<M extends LivingMembership> = M extends LivingMembership ? Omit<M, keyof typeof kept> : never

const stateOf = (membership: LivingMembership, { today, at }: Moment): StateOf<LivingMembership> => {
  const { paidThrough: through, mandate } = membership
  const cancelledAt = 'cancelledAt' in membership ? membership.cancelledAt : undefined
  const activatedAt = 'activatedAt' in membership ? membership.activatedAt : undefined
  const over = cancelledAt ? !isPaidUp(membership, today) : today >= lapsesOn(through)
  if (over)
    return membership.state === 'lapsed'
      ? {
          state: 'lapsed',
          lapsedAt: membership.lapsedAt,
          lapsedOn: membership.lapsedOn,
          ...past(activatedAt, cancelledAt),
        }
      : { state: 'lapsed', lapsedAt: at, lapsedOn: today, ...past(activatedAt, cancelledAt) }
  if (!activatedAt)
    return { state: 'awaiting-activation', linksAsked: 'linksAsked' in membership ? membership.linksAsked : [] }
  if (membership.state === 'cancelled') return { state: 'cancelled', activatedAt, cancelledAt: membership.cancelledAt }
  const graceSince = mandate?.failing?.since ?? (today > through ? daysAfter(through, 1) : undefined)
  return graceSince ? { state: 'in-grace', activatedAt, graceSince } : { state: 'active', activatedAt }
}

const past = (activatedAt: Instant | undefined, cancelledAt: Instant | undefined) => ({
  ...(activatedAt && { activatedAt }),
  ...(cancelledAt && { cancelledAt }),
})

const withoutCancellation = ({ cancelledAt: _, ...membership }: Cancelled): Active => ({
  ...membership,
  state: 'active',
})

const without = <T extends object, K extends string>(of: T, name: K): Omit<T, K> => {
  const { [name]: _, ...rest } = of as T & Record<K, unknown>
  return rest as Omit<T, K>
}
