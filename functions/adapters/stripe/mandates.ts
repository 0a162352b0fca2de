import Stripe from 'stripe'
import { Cents, instantOf } from '../../../shared/units.ts'
import type { Client } from './client.ts'
import { expanded, idOf, orNone } from './ids.ts'
import type { Mandate, Payments } from './payments.ts'

/** Cards that are charged by themselves. */
export const mandates = (
  stripe: Client,
  product: string,
): Pick<Payments, 'readMandate' | 'mandateOf' | 'changeDues' | 'stopRenewing' | 'renewAgain' | 'endMandate'> => {
  const readMandate = async (subscriptionId: string): Promise<Mandate | undefined> => {
    const api = await stripe()
    const subscription = await orNone(withCard(api, subscriptionId))
    return subscription && mandateFrom(subscription, await failingOf(api, subscription))
  }

  return {
    readMandate,

    async mandateOf(invoiceId) {
      const invoice = await orNone((await stripe()).invoices.retrieve(invoiceId))
      const subscriptionId = idOf(invoice?.parent?.subscription_details?.subscription)
      return subscriptionId ? readMandate(subscriptionId) : undefined
    },

    async changeDues(subscriptionId, { cents, key }) {
      const api = await stripe()
      const { id, price } = itemOf(await api.subscriptions.retrieve(subscriptionId))
      const { interval = 'year', interval_count = 1 } = price.recurring ?? {}
      const price_data = { currency: 'usd', product, unit_amount: cents, recurring: { interval, interval_count } }
      await api.subscriptions.update(
        subscriptionId,
        { items: [{ id, price_data }], proration_behavior: 'none' },
        { idempotencyKey: key },
      )
    },

    async stopRenewing(subscriptionId) {
      await orNone((await stripe()).subscriptions.update(subscriptionId, { cancel_at_period_end: true }))
    },

    async renewAgain(subscriptionId) {
      await (await stripe()).subscriptions.update(subscriptionId, { cancel_at_period_end: false })
    },

    async endMandate(subscriptionId) {
      // Stripe knows one that is over no longer by this call.
      await orNone((await stripe()).subscriptions.cancel(subscriptionId))
    },
  }
}

/** A restricted key that may not read cards reads all the rest: the card is named in a mail, and nothing hangs on it. */
const withCard = async (api: Stripe, subscriptionId: string): Promise<Stripe.Subscription> => {
  try {
    return await api.subscriptions.retrieve(subscriptionId, { expand: ['default_payment_method'] })
  } catch (error) {
    if (error instanceof Stripe.errors.StripePermissionError) return api.subscriptions.retrieve(subscriptionId)
    throw error
  }
}

const mandateFrom = (subscription: Stripe.Subscription, failing: Mandate['failing']): Mandate => {
  const item = itemOf(subscription)
  const standing = standingOf(subscription)
  const card = expanded(subscription.default_payment_method)?.card
  return {
    subscriptionId: subscription.id,
    customerId: idOf(subscription.customer) ?? '',
    applicationId: subscription.metadata.applicationId,
    standing,
    begunAt: instantOf(subscription.created * 1000),
    cents: Cents.parse((item.price.unit_amount ?? 0) * (item.quantity ?? 1)),
    interval: item.price.recurring?.interval === 'month' ? 'month' : 'year',
    chargesAt: standing === 'over' ? undefined : instantOf(item.current_period_end * 1000),
    ...(card && { card: { brand: card.brand, last4: card.last4 } }),
    ...(failing && { failing }),
  }
}

/** Of a standing that Stripe may invent later nothing is believed: its owner is reminded like those who pay by hand. */
const standingOf = (subscription: Stripe.Subscription): Mandate['standing'] => {
  switch (subscription.status) {
    case 'active':
    case 'trialing':
      return subscription.cancel_at_period_end || subscription.cancel_at !== null ? 'stopping' : 'alive'
    case 'past_due':
    case 'unpaid':
    case 'incomplete':
      return 'failing'
    default:
      return 'over'
  }
}

const failingOf = async (api: Stripe, subscription: Stripe.Subscription): Promise<Mandate['failing']> => {
  if (standingOf(subscription) !== 'failing') return undefined
  const { data } = await api.invoices.list({ subscription: subscription.id, status: 'open', limit: 10 })
  const latest = data.filter(({ attempt_count }) => attempt_count > 0).sort((a, b) => b.created - a.created)[0]
  if (!latest?.id) return undefined
  const since = latest.status_transitions.finalized_at ?? latest.created
  return { invoiceId: latest.id, since: instantOf(since * 1000), attempts: latest.attempt_count }
}

const itemOf = (subscription: Stripe.Subscription) => {
  const [item] = subscription.items.data
  if (!item) throw new Error('a subscription has no item')
  return item
}
