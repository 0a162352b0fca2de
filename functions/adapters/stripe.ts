import Stripe from 'stripe'
import type { Language } from '../../shared/identity/person.ts'
import type { ApplicationId } from '../../shared/ids.ts'
import type { DuesInterval } from '../../shared/membership/dues.ts'
import { Cents, epochSecondsOf, type Instant, instantOf } from '../../shared/units.ts'

/** What is to be paid, by whom, and where the payer comes back to. The same key and order make one checkout. */
export type CheckoutOrder = {
  checkoutKey: string
  applicationId: ApplicationId
  email: string
  language: Language
  cents: Cents
  interval: DuesInterval
  successUrl: string
  cancelUrl: string
  expires: Instant
}

/** Dues that arrived. `paymentId` is the same in whatever event the payment is heard of. */
export type Paid = {
  outcome: 'paid'
  paymentId: string
  applicationId: string | undefined
  paidAt: Instant
  cents: Cents
  refunded: Cents
}

/** What an event rings for; what really happened is read from the provider, never from the event. */
export type PaymentEvent = {
  eventId: string
  type: string
  about: { kind: 'checkout' | 'invoice' | 'refund'; id: string } | { kind: 'other' }
  /** The event speaks of test money on a live site (or the reverse), or in the shapes of another API version. */
  odd: 'mode' | 'api-version' | undefined
}

export type HeardEvent = { outcome: 'verified'; event: PaymentEvent } | { outcome: 'refused'; reason: 'bad-signature' }

/** `done`: paid, or (by bank debit) about to be. */
export type CheckoutStanding = { standing: 'open'; url: string } | { standing: 'done' | 'expired' }

export type Payments = {
  createCheckout(order: CheckoutOrder): Promise<{ checkoutId: string; url: string }>
  checkoutStanding(checkoutId: string): Promise<CheckoutStanding>
  /** Ends a checkout that is open; answers how it stands afterwards. */
  endCheckout(checkoutId: string): Promise<Exclude<CheckoutStanding, { standing: 'open' }>>
  readCheckout(checkoutId: string): Promise<Paid | { outcome: 'unpaid' }>
  /** Invoices of subscriptions only: a payment made once is told by its checkout. */
  readInvoice(invoiceId: string): Promise<Paid | { outcome: 'unpaid' } | { outcome: 'not-dues' }>
  /** The id that dues have which were paid by this payment intent, should it have paid dues. */
  paymentIdOf(paymentIntent: string): Promise<string>
  /** What of a payment intent is refunded at this moment. */
  readRefunded(paymentIntent: string): Promise<Cents>
}

export type VerifyEvent = (body: string | Buffer, signature: string) => Promise<HeardEvent>

type Account = { api: string; product: string; secretKey: () => Promise<string> }

export const stripePayments = (account: Account): Payments => {
  const stripe = clientOf(account)
  return {
    async createCheckout(order) {
      const { id, url } = await (await stripe()).checkout.sessions.create(checkoutParams(order, account.product), {
        idempotencyKey: order.checkoutKey,
      })
      if (!url) throw new Error('the checkout has no page')
      return { checkoutId: id, url }
    },

    checkoutStanding: async (checkoutId) => standingOf(await (await stripe()).checkout.sessions.retrieve(checkoutId)),

    async endCheckout(checkoutId) {
      const { sessions } = (await stripe()).checkout
      const ended = standingOf(
        await sessions.expire(checkoutId).catch((error) => {
          // It has ended already, by payment or by its time.
          if (error instanceof Stripe.errors.StripeInvalidRequestError) return sessions.retrieve(checkoutId)
          throw error
        }),
      )
      if (ended.standing === 'open') throw new Error('the checkout is still open')
      return ended
    },

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
      return {
        outcome: 'paid',
        paymentId: intent.id,
        applicationId,
        paidAt: instantOf(intent.created * 1000),
        cents: Cents.parse(session.amount_total),
        refunded: await refundedOf(await stripe(), intent.id),
      }
    },

    async readInvoice(invoiceId) {
      const invoice = await (await stripe()).invoices.retrieve(invoiceId, { expand: ['payments'] })
      const subscription = invoice.parent?.subscription_details
      if (!subscription) return { outcome: 'not-dues' }
      if (invoice.status !== 'paid') return { outcome: 'unpaid' }
      return paidInvoice(await stripe(), invoice, subscription.metadata?.applicationId)
    },

    async paymentIdOf(paymentIntent) {
      const { data } = await (await stripe()).invoicePayments.list({
        payment: { type: 'payment_intent', payment_intent: paymentIntent },
        expand: ['data.invoice'],
      })
      const invoice = expanded(data[0]?.invoice ?? null)
      return invoice && 'parent' in invoice && invoice.parent?.subscription_details ? invoice.id : paymentIntent
    },

    readRefunded: async (paymentIntent) => refundedOf(await stripe(), paymentIntent),
  }
}

/** `webhookSecrets` may hold the secret before this one too, with a space between, while one is being replaced. */
export const stripeEvents =
  (account: Account, webhookSecrets: () => Promise<string>): VerifyEvent =>
  async (body, signature) => {
    const key = await account.secretKey()
    const stripe = await clientOf(account)()
    for (const secret of (await webhookSecrets()).split(/\s+/)) {
      try {
        const event = await stripe.webhooks.constructEventAsync(body, signature, secret)
        return { outcome: 'verified', event: { ...doorbell(event), odd: oddity(event, /^[rs]k_live_/.test(key)) } }
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) throw error
      }
    }
    return { outcome: 'refused', reason: 'bad-signature' }
  }

/** A client for the key of today; a rotated key makes a new one. */
const clientOf = (account: Account) => {
  let made: { key: string; stripe: Stripe } | undefined
  return async () => {
    const key = await account.secretKey()
    if (made?.key !== key) {
      const { hostname, port, protocol } = new URL(account.api)
      made = {
        key,
        stripe: new Stripe(key, {
          host: hostname,
          port: port || (protocol === 'http:' ? 80 : 443),
          protocol: protocol === 'http:' ? 'http' : 'https',
          telemetry: false,
          timeout: 10_000,
          maxNetworkRetries: 2,
        }),
      }
    }
    return made.stripe
  }
}

const checkoutParams = (order: CheckoutOrder, product: string): Stripe.Checkout.SessionCreateParams => {
  const metadata = { applicationId: order.applicationId }
  const price = { currency: 'usd', product, unit_amount: order.cents }
  return {
    client_reference_id: order.applicationId,
    customer_email: order.email,
    locale: order.language,
    metadata,
    success_url: order.successUrl,
    cancel_url: order.cancelUrl,
    expires_at: epochSecondsOf(order.expires),
    ...(order.interval === 'year'
      ? {
          mode: 'subscription',
          line_items: [{ quantity: 1, price_data: { ...price, recurring: { interval: 'year' } } }],
          subscription_data: { metadata },
        }
      : {
          mode: 'payment',
          line_items: [{ quantity: 1, price_data: price }],
          invoice_creation: { enabled: true },
        }),
  }
}

const standingOf = ({ status, url }: Stripe.Checkout.Session): CheckoutStanding => {
  if (status === 'open' && url) return { standing: 'open', url }
  return { standing: status === 'complete' ? 'done' : 'expired' }
}

const paidInvoice = async (
  stripe: Stripe,
  invoice: Stripe.Invoice,
  applicationId: string | undefined,
): Promise<Paid | { outcome: 'unpaid' }> => {
  if (invoice.status !== 'paid' || !invoice.id) return { outcome: 'unpaid' }
  const intents = (invoice.payments?.data ?? []).flatMap(({ payment }) => idOf(payment.payment_intent ?? null) ?? [])
  const refunds = await Promise.all(intents.map((intent) => refundedOf(stripe, intent)))
  return {
    outcome: 'paid',
    paymentId: invoice.id,
    applicationId,
    paidAt: instantOf((invoice.status_transitions.paid_at ?? invoice.created) * 1000),
    cents: Cents.parse(invoice.amount_paid),
    refunded: Cents.parse(refunds.reduce((sum, refund) => sum + refund, 0)),
  }
}

/** Pending refunds count: the money is on its way back. */
const refundedOf = async (stripe: Stripe, paymentIntent: string): Promise<Cents> => {
  const { data } = await stripe.refunds.list({ payment_intent: paymentIntent, limit: 100 })
  const standing = data.filter((refund) => refund.status !== 'failed' && refund.status !== 'canceled')
  return Cents.parse(standing.reduce((sum, refund) => sum + refund.amount, 0))
}

const doorbell = (event: Stripe.Event): Omit<PaymentEvent, 'odd'> => {
  const rings = { eventId: event.id, type: event.type }
  switch (event.type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return { ...rings, about: { kind: 'checkout', id: event.data.object.id } }
    case 'invoice.paid':
      return event.data.object.id ? { ...rings, about: { kind: 'invoice', id: event.data.object.id } } : other(rings)
    case 'charge.refunded':
    case 'refund.created':
    case 'refund.updated':
    case 'refund.failed': {
      const intent = idOf(event.data.object.payment_intent)
      return intent ? { ...rings, about: { kind: 'refund', id: intent } } : other(rings)
    }
    default:
      return other(rings)
  }
}

const other = (rings: { eventId: string; type: string }) => ({ ...rings, about: { kind: 'other' } as const })

const oddity = (event: Stripe.Event, live: boolean): PaymentEvent['odd'] =>
  event.livemode !== live ? 'mode' : event.api_version === Stripe.API_VERSION ? undefined : 'api-version'

const expanded = <T extends object>(value: string | T | null): T | undefined =>
  value && typeof value === 'object' ? value : undefined

const idOf = (value: string | { id: string } | null): string | undefined =>
  typeof value === 'string' ? value : value?.id
