import type Stripe from 'stripe'
import { Cents, instantOf } from '../../../shared/units.ts'
import type { Client } from './client.ts'
import { expanded, idOf } from './ids.ts'
import type { Paid, Payments, Returned } from './payments.ts'

/** Payments that arrived, and what went back of them. */
export const dues = (
  stripe: Client,
): Pick<Payments, 'readCheckout' | 'readInvoice' | 'paymentIdOf' | 'readReturned'> => ({
  async readCheckout(checkoutId) {
    const session = await (await stripe()).checkout.sessions.retrieve(checkoutId, {
      expand: ['payment_intent', 'invoice', 'invoice.payments'],
    })
    if (session.payment_status === 'unpaid') return { outcome: 'unpaid' }
    const applicationId = session.client_reference_id ?? undefined
    if (session.mode === 'subscription') {
      const invoice = expanded(session.invoice)
      return invoice ? paidInvoice(await stripe(), invoice, applicationId) : { outcome: 'unpaid' }
    }
    const intent = expanded(session.payment_intent)
    if (!intent) return { outcome: 'unpaid' }
    const customerId = idOf(session.customer)
    return {
      outcome: 'paid',
      paymentId: intent.id,
      applicationId,
      paidAt: instantOf(intent.created * 1000),
      cents: Cents.parse(session.amount_total),
      months: 12,
      ...(customerId && { customerId }),
      ...(await returnedOf(await stripe(), intent.id)),
    }
  },

  async readInvoice(invoiceId) {
    const invoice = await (await stripe()).invoices.retrieve(invoiceId, { expand: ['payments'] })
    const subscription = invoice.parent?.subscription_details
    if (!subscription) return { outcome: 'not-dues' }
    return paidInvoice(await stripe(), invoice, subscription.metadata?.applicationId)
  },

  async paymentIdOf(paymentIntent) {
    const { data } = await (await stripe()).invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: paymentIntent },
      expand: ['data.invoice'],
    })
    const invoice = expanded(data[0]?.invoice)
    return invoice && 'parent' in invoice && invoice.parent?.subscription_details ? invoice.id : paymentIntent
  },

  readReturned: async (paymentIntent) => returnedOf(await stripe(), paymentIntent),
})

const paidInvoice = async (
  stripe: Stripe,
  invoice: Stripe.Invoice,
  applicationId: string | undefined,
): Promise<Paid | { outcome: 'unpaid' }> => {
  if (invoice.status !== 'paid' || !invoice.id) return { outcome: 'unpaid' }
  const returned = await Promise.all(intentsOf(invoice).map((intent) => returnedOf(stripe, intent)))
  const dispute = returned.find((each) => each.dispute)?.dispute
  const customerId = idOf(invoice.customer)
  const subscriptionId = idOf(invoice.parent?.subscription_details?.subscription)
  return {
    outcome: 'paid',
    paymentId: invoice.id,
    applicationId,
    paidAt: instantOf((invoice.status_transitions.paid_at ?? invoice.created) * 1000),
    cents: Cents.parse(invoice.amount_paid),
    months: monthsOf(invoice),
    refunded: Cents.parse(returned.reduce((sum, { refunded }) => sum + refunded, 0)),
    ...(customerId && { customerId }),
    ...(subscriptionId && { subscriptionId }),
    ...(dispute && { dispute }),
  }
}

const intentsOf = (invoice: Stripe.Invoice): string[] =>
  (invoice.payments?.data ?? []).flatMap(({ payment }) => idOf(payment.payment_intent) ?? [])

/** The invoice's lines say which time they are for; the subscription may be charged otherwise by now. */
const monthsOf = ({ lines }: Stripe.Invoice): 1 | 12 => {
  const longest = Math.max(0, ...lines.data.map(({ period }) => period.end - period.start))
  return longest > 0 && longest < LONGER_THAN_A_MONTH ? 1 : 12
}

const LONGER_THAN_A_MONTH = 60 * 86_400

/** Pending refunds count: the money is on its way back. */
const returnedOf = async (stripe: Stripe, paymentIntent: string): Promise<Returned> => {
  const of = { payment_intent: paymentIntent, limit: 100 }
  const [refunds, disputes] = await Promise.all([stripe.refunds.list(of), stripe.disputes.list(of)])
  const standing = refunds.data.filter((refund) => refund.status !== 'failed' && refund.status !== 'canceled')
  const refunded = Cents.parse(standing.reduce((sum, refund) => sum + refund.amount, 0))
  const states = disputes.data.map(({ status }) => disputeOf(status))
  const dispute = states.find((state) => state === 'lost') ?? states.find((state) => state === 'open')
  return { refunded, ...(dispute && { dispute }) }
}

/** What is lost may be appealed: it stays away until it is won. */
const disputeOf = (status: Stripe.Dispute['status']): Returned['dispute'] => {
  switch (status) {
    case 'won':
    case 'warning_closed':
    case 'prevented':
      return undefined
    case 'lost':
      return 'lost'
    default:
      return 'open'
  }
}
