import Stripe from 'stripe'
import { epochSecondsOf } from '../../../shared/units.ts'
import type { Client } from './client.ts'
import { expanded } from './ids.ts'
import type { CheckoutOrder, CheckoutStanding, Payments } from './payments.ts'

/** Pages on which somebody pays. */
export const checkouts = (
  stripe: Client,
  product: string,
): Pick<Payments, 'createCheckout' | 'checkoutStanding' | 'endCheckout'> => ({
  async createCheckout(order) {
    const { id, url } = await (await stripe()).checkout.sessions.create(paramsOf(order, product), {
      idempotencyKey: order.checkoutKey,
    })
    if (!url) throw new Error('the checkout has no page')
    return { checkoutId: id, url }
  },

  checkoutStanding: async (checkoutId) =>
    standingOf(await (await stripe()).checkout.sessions.retrieve(checkoutId, WITH_PAYMENT)),

  async endCheckout(checkoutId) {
    const { sessions } = (await stripe()).checkout
    const ended = standingOf(
      await sessions.expire(checkoutId, WITH_PAYMENT).catch((error) => {
        // It has ended already, by payment or by its time.
        if (error instanceof Stripe.errors.StripeInvalidRequestError) return sessions.retrieve(checkoutId, WITH_PAYMENT)
        throw error
      }),
    )
    if (ended.standing === 'open') throw new Error('the checkout is still open')
    return ended
  },
})

const paramsOf = (order: CheckoutOrder, product: string): Stripe.Checkout.SessionCreateParams => {
  const metadata = { applicationId: order.applicationId }
  const price = { currency: 'usd', product, unit_amount: order.cents }
  return {
    client_reference_id: order.applicationId,
    ...(order.customerId === undefined ? { customer_email: order.email } : { customer: order.customerId }),
    locale: order.language,
    metadata,
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
    expires_at: epochSecondsOf(order.expires),
    ...(order.interval === 'once'
      ? {
          mode: 'payment',
          line_items: [{ quantity: 1, price_data: price }],
          invoice_creation: { enabled: true },
        }
      : {
          mode: 'subscription',
          line_items: [{ quantity: 1, price_data: { ...price, recurring: { interval: order.interval } } }],
          subscription_data: { metadata },
        }),
  }
}

const WITH_PAYMENT = { expand: ['payment_intent'] }

const standingOf = ({ status, url, payment_intent }: Stripe.Checkout.Session): CheckoutStanding => {
  if (status === 'open' && url) return { standing: 'open', url }
  const refused = REFUSED.includes(expanded(payment_intent)?.status ?? '')
  return { standing: status === 'complete' && !refused ? 'done' : 'expired' }
}

/** A debit that the bank has sent back days later: nothing was paid. */
const REFUSED = ['requires_payment_method', 'canceled']
