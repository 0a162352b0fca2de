import * as z from 'zod'
import type { DuesPaid } from '../../../events/membership/facts.ts'
import { outboxItem } from '../../../events/outbox.ts'
import { dayIn } from '../../../shared/calendar.ts'
import { ApplicationId, type CitySlug, FactId, MemberId, type NewId } from '../../../shared/ids.ts'
import { Application, type Applied, type Renewing } from '../../../shared/membership/application.ts'
import { Erasure, erasureKey } from '../../../shared/membership/erasure.ts'
import { consentsOf, type Member } from '../../../shared/membership/member.ts'
import {
  begun,
  type Erased,
  type LivingMembership,
  type Moment,
  withPayments,
} from '../../../shared/membership/membership.ts'
import { type Payment, paidThrough, withPayment } from '../../../shared/membership/payments.ts'
import { taskItem } from '../../../shared/membership/task.ts'
import { type Clock, epochSecondsOf, type Instant, plusDays } from '../../../shared/units.ts'
import type { Paid, Payments } from '../../adapters/stripe.ts'
import type { Key, Table, Write } from '../../adapters/table.ts'
import { changedBooks, changedMembership, happened, keys, MemberRow, newMember, savedApplication } from '../items.ts'
import { lapseTold } from '../renewal/lapse-told.ts'
import { timeZoneOf } from '../time-zone.ts'
import { readPayer } from './read-payer.ts'
import { factsOfMandate, withStandingMandate } from './standing-mandate.ts'

type Needs = {
  table: Table
  now: Clock
  newId: NewId
  payments: Pick<Payments, 'readMandate' | 'stopRenewing' | 'endMandate'>
}

export type RecordedPayment =
  | { outcome: 'joined' | 'extended' | 'recorded-already'; memberId: MemberId }
  /** This very event was heard before. */
  | { outcome: 'known-event' }
  /** Money without anybody to thank for it: staff have a task. */
  | { outcome: 'unclaimed' }
  | { outcome: 'unpaid' | 'not-dues' }

type ReadPayment = () => ReturnType<Payments['readCheckout'] | Payments['readInvoice']>

/**
 * Records dues that arrived, with the event that told so, in one transaction. Whichever event is heard first makes the
 * member; an address that is a member's already extends that membership; a payment that is known changes nothing. By a
 * card that is charged by itself, the membership has the card's standing too.
 * `read` asks the provider: each attempt begins with what is so now.
 */
export const recordPayment = async (
  needs: Needs,
  { eventId, read }: { eventId: string; read: ReadPayment },
): Promise<RecordedPayment> => {
  const { table } = needs
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const first = await read()
    if (first.outcome !== 'paid') return first
    const notes = noteKeys(first)
    const heard = await Promise.all(notes.map((key) => table.get(HeardBefore, key)))
    // What was heard before its payment may be younger than what has just been read.
    const paid = heard.some(Boolean) ? await read() : first
    if (paid.outcome !== 'paid') return paid
    const plan = await planOf(needs, paid)
    const answer = await table.write(
      heardEvent(eventId, needs.now()),
      ...notes.map((check, nth): Write => {
        const note = heard[nth]
        return { check, if: note ? { equals: { eventId: note.eventId } } : { exists: false } }
      }),
      ...plan.writes,
    )
    if (answer.outcome === 'written') return plan.result
    if (answer.refused.includes(0)) return { outcome: 'known-event' }
  }
  throw new Error('a membership changed under every attempt to record a payment')
}

const MOST_ATTEMPTS = 5

/** One row for each event that was acted on: in one transaction with the effect, a second delivery has none. */
export const heardEvent = (eventId: string, at: Instant): Write => ({
  put: { ...keys.paymentEvent(eventId), at, ...eventLife(at) },
  if: { exists: false },
})

/** The provider repeats an event for three days at most. */
export const eventLife = (at: Instant) => ({ expiresAt: epochSecondsOf(plusDays(at, 30)) })

/** The last event about a refund, or about a card's standing, that was heard while the payment was unknown. */
const HeardBefore = z.object({ eventId: z.string() })

const noteKeys = ({ paymentId, subscriptionId }: Paid): Key[] => [
  keys.refundHeard(paymentId),
  ...(subscriptionId ? [keys.mandateHeard(subscriptionId)] : []),
]

type Plan = { writes: Write[]; result: RecordedPayment }

const planOf = async (needs: Needs, paid: Paid): Promise<Plan> => {
  const { table } = needs
  const applicationId = ApplicationId.safeParse(paid.applicationId)
  const application = applicationId.success
    ? await table.get(Application, keys.application(applicationId.data))
    : undefined
  const recorded = await table.get(MemberRow, keys.payment(paid.paymentId))
  if (recorded) return { writes: [], result: { outcome: 'recorded-already', memberId: recorded.memberId } }
  if (!application) return unclaimed(paid, needs.now())
  if (application.state === 'fulfilled') return extended(needs, paid, application.memberId, [])
  if (application.state === 'renewing')
    return extended(needs, paid, application.memberId, [fulfilled(application, application.memberId, application.city)])
  const owner = await table.get(MemberRow, keys.email(application.joining.email))
  return owner
    ? extended(needs, paid, owner.memberId, [fulfilled(application, owner.memberId, application.joining.city)])
    : joined(needs, paid, application)
}

const joined = async (needs: Needs, paid: Paid, application: Applied): Promise<Plan> => {
  const memberId = needs.newId(MemberId, 'mbr')
  const { joining, consent } = application
  const member: Member = {
    memberId,
    name: joining.name,
    email: joining.email,
    city: joining.city,
    language: joining.language,
    demographics: {},
    ...consentsOf(joining.topics, consent),
    ...(joining.organization && { organization: joining.organization }),
    ...(joining.source && { source: joining.source }),
    tokenEpoch: 0,
    joinedAt: paid.paidAt,
  }
  const timeZone = await timeZoneOf(needs.table, joining.city)
  const payment = paymentOf(paid, timeZone)
  const first = begun(memberId, payment)
  const at = needs.now()
  // Dues that went back in full before they were heard of leave what a later refund would have left.
  const moment = { today: dayIn(at, timeZone), at, timeZone }
  const stands = paidThrough([payment]) ? first : withPayments(first, [payment], moment)
  const membership = await withPayer(needs, paid, stands, moment)
  return {
    writes: [
      ...newMember(member, membership),
      ...factsOfMandate(needs.newId, { memberId, after: membership.mandate, at }),
      ...duesRecorded(needs, paid, { memberId, first: true }),
      fulfilled(application, memberId, joining.city),
      happened({ memberId, what: 'joined', at: paid.paidAt, by: 'member' }),
    ],
    result: { outcome: 'joined', memberId },
  }
}

const extended = async (needs: Needs, paid: Paid, payer: MemberId, also: Write[]): Promise<Plan> => {
  const { table, now } = needs
  const { memberId, member, membership } = await readPayer(table, payer)
  if (membership?.state === 'erased') return booked(needs, paid, membership, also)
  if (!member || !membership) return unclaimed(paid, now())
  const timeZone = await timeZoneOf(table, member.city)
  const at = now()
  const moment = { today: dayIn(at, timeZone), at, timeZone }
  const payments = withPayment(membership.payments, paymentOf(paid, timeZone))
  const after = await withPayer(needs, paid, withPayments(membership, payments, moment), moment)
  const cards = { memberId, ...(membership.mandate && { before: membership.mandate }), after: after.mandate, at }
  const back = membership.state === 'lapsed' && after.state !== 'lapsed'
  return {
    writes: [
      ...changedMembership(member, membership, after),
      ...duesRecorded(needs, paid, { memberId, of: payer, first: false }),
      ...factsOfMandate(needs.newId, cards),
      ...lapseTold(needs.newId, membership, after, at),
      ...(back ? [happened({ memberId, what: 'came-back', at, by: 'member' })] : []),
      ...(await paidWhileForgotten(table, memberId, paid, at)),
      ...also,
    ],
    result: { outcome: 'extended', memberId },
  }
}

/**
 * Whoever asked to be forgotten and pays before that is done, by joining anew perhaps, pays for time that goes with the
 * membership: staff give it back. Of an erasure that the network wanted, its last step tells them.
 */
const paidWhileForgotten = async (
  table: Needs['table'],
  memberId: MemberId,
  { paymentId, cents }: Paid,
  at: Instant,
): Promise<Write[]> => {
  const erasure = await table.get(Erasure, erasureKey(memberId))
  if (erasure?.by !== 'member') return []
  return [{ put: taskItem({ task: 'paid-after-erasure', paymentId, cents, at }, paymentId) }]
}

/**
 * The membership with the card it was paid by, when that will be charged again, as it stands at this moment. Somebody
 * whose card was refused and who pays otherwise owes nothing: that card is not tried again.
 */
const withPayer = async (
  needs: Needs,
  { subscriptionId, customerId }: Paid,
  membership: LivingMembership,
  moment: Moment & { timeZone: string },
): Promise<LivingMembership> => {
  const mandate = subscriptionId ? await needs.payments.readMandate(subscriptionId) : undefined
  if (mandate) return withStandingMandate(needs, membership, mandate, moment)
  if (!subscriptionId && membership.mandate?.standing === 'failing') {
    await needs.payments.endMandate(membership.mandate.subscriptionId)
    const ended = await needs.payments.readMandate(membership.mandate.subscriptionId)
    if (ended) return withStandingMandate(needs, membership, ended, moment)
  }
  return membership.mandate || !customerId ? membership : { ...membership, customerId }
}

/** Somebody who is forgotten has paid: the card is charged no more, the books are right, and staff have a task. */
const booked = async (needs: Needs, paid: Paid, membership: Erased, also: Write[]): Promise<Plan> => {
  if (paid.subscriptionId) await needs.payments.endMandate(paid.subscriptionId)
  const { memberId } = membership
  const at = needs.now()
  const payments = withPayment(membership.payments, paymentOf(paid, 'UTC'))
  const after = withPayments(membership, payments, { today: dayIn(at, 'UTC'), at })
  const { paymentId, cents } = paid
  return {
    writes: [
      changedBooks(membership, after),
      { put: { ...keys.payment(paymentId), memberId }, if: { exists: false } },
      { put: taskItem({ task: 'paid-after-erasure', paymentId, cents, at }, paymentId) },
      ...also,
    ],
    result: { outcome: 'extended', memberId },
  }
}

/**
 * The writes that keep a payment from being recorded twice, and tell of it. `of` is whom the application names: should a
 * merge be taken back, the payment goes back with that one.
 */
export const duesRecorded = (
  { now, newId }: Pick<Needs, 'now' | 'newId'>,
  { paymentId, cents }: Pick<Payment, 'paymentId' | 'cents'>,
  { memberId, of = memberId, first }: { memberId: MemberId; of?: MemberId; first: boolean },
): Write[] => {
  const told: DuesPaid = {
    fact: 'membership.dues-paid',
    version: 1,
    factId: newId(FactId, 'fct'),
    at: now(),
    memberId,
    paymentId,
    cents,
    first,
  }
  return [
    { put: { ...keys.payment(paymentId), memberId: of }, if: { exists: false } },
    { put: outboxItem(told), if: { exists: false } },
  ]
}

/** From here on the application leads to the member and holds nothing else of a person. */
const fulfilled = (
  { applicationId, state, revision }: Applied | Renewing,
  memberId: MemberId,
  city: CitySlug,
): Write => ({
  put: savedApplication({ state: 'fulfilled', applicationId, memberId, city }),
  if: { equals: { state, revision } },
})

const unclaimed = ({ paymentId, cents }: Paid, at: Instant): Plan => ({
  writes: [{ put: taskItem({ task: 'find-payer', paymentId, cents, at }, paymentId) }],
  result: { outcome: 'unclaimed' },
})

const paymentOf = ({ paymentId, paidAt, cents, refunded, dispute, months }: Paid, timeZone: string): Payment => ({
  paymentId,
  paidOn: dayIn(paidAt, timeZone),
  cents,
  refunded,
  months,
  ...(dispute && { dispute }),
})
