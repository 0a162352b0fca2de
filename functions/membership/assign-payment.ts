import type { DuesPaid } from '../../events/membership/facts.ts'
import { outboxItem } from '../../events/outbox.ts'
import { dayIn } from '../../shared/calendar.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { FactId, type MemberId, type NewId } from '../../shared/ids.ts'
import { withPayments } from '../../shared/membership/membership.ts'
import { type Payment, withPayment } from '../../shared/membership/payments.ts'
import { Cents, type Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Payments } from '../adapters/stripe.ts'
import type { Table } from '../adapters/table.ts'
import { changedMembership, keys } from './items.ts'
import { knownMember } from './known-member.ts'
import { finished, type OpenTask } from './staff-tasks.ts'

type Needs = {
  table: Table
  now: Clock
  newId: NewId
  payments: Pick<Payments, 'readInvoice' | 'readReturned' | 'refund'>
}

export type AssignedPayment =
  | { outcome: 'assigned' }
  | { outcome: 'refused'; reason: 'unknown' | 'nothing-left' | 'recorded-already' }

/** Money that nobody was known for is this member's: it counts from the day on which it came. */
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
    const payment = await paymentOf(needs, { ...task, paymentId }, city.timeZone)
    if (!payment || payment.refunded >= payment.cents) return { outcome: 'refused', reason: 'nothing-left' }
    const at = now()
    const payments = withPayment(membership.payments, payment)
    const after = withPayments(membership, payments, { today: dayIn(at, city.timeZone), at })
    const told: DuesPaid = {
      fact: 'membership.dues-paid',
      version: 1,
      factId: newId(FactId, 'fct'),
      at,
      memberId,
      paymentId,
      cents: payment.cents,
      first: false,
    }
    const written = await table.write(
      { put: { ...keys.payment(paymentId), memberId }, if: { exists: false } },
      ...changedMembership(member, membership, after),
      { put: outboxItem(told), if: { exists: false } },
      auditEntry({ at, actor, act: 'payment.assigned', subject: memberId, detail: { paymentId } }),
      ...finished(needs, actor, task),
    )
    if (written.outcome === 'written') return { outcome: 'assigned' }
    if (written.refused.includes(0)) return { outcome: 'refused', reason: 'recorded-already' }
  }
  throw new Error('a membership changed under every attempt to assign a payment to it')
}

const MOST_ATTEMPTS = 4

/** An invoice tells its own time and span; a payment made once carries a year from the day on which it was heard of. */
const paymentOf = async (
  { payments }: Needs,
  { paymentId, cents, at }: OpenTask & { paymentId: string },
  timeZone: string,
): Promise<Payment | undefined> => {
  if (!paymentId.startsWith('in_')) {
    const { refunded, dispute } = await payments.readReturned(paymentId)
    const paidOn = dayIn(at, timeZone)
    return { paymentId, paidOn, cents: cents ?? Cents.parse(0), refunded, months: 12, ...(dispute && { dispute }) }
  }
  const paid = await payments.readInvoice(paymentId)
  if (paid.outcome !== 'paid') return undefined
  const { refunded, months, dispute } = paid
  const paidOn = dayIn(paid.paidAt, timeZone)
  return { paymentId, paidOn, cents: paid.cents, refunded, months, ...(dispute && { dispute }) }
}

export type ReturnedPayment =
  | { outcome: 'returned' }
  | { outcome: 'refused'; reason: 'unknown' | 'not-refundable' | 'already-refunded' | 'too-much' | 'changed-meanwhile' }

/** All of it goes back to whoever paid. Asked again, it goes back once. */
export const returnPayment = async (needs: Needs, actor: Actor, task: OpenTask): Promise<ReturnedPayment> => {
  const { paymentId } = task
  if (!paymentId) return { outcome: 'refused', reason: 'unknown' }
  await needs.table.write(
    auditEntry({ at: needs.now(), actor, act: 'payment.refund-asked', subject: paymentId, detail: { paymentId } }),
  )
  const answer = await needs.payments.refund({ paymentId, key: `refund-unclaimed:${paymentId}` })
  if (answer.outcome === 'refused' && answer.reason !== 'already-refunded') return answer
  const { outcome } = await needs.table.write(...finished(needs, actor, task))
  return outcome === 'written' ? { outcome: 'returned' } : { outcome: 'refused', reason: 'changed-meanwhile' }
}
