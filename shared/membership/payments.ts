import * as z from 'zod'
import { daysAfter, monthsAfter } from '../calendar.ts'
import { Cents, PlainDate } from '../units.ts'
import { DUES } from './policy.ts'

/** One payment of dues, kept with the membership for ever; a second record of the same id changes nothing. */
export const Payment = z.object({
  /** The provider's id of the invoice or of the payment: what two webhooks about the same money have in common. */
  paymentId: z.string().min(1).max(255),
  /** The day in the city of the member. */
  paidOn: PlainDate,
  cents: Cents,
  refunded: Cents,
  /** How many months it carries. */
  months: z.int().min(1).max(120).default(12),
  /** Only for dues paid elsewhere, whose end is known from there. */
  through: PlainDate.optional(),
  /** No money: staff gave the months. Why stands in the member's history. */
  granted: z.enum(['gift', 'sponsored']).optional(),
  /** The payer's bank takes it back, or wants to. */
  dispute: z.enum(['open', 'lost']).optional(),
})
export type Payment = z.output<typeof Payment>

/**
 * The last day that the payments carry, or undefined when nothing is left of them. It depends on what was paid and
 * not on the order in which that was heard. Each payment carries its months, counted from the first day of the unbroken
 * run it belongs to, so that someone who joined on February 29 ends on February 28 or 29 and never drifts. A payment
 * within the grace days renews from the old end; a later one begins a new run. What was refunded in full, or is
 * disputed, carries nothing.
 */
export const paidThrough = (
  payments: readonly Payment[],
  graceDays: number = DUES.graceDays,
): PlainDate | undefined => {
  let run: { anchor: PlainDate; months: number } | undefined
  for (const payment of inOrder(payments)) {
    const end = run && monthsAfter(run.anchor, run.months)
    if (payment.through) {
      if (!end || payment.through > end) run = { anchor: payment.through, months: 0 }
    } else if (!run || !end || payment.paidOn > daysAfter(end, graceDays))
      run = { anchor: payment.paidOn, months: payment.months }
    else run = { anchor: run.anchor, months: run.months + payment.months }
  }
  return run && monthsAfter(run.anchor, run.months)
}

/** The list with this payment in it; the very same list when it is there already. */
export const withPayment = (payments: readonly Payment[], payment: Payment): readonly Payment[] =>
  payments.some((known) => known.paymentId === payment.paymentId) ? payments : [...payments, payment]

/** The list with what went back of one payment as it stands now: a refund that failed, or a dispute that was won, comes back. */
export const withReturned = (
  payments: readonly Payment[],
  paymentId: string,
  { refunded, dispute }: Pick<Payment, 'refunded' | 'dispute'>,
): readonly Payment[] =>
  payments.map((payment) => {
    if (payment.paymentId !== paymentId) return payment
    const { dispute: _, ...rest } = payment
    return { ...rest, refunded, ...(dispute && { dispute }) }
  })

/** Has money come in on this day or later? Whoever paid was thanked for it by a mail of its own. */
export const paidSince = (payments: readonly Payment[], day: PlainDate): boolean =>
  payments.some(({ granted, through, paidOn }) => !granted && !through && paidOn >= day)

/** What can still be given back by card: not what staff gave, not what was paid elsewhere, not what a bank decides about. */
export const refundable = (payment: Payment): number =>
  payment.granted || payment.through || payment.dispute ? 0 : payment.cents - payment.refunded

const inOrder = (payments: readonly Payment[]): Payment[] =>
  [...new Map(payments.map((payment) => [payment.paymentId, payment])).values()]
    .filter(({ refunded, cents, dispute }) => !dispute && (refunded === 0 || refunded < cents))
    .sort((a, b) => (a.paidOn === b.paidOn ? compare(a.paymentId, b.paymentId) : compare(a.paidOn, b.paidOn)))

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
