import type { Due } from '../due.ts'
import type { StripeKnobs } from './knobs.ts'
import { money } from './money.ts'
import type { Price, Product } from './objects/catalog.ts'
import type { Customer } from './objects/customer.ts'
import { type Invoice, type InvoicePayment, newInvoice, newInvoicePayment } from './objects/invoice.ts'
import {
  type Card,
  type Charge,
  declined,
  newCharge,
  newPaymentIntent,
  newPaymentMethod,
  type PaymentIntent,
  type PaymentMethod,
} from './objects/payment.ts'
import { newSubscription, type Subscription } from './objects/subscription.ts'
import type { Metadata } from './objects/wire.ts'
import { boundaryAfter, itemOf, type Period, periodOf, withItem } from './periods.ts'
import { newId, type Store } from './store.ts'
import type { Tell } from './webhooks.ts'

export type Billing = ReturnType<typeof createBilling>

type BillingOptions = {
  store: Store
  /** Epoch seconds. */
  now: () => number
  tell: Tell
  timers: Pick<Due, 'plan' | 'forget'>
  knobs: () => StripeKnobs
  /** Where the pages of receipts are. */
  origin: string
}

const hour = 3600
const day = 24 * hour
// Stripe leaves a renewal's invoice in draft for about an hour.
const draftTime = hour
const noticeTime = 7 * day
// After the last failed attempt the subscription ends, as Stripe's dashboard is set by default.
const retryAfterDays = [3, 5, 7]

export function createBilling({ store, now, tell, timers, knobs, origin }: BillingOptions) {
  function product(price: Price): string {
    return store.get<Product>('product', price.product as string)?.name ?? 'Membership'
  }

  function pay(
    intent: PaymentIntent,
    method: PaymentMethod,
    succeeds: boolean,
  ): { intent: PaymentIntent; charge: Charge } {
    const made = newCharge(now(), intent, method, succeeds) as Charge
    const charge = store.add<Charge>(succeeds ? { ...made, receipt_url: `${origin}/receipt/${made.id}` } : made)
    const { last_payment_error: _, ...rest } = intent
    const done: PaymentIntent = {
      ...rest,
      latest_charge: charge.id,
      payment_method: succeeds ? method.id : null,
      amount_received: succeeds ? intent.amount : 0,
      status: succeeds ? 'succeeded' : 'requires_payment_method',
      last_payment_error: succeeds
        ? null
        : {
            type: 'card_error',
            code: 'card_declined',
            decline_code: 'generic_decline',
            message: declined,
            charge: charge.id,
          },
    }
    store.save(done)
    tell(succeeds ? 'charge.succeeded' : 'charge.failed', charge)
    tell(succeeds ? 'payment_intent.succeeded' : 'payment_intent.payment_failed', done)
    return { intent: done, charge }
  }

  function attachCard(customer: Customer, card: Card): PaymentMethod {
    const method = store.add(newPaymentMethod(now(), customer.id, customer.email, card) as PaymentMethod)
    tell('payment_method.attached', method)
    store.save({ ...customer, invoice_settings: { ...customer.invoice_settings, default_payment_method: method.id } })
    return method
  }

  /** A subscription and its first invoice, paid by an intent that has succeeded. */
  function subscribe(given: {
    customer: Customer
    method: PaymentMethod
    price: Price
    quantity: number
    metadata: Metadata
    description?: string | undefined
  }): { subscription: Subscription; invoice: Invoice } {
    const start = now()
    const subscription = newSubscription(start, {
      customer: given.customer.id,
      price: given.price,
      quantity: given.quantity,
      periodEnd: boundaryAfter(start, start, given.price),
      paymentMethod: given.method.id,
      metadata: given.metadata,
      description: given.description,
    })
    const period = { start, end: periodOf(subscription).end }
    const invoice = draft(subscription, 'subscription_create', period, { start, end: start })
    store.add({ ...subscription, latest_invoice: invoice.id })
    tell('customer.subscription.created', { ...subscription, latest_invoice: invoice.id })
    tell('invoice.created', invoice)
    const paid = attempt(finalize(invoice), given.method, true)
    planPeriod(subscription)
    return { subscription: { ...subscription, latest_invoice: invoice.id }, invoice: paid }
  }

  /** An invoice about a payment that was made already (a one-off on the checkout page). */
  function invoicePaid(invoice: Invoice, intent: PaymentIntent): Invoice {
    store.add(invoice)
    tell('invoice.created', invoice)
    return settle(finalize(invoice), intent)
  }

  function finalize(invoice: Invoice): Invoice {
    const customer = store.get<Customer>('customer', invoice.customer as string)
    const sequence = customer?.next_invoice_sequence ?? 1
    if (customer) store.save({ ...customer, next_invoice_sequence: sequence + 1 })
    const open: Invoice = {
      ...invoice,
      status: 'open',
      number: `${customer?.invoice_prefix ?? 'LOCAL'}-${String(sequence).padStart(4, '0')}`,
      effective_at: now(),
      hosted_invoice_url: `${origin}/receipt/${invoice.id}`,
      ending_balance: 0,
      automatically_finalizes_at: null,
      status_transitions: { ...invoice.status_transitions, finalized_at: now() },
    }
    store.save(open)
    tell('invoice.finalized', open)
    return open
  }

  function attempt(invoice: Invoice, method: PaymentMethod, succeeds: boolean): Invoice {
    const known = paymentOf(invoice)
    const intent =
      (known && store.get<PaymentIntent>('payment_intent', known.payment.payment_intent as string)) ??
      store.add(
        newPaymentIntent(now(), {
          amount: invoice.amount_due,
          currency: invoice.currency,
          customer: invoice.customer as string,
          description:
            invoice.billing_reason === 'subscription_create' ? 'Subscription creation' : 'Subscription update',
          paymentMethod: method.id,
          offSession: true,
        }),
      )
    if (!known) store.add(newInvoicePayment(now(), invoice, intent.id))
    const paid = pay(intent, method, succeeds)
    return succeeds ? settle(invoice, paid.intent) : refuse(invoice)
  }

  function settle(invoice: Invoice, intent: PaymentIntent): Invoice {
    const payment = paymentOf(invoice) ?? store.add(newInvoicePayment(now(), invoice, intent.id))
    store.save({
      ...payment,
      status: 'paid',
      amount_paid: invoice.amount_due,
      status_transitions: { ...payment.status_transitions, paid_at: now() },
    })
    const paid: Invoice = {
      ...invoice,
      status: 'paid',
      amount_paid: invoice.amount_due,
      amount_remaining: 0,
      attempted: true,
      attempt_count: invoice.attempt_count + 1,
      auto_advance: false,
      next_payment_attempt: null,
      status_transitions: { ...invoice.status_transitions, paid_at: now() },
    }
    store.save(paid)
    timers.forget('retry', invoice.id)
    const subscription = subscriptionOf(paid)
    if (subscription?.status === 'past_due') change(subscription, { status: 'active' })
    tell('invoice.paid', paid)
    tell('invoice.payment_succeeded', paid)
    return paid
  }

  function refuse(invoice: Invoice): Invoice {
    const days = retryAfterDays[invoice.attempt_count]
    const next = days === undefined ? null : now() + days * day
    const failed: Invoice = {
      ...invoice,
      attempted: true,
      attempt_count: invoice.attempt_count + 1,
      next_payment_attempt: next,
    }
    store.save(failed)
    tell('invoice.payment_failed', failed)
    timers.forget('retry', invoice.id)
    const subscription = subscriptionOf(invoice)
    if (next !== null) timers.plan({ kind: 'retry', key: invoice.id, at: next * 1000, body: { id: invoice.id } })
    if (subscription && next === null) end(subscription, 'payment_failed')
    else if (subscription?.status === 'active') change(subscription, { status: 'past_due' })
    return failed
  }

  function renew(id: string) {
    const subscription = store.get<Subscription>('subscription', id)
    if (!subscription || subscription.status === 'canceled') return
    if (subscription.cancel_at_period_end) return end(subscription, 'cancellation_requested')
    const old = periodOf(subscription)
    const price = itemOf(subscription).price
    const period = { start: old.end, end: boundaryAfter(subscription.billing_cycle_anchor, old.end, price) }
    const invoice = draft(subscription, 'subscription_cycle', period, old)
    const renewed = change(subscription, {
      items: withItem(subscription, { current_period_start: period.start, current_period_end: period.end }),
      latest_invoice: invoice.id,
    })
    tell('invoice.created', invoice)
    timers.plan({ kind: 'collect', key: invoice.id, at: (now() + draftTime) * 1000, body: { id: invoice.id } })
    planPeriod(renewed)
  }

  function collect(id: string) {
    const invoice = store.get<Invoice>('invoice', id)
    if (invoice?.status === 'draft') attemptRenewal(finalize(invoice))
  }

  function retry(id: string) {
    const invoice = store.get<Invoice>('invoice', id)
    if (invoice?.status === 'open') attemptRenewal(invoice)
  }

  function attemptRenewal(invoice: Invoice) {
    const customer = store.get<Customer>('customer', invoice.customer as string)
    const subscription = subscriptionOf(invoice)
    const id = subscription?.default_payment_method ?? customer?.invoice_settings.default_payment_method
    const method = store.get<PaymentMethod>('payment_method', id as string)
    if (!method) return
    attempt(invoice, method, method.card?.last4 === '4242' && !knobs().failRenewals)
  }

  function noticeUpcoming(id: string) {
    const subscription = store.get<Subscription>('subscription', id)
    if (!subscription || subscription.status === 'canceled' || subscription.cancel_at_period_end) return
    const old = periodOf(subscription)
    const end = boundaryAfter(subscription.billing_cycle_anchor, old.end, itemOf(subscription).price)
    const preview = invoiceFor(subscription, 'upcoming', { start: old.end, end }, old, newId('upcoming_in_'))
    tell('invoice.upcoming', { ...preview, next_payment_attempt: old.end + draftTime })
  }

  function draft(
    subscription: Subscription,
    reason: NonNullable<Invoice['billing_reason']>,
    period: Period,
    invoicePeriod: Period,
  ): Invoice {
    const invoice = invoiceFor(subscription, reason, period, invoicePeriod)
    return store.add({
      ...invoice,
      automatically_finalizes_at: reason === 'subscription_cycle' ? now() + draftTime : null,
    })
  }

  function invoiceFor(
    subscription: Subscription,
    billingReason: NonNullable<Invoice['billing_reason']>,
    period: Period,
    invoicePeriod: Period,
    id = newId('in_'),
  ): Invoice {
    const item = itemOf(subscription)
    const customer = store.get<Customer>('customer', subscription.customer as string)
    if (!customer) throw new Error(`Customer of ${subscription.id} is not in the journal`)
    const quantity = item.quantity ?? 1
    return newInvoice(now(), {
      id,
      customer,
      currency: subscription.currency,
      billingReason,
      period: invoicePeriod,
      subscription: { id: subscription.id, metadata: subscription.metadata },
      lines: [
        {
          amount: (item.price.unit_amount ?? 0) * quantity,
          description: `${quantity} × ${product(item.price)} (at ${money(item.price)})`,
          period,
          price: item.price,
          quantity,
          subscription: subscription.id,
          subscriptionItem: item.id,
          metadata: subscription.metadata,
        },
      ],
    })
  }

  /** Saves a change and tells it with the values before. */
  function change(subscription: Subscription, to: Partial<Subscription>): Subscription {
    const changed = { ...subscription, ...to }
    const before = Object.fromEntries(Object.keys(to).map((key) => [key, subscription[key as keyof Subscription]]))
    store.save(changed)
    tell('customer.subscription.updated', changed, before)
    return changed
  }

  function end(subscription: Subscription, reason: 'cancellation_requested' | 'payment_failed'): Subscription {
    const ended: Subscription = {
      ...subscription,
      status: 'canceled',
      canceled_at: subscription.canceled_at ?? now(),
      ended_at: now(),
      cancellation_details: {
        ...(subscription.cancellation_details ?? { comment: null, feedback: null, feedback_option: null }),
        reason,
      },
    }
    store.save(ended)
    for (const kind of ['renew', 'upcoming']) timers.forget(kind, subscription.id)
    // What is open may be paid by hand; nothing is collected any more.
    for (const invoice of store.list<Invoice>('invoice', { invoiceSubscription: subscription.id, status: 'open' })
      .data) {
      timers.forget('retry', invoice.id)
      store.save({ ...invoice, auto_advance: false, next_payment_attempt: null })
    }
    tell('customer.subscription.deleted', ended)
    return ended
  }

  function planPeriod(subscription: Subscription) {
    const { end: until } = periodOf(subscription)
    const body = { id: subscription.id }
    const key = subscription.id
    if (until - noticeTime > now()) timers.plan({ kind: 'upcoming', key, at: (until - noticeTime) * 1000, body })
    timers.plan({ kind: 'renew', key, at: until * 1000, body })
  }

  function subscriptionOf(invoice: Invoice): Subscription | undefined {
    const id = invoice.parent?.subscription_details?.subscription
    return typeof id === 'string' ? store.get<Subscription>('subscription', id) : undefined
  }

  function paymentOf(invoice: Invoice): InvoicePayment | undefined {
    return store.list<InvoicePayment>('invoice_payment', { invoice: invoice.id }).data[0]
  }

  return {
    pay,
    attachCard,
    subscribe,
    invoicePaid,
    change,
    end,
    /** The fields that change when the cancellation at the period's end is set or taken back. */
    cancelAtPeriodEnd: (subscription: Subscription, yes: boolean): Partial<Subscription> => ({
      cancel_at_period_end: yes,
      cancel_at: yes ? periodOf(subscription).end : null,
      canceled_at: yes ? now() : null,
      cancellation_details: {
        comment: null,
        feedback: null,
        feedback_option: null,
        reason: yes ? 'cancellation_requested' : null,
      },
    }),
    /** A new card: what is open is tried again at once. */
    replaceCard(customer: Customer, card: Card) {
      const method = attachCard(customer, card)
      tell('customer.updated', store.get('customer', customer.id) ?? customer, {
        invoice_settings: { default_payment_method: customer.invoice_settings.default_payment_method },
      })
      for (const subscription of store.list<Subscription>('subscription', { customer: customer.id }).data)
        if (subscription.status !== 'canceled') change(subscription, { default_payment_method: method.id })
      for (const invoice of store.list<Invoice>('invoice', { customer: customer.id, status: 'open' }).data)
        if (invoice.auto_advance) attemptRenewal(invoice)
    },
    /** What the clock brings. */
    ring(kind: string, id: string) {
      if (kind === 'renew') renew(id)
      if (kind === 'upcoming') noticeUpcoming(id)
      if (kind === 'collect') collect(id)
      if (kind === 'retry') retry(id)
    },
  }
}
