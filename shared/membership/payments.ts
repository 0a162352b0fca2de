import * as z from 'zod'
import { daysAfter, yearsAfter } from '../calendar.ts'
import { Cents, PlainDate } from '../units.ts'
import { DUES } from './dues.ts'

/** One payment of dues, kept with the membership for ever; a second record of the same id changes nothing. */
export const Payment = z.object({
  /** The provider's id of the invoice or of the payment: what two webhooks about the same money have in common. */
  paymentId: z.string().min(1).max(255),
  /** The day in the city of the member. */
  paidOn: PlainDate,
  cents: Cents,
  refunded: Cents,
  /** Only for dues paid elsewhere, whose year is known from there. */
  through: PlainDate.optional(),
})
export type Payment = z.output<typeof Payment>

/**
 * The last day that the payments carry, or undefined when nothing is left of them. It depends on what was paid and
 * not on the order in which that was heard. Each payment carries one year, counted from the first day of the unbroken
 * run it belongs to, so that someone who joined on February 29 ends on February 28 or 29 and never drifts. A payment
 * within the grace days renews from the old end; a later one begins a new run. A payment refunded in full carries nothing.
 */
export const paidThrough = (
  payments: readonly Payment[],
  graceDays: number = DUES.graceDays,
): PlainDate | undefined => {
  let run: { anchor: PlainDate; years: number } | undefined
  for (const payment of inOrder(payments)) {
    const end = run && yearsAfter(run.anchor, run.years)
    if (payment.through) {
      if (!end || payment.through > end) run = { anchor: payment.through, years: 0 }
    } else if (!run || !end || payment.paidOn > daysAfter(end, graceDays)) run = { anchor: payment.paidOn, years: 1 }
    else run = { anchor: run.anchor, years: run.years + 1 }
  }
  return run && yearsAfter(run.anchor, run.years)
}

/** The list with this payment in it; the very same list when it is there already. */
export const withPayment = (payments: readonly Payment[], payment: Payment): readonly Payment[] =>
  payments.some((known) => known.paymentId === payment.paymentId) ? payments : [...payments, payment]

/** The list with what was refunded of one payment as it stands now: a refund that failed comes back. */
export const withRefund = (payments: readonly Payment[], paymentId: string, refunded: Cents): readonly Payment[] =>
  payments.map((payment) => (payment.paymentId === paymentId ? { ...payment, refunded } : payment))

const inOrder = (payments: readonly Payment[]): Payment[] =>
  [...new Map(payments.map((payment) => [payment.paymentId, payment])).values()]
    .filter(({ refunded, cents }) => refunded === 0 || refunded < cents)
    .sort((a, b) => (a.paidOn === b.paidOn ? compare(a.paymentId, b.paymentId) : compare(a.paidOn, b.paidOn)))

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
