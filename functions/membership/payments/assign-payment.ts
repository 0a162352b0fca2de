import { dayIn } from '../../../shared/calendar.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import { ApplicationId, type MemberId, type NewId } from '../../../shared/ids.ts'
import { Application } from '../../../shared/membership/application.ts'
import type { Member } from '../../../shared/membership/member.ts'
import { withPayments } from '../../../shared/membership/membership.ts'
import { type Payment, withPayment } from '../../../shared/membership/payments.ts'
import { Cents, type Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Paid, Payments } from '../../adapters/stripe.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { finished, type OpenTask } from '../desk/staff-tasks.ts'
import { changedMembership, keys, savedApplication } from '../items.ts'
import { knownMember } from '../known-member.ts'
import { lapseTold } from '../renewal/lapse-told.ts'
import { duesRecorded } from './record-payment.ts'
import { factsOfMandate, withStandingMandate } from './standing-mandate.ts'

type Needs = {
  table: Table
  now: Clock
  newId: NewId
  payments: Pick<Payments, 'readInvoice' | 'readReturned' | 'refund' | 'readMandate' | 'stopRenewing' | 'endMandate'>
}

export type AssignedPayment =
  | { outcome: 'assigned' }
  | { outcome: 'refused'; reason: 'unknown' | 'nothing-left' | 'recorded-already' }

/**
 * Money that nobody was known for is this member's: it counts from the day on which it came. A card that is charged by
 * itself comes with it, so that what it pays later finds the member too.
 */
export const assignPayment = async (
  needs: Needs,
  actor: Actor,
  { task, memberId }: { task: OpenTask; memberId: MemberId },
): Promise<AssignedPayment> => {
  const { table, now, newId } = needs
  const { paymentId } = task
  if (!paymentId) return { outcome: 'refused', reason: 'unknown' }
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const known = await knownMember(table, memberId)
    if (!known) return { outcome: 'refused', reason: 'unknown' }
    const { member, membership, city } = known
    const found = await paymentOf(needs, { ...task, paymentId }, city.timeZone)
    if (!found || found.payment.refunded >= found.payment.cents) return { outcome: 'refused', reason: 'nothing-left' }
    const { payment, paid } = found
    const at = now()
    const moment = { today: dayIn(at, city.timeZone), at, timeZone: city.timeZone }
    const payments = withPayment(membership.payments, payment)
    const card = paid?.subscriptionId ? await needs.payments.readMandate(paid.subscriptionId) : undefined
    const extended = withPayments(membership, payments, moment)
    const after = card ? await withStandingMandate(needs, extended, card, moment) : extended
    const cards = { memberId, ...(membership.mandate && { before: membership.mandate }), after: after.mandate, at }
    const written = await table.write(
      ...duesRecorded(needs, payment, { memberId, first: false }),
      ...changedMembership(member, membership, after),
      ...factsOfMandate(newId, cards),
      ...lapseTold(newId, membership, after, at),
      ...(await leadingTo(table, member, paid?.applicationId)),
      auditEntry({ at, actor, act: 'payment.assigned', subject: memberId, detail: { paymentId } }),
      ...finished(needs, actor, task),
    )
    if (written.outcome === 'written') return { outcome: 'assigned' }
    if (written.refused.includes(0)) return { outcome: 'refused', reason: 'recorded-already' }
  }
  throw new Error('a membership changed under every attempt to assign a payment to it')
}

const MOST_ATTEMPTS = 4

/** The application that the card names leads to the member from now on. */
const leadingTo = async (table: Table, { memberId, city }: Member, named: string | undefined): Promise<Write[]> => {
  const id = ApplicationId.safeParse(named)
  if (!id.success || (await table.get(Application, keys.application(id.data)))) return []
  return [
    {
      put: savedApplication({ state: 'fulfilled', applicationId: id.data, memberId, city }),
      if: { exists: false },
    },
  ]
}

type FoundPayment = { payment: Payment; paid?: Paid }

/** An invoice tells its own time and span; a payment made once carries a year from the day on which it was heard of. */
const paymentOf = async (
  { payments }: Needs,
  { paymentId, cents, at }: OpenTask & { paymentId: string },
  timeZone: string,
): Promise<FoundPayment | undefined> => {
  if (!paymentId.startsWith('in_')) {
    const { refunded, dispute } = await payments.readReturned(paymentId)
    const paidOn = dayIn(at, timeZone)
    const amount = cents ?? Cents.parse(0)
    return { payment: { paymentId, paidOn, cents: amount, refunded, months: 12, ...(dispute && { dispute }) } }
  }
  const paid = await payments.readInvoice(paymentId)
  if (paid.outcome !== 'paid') return undefined
  const { refunded, months, dispute } = paid
  const paidOn = dayIn(paid.paidAt, timeZone)
  return { payment: { paymentId, paidOn, cents: paid.cents, refunded, months, ...(dispute && { dispute }) }, paid }
}

export type ReturnedPayment =
  | { outcome: 'returned' }
  | { outcome: 'refused'; reason: 'unknown' | 'not-refundable' | 'already-refunded' | 'too-much' | 'changed-meanwhile' }

/** Tasks about money that is no member's: what a bank asks back is its payer's still. */
const NOBODYS = new Set(['find-payer', 'paid-after-erasure'])

/** All of it goes back to whoever paid, and the card is charged no more. Asked again, it goes back once. */
export const returnPayment = async (needs: Needs, actor: Actor, task: OpenTask): Promise<ReturnedPayment> => {
  const { paymentId } = task
  if (!paymentId || !NOBODYS.has(task.task)) return { outcome: 'refused', reason: 'unknown' }
  await needs.table.write(
    auditEntry({ at: needs.now(), actor, act: 'payment.refund-asked', subject: paymentId, detail: { paymentId } }),
  )
  const paid = paymentId.startsWith('in_') ? await needs.payments.readInvoice(paymentId) : undefined
  if (paid?.outcome === 'paid' && paid.subscriptionId) await needs.payments.endMandate(paid.subscriptionId)
  const answer = await needs.payments.refund({ paymentId, key: `refund-unclaimed:${paymentId}` })
  if (answer.outcome === 'refused' && answer.reason !== 'already-refunded') return answer
  const { outcome } = await needs.table.write(...finished(needs, actor, task))
  return outcome === 'written' ? { outcome: 'returned' } : { outcome: 'refused', reason: 'changed-meanwhile' }
}
