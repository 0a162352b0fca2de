import Stripe from 'stripe'
import { WEBHOOK_EVENTS } from '../../../events/membership/webhook-events.ts'
import type { Clock } from '../../../shared/units.ts'
import { type Account, clientOf } from './client.ts'
import { idOf } from './ids.ts'
import type { PaymentEvent, VerifyEvent } from './payments.ts'

/** `webhookSecrets` may hold the secret before this one too, with a space between, while one is being replaced. */
export const stripeEvents = (account: Account, webhookSecrets: () => Promise<string>, now: Clock): VerifyEvent => {
  const client = clientOf(account)
  return async (body, signature) => {
    const stripe = await client()
    const receivedAt = Date.parse(now())
    for (const secret of (await webhookSecrets()).split(/\s+/).filter(Boolean)) {
      try {
        const event = await stripe.webhooks.constructEventAsync(
          body,
          signature,
          secret,
          undefined,
          undefined,
          receivedAt,
        )
        return { outcome: 'verified', event: heardFrom(event, await account.secretKey()) }
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error
      }
    }
    return { outcome: 'refused', reason: 'bad-signature' }
  }
}

/** In our own words, with what is odd about it for an account that has this key. */
export const heardFrom = (event: Stripe.Event, key: string): PaymentEvent => {
  const live = /^[rs]k_live_/.test(key)
  const odd = event.livemode !== live ? 'mode' : event.api_version === Stripe.API_VERSION ? undefined : 'api-version'
  return { eventId: event.id, type: event.type, about: aboutOf(event), odd }
}

const aboutOf = (event: Stripe.Event): PaymentEvent['about'] => {
  const about = (kind: Exclude<PaymentEvent['about']['kind'], 'other'>, id: string | undefined) =>
    id ? ({ kind, id } as const) : NOTHING
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return about('checkout', event.data.object.id)
    case 'checkout.session.expired':
    case 'checkout.session.async_payment_failed':
      return about('checkout-over', event.data.object.id)
    case 'invoice.paid':
      return about('invoice', event.data.object.id)
    case 'invoice.payment_failed':
    case 'invoice.payment_action_required':
    case 'invoice.voided':
    case 'invoice.marked_uncollectible':
      return about('failed-invoice', event.data.object.id)
    case 'customer.subscription.created':
    case 'customer.subscription.updated':
    case 'customer.subscription.deleted':
    case 'customer.subscription.paused':
    case 'customer.subscription.resumed':
      return about('subscription', event.data.object.id)
    case 'charge.refunded':
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed':
    case 'charge.dispute.created':
    case 'charge.dispute.updated':
    case 'charge.dispute.closed':
      return about('refund', idOf(event.data.object.payment_intent))
    default:
      return NOTHING
  }
}

const NOTHING = { kind: 'other' } as const

/** The types that ring for something. */
export const RINGING: readonly Stripe.Event['type'][] = WEBHOOK_EVENTS
