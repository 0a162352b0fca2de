import Stripe from 'stripe'
import type { Client } from './client.ts'
import { idOf, orNone } from './ids.ts'
import type { Payments, RefundAnswer } from './payments.ts'

/** Money that staff give back. */
export const refunds = (stripe: Client): Pick<Payments, 'refund'> => ({
  async refund({ paymentId, cents, key }) {
    const api = await stripe()
    const intent = paymentId.startsWith('in_') ? await intentOf(api, paymentId) : paymentId
    if (!intent) return refused('not-refundable')
    try {
      await api.refunds.create(
        { payment_intent: intent, ...(cents !== undefined && { amount: cents }) },
        { idempotencyKey: key },
      )
      return { outcome: 'refunded' }
    } catch (error) {
      const reason = error instanceof Stripe.errors.StripeInvalidRequestError ? refusalOf(error) : undefined
      if (!reason) throw error
      return refused(reason)
    }
  },
})

const intentOf = async (api: Stripe, invoiceId: string): Promise<string | undefined> => {
  const invoice = await orNone(api.invoices.retrieve(invoiceId, { expand: ['payments'] }))
  const paid = invoice?.payments?.data.find(({ status }) => status === 'paid')
  return idOf(paid?.payment.payment_intent)
}

type Refusal = Extract<RefundAnswer, { outcome: 'refused' }>['reason']

const refusalOf = ({ code, param }: { code?: string; param?: string }): Refusal | undefined => {
  switch (code) {
    case 'charge_already_refunded':
      return 'already-refunded'
    case 'amount_too_large':
      return 'too-much'
    case 'charge_disputed':
    case 'charge_not_refundable':
    case 'refund_disputed_payment':
    case 'resource_missing':
      return 'not-refundable'
    default:
      return param === 'amount' ? 'too-much' : undefined
  }
}

const refused = (reason: Refusal) => ({ outcome: 'refused', reason }) as const
