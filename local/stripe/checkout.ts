import type { Due } from '../due.ts'
import type { Billing } from './billing.ts'
import { invalid, missing, StripeFault } from './fault.ts'
import type { StripeKnobs } from './knobs.ts'
import { money } from './money.ts'
import { newPrice, newProduct, type Price, type Product } from './objects/catalog.ts'
import { type Customer, newCustomer } from './objects/customer.ts'
import { newInvoice } from './objects/invoice.ts'
import { newPaymentIntent, newPaymentMethod, type PaymentIntent, type PaymentMethod } from './objects/payment.ts'
import { type LineItem, newLineItem, newSession, type Session, shown } from './objects/session.ts'
import { list } from './objects/wire.ts'
import type { SessionParameters } from './parameters.ts'
import type { Store } from './store.ts'
import type { Tell } from './webhooks.ts'

export type Checkout = ReturnType<typeof createCheckout>
type CheckoutOptions = {
  store: Store
  now: () => number
  tell: Tell
  timers: Pick<Due, 'plan' | 'forget'>
  billing: Billing
  knobs: () => StripeKnobs
  turn: (change: Partial<StripeKnobs>) => void
  origin: string
}

const minute = 60
const day = 86_400
const debitTime = 4 * day
// Stripe's least charge in US dollars, in cents.
const leastCharge = 50

export function createCheckout({ store, now, tell, timers, billing, knobs, turn, origin }: CheckoutOptions) {
  function create(given: SessionParameters): Session {
    if (given.customer && given.customer_email)
      throw invalid('You may only specify one of these parameters: customer, customer_email.', 'customer')
    const customer = given.customer ? store.get<Customer>('customer', given.customer) : undefined
    if (given.customer && !customer) throw missing('customer', given.customer, 'customer')
    if (given.mode === 'subscription' && given.invoice_creation)
      throw invalid('You can only use invoice_creation in payment mode.', 'invoice_creation')
    if (given.mode === 'payment' && given.subscription_data)
      throw invalid('You can not pass `subscription_data` in `payment` mode.', 'subscription_data')
    if (given.mode === 'subscription' && given.payment_intent_data)
      throw invalid('You can not pass `payment_intent_data` in `subscription` mode.', 'payment_intent_data')
    const expires = given.expires_at ?? now() + day
    if (expires < now() + 30 * minute)
      throw invalid(
        'The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.',
        'expires_at',
      )
    if (expires > now() + day)
      throw invalid(
        'The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.',
        'expires_at',
      )
    const items = given.line_items.map((item, index) => lineItem(item, `line_items[${index}]`, given.mode))
    const total = items.reduce((sum, { amount_total }) => sum + amount_total, 0)
    if (total < leastCharge)
      throw invalid(
        "The Checkout Session's total amount due must add up to at least $0.50 usd",
        undefined,
        'amount_too_small',
      )
    const session = newSession(now(), given, { items, total, expires, origin })
    store.add<Session>(session)
    timers.plan({ kind: 'expire', key: session.id, at: expires * 1000, body: { id: session.id } })
    return session
  }

  function lineItem(given: SessionParameters['line_items'][number], param: string, mode: string): LineItem {
    const price = given.price ? store.get<Price>('price', given.price) : newPriceOf(given, param)
    if (!price) throw missing('price', given.price ?? '', `${param}[price]`)
    if (mode === 'subscription' && !price.recurring)
      throw invalid('You must provide at least one recurring price in `subscription` mode.', param)
    if (mode === 'payment' && price.recurring)
      throw invalid(
        'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
        param,
      )
    const product = store.get<Product>('product', price.product as string)
    return newLineItem(price, given.quantity, product?.name ?? null)
  }

  function newPriceOf(given: SessionParameters['line_items'][number], param: string): Price {
    const data = given.price_data
    if (!data)
      throw invalid(`Missing required param: ${param}[price_data].`, `${param}[price_data]`, 'parameter_missing')
    const product = data.product_data
      ? store.add<Product>(newProduct(now(), data.product_data))
      : store.get<Product>('product', data.product ?? '')
    if (!product) throw missing('product', data.product ?? '', `${param}[price_data][product]`)
    return store.add<Price>(
      newPrice(now(), {
        currency: data.currency,
        unit_amount: data.unit_amount,
        product: product.id,
        recurring: data.recurring && {
          interval: data.recurring.interval,
          interval_count: data.recurring.interval_count ?? 1,
        },
      }),
    )
  }

  /** Pays an open session with a card that works; a declined payment is told on the page and leaves the session open. */
  function pay(session: Session, email: string | null): 'paid' | 'declined' {
    return payBy(session, email, undefined)
  }

  function payBy(session: Session, email: string | null, debit: 'works' | 'fails' | undefined): 'paid' | 'declined' {
    if (knobs().declineNext > 0) {
      turn({ declineNext: knobs().declineNext - 1 })
      return decline(session, email)
    }
    const address = session.customer_email ?? email
    const customer = customerOf(session, address)
    const method = customer
      ? billing.attachCard(customer, 'works')
      : store.add<PaymentMethod>(newPaymentMethod(now(), null, address, 'works'))
    const result =
      session.mode === 'subscription'
        ? subscribe(session, customer, method)
        : payOnce(session, customer, method, address, debit)
    const { _declined: _, ...rest } = session
    const complete: Session = {
      ...rest,
      ...result,
      customer: customer?.id ?? null,
      customer_details: {
        address: null,
        business_name: null,
        email: address ?? customer?.email ?? null,
        individual_name: null,
        name: null,
        phone: null,
        tax_exempt: 'none',
        tax_ids: [],
      },
      payment_status: debit ? 'unpaid' : 'paid',
      status: 'complete',
      url: null,
      ...(debit && { _debit: debit }),
    }
    store.save(complete)
    if (debit) timers.plan({ kind: 'debit', key: session.id, at: (now() + debitTime) * 1000, body: { id: session.id } })
    timers.forget('expire', session.id)
    tell('checkout.session.completed', shown(complete))
    return 'paid'
  }

  function subscribe(session: Session, customer: Customer | null, method: PaymentMethod) {
    const [item] = session._line_items
    if (!item || !customer) throw new Error(`Session ${session.id} has no item or no customer`)
    const { subscription, invoice } = billing.subscribe({
      customer,
      method,
      price: item.price,
      quantity: item.quantity ?? 1,
      ...session._subscription,
    })
    return { subscription: subscription.id, invoice: invoice.id }
  }

  function payOnce(
    session: Session,
    customer: Customer | null,
    method: PaymentMethod,
    email: string | null,
    debit: 'works' | 'fails' | undefined,
  ) {
    const intent = store.add(
      newPaymentIntent(now(), {
        amount: session.amount_total ?? 0,
        currency: session.currency ?? 'usd',
        customer: customer?.id ?? null,
        paymentMethod: method.id,
        receiptEmail: session._intent.receiptEmail ?? email,
        metadata: session._intent.metadata,
        description: session._intent.description,
        offSession: false,
      }),
    )
    if (debit) {
      store.save<PaymentIntent>({ ...intent, status: 'processing' })
      return { payment_intent: intent.id, invoice: null }
    }
    const paid = billing.pay(intent, method, true)
    const invoice = session.invoice_creation?.enabled && customer ? invoiceOf(session, customer) : null
    if (invoice) billing.invoicePaid(invoice, paid.intent)
    return { payment_intent: intent.id, invoice: invoice?.id ?? null }
  }

  /** Four days later the bank has answered. */
  function settleDebit(id: string) {
    const session = find(id)
    const intent = store.get<PaymentIntent>('payment_intent', String(session.payment_intent))
    const method = store.get<PaymentMethod>('payment_method', String(intent?.payment_method))
    if (!intent || !method) throw new Error(`Session ${id} has no payment on its way`)
    const works = session._debit === 'works'
    const paid = billing.pay(intent, method, works)
    if (!works) return tell('checkout.session.async_payment_failed', shown(session))
    const customer = store.get<Customer>('customer', String(session.customer))
    const invoice = session.invoice_creation?.enabled && customer ? invoiceOf(session, customer) : null
    if (invoice) billing.invoicePaid(invoice, paid.intent)
    const settled = store.save<Session>({ ...session, payment_status: 'paid', invoice: invoice?.id ?? null })
    tell('checkout.session.async_payment_succeeded', shown(settled))
  }

  function invoiceOf(session: Session, customer: Customer) {
    const data = session.invoice_creation?.invoice_data
    return newInvoice(now(), {
      customer,
      currency: session.currency ?? 'usd',
      billingReason: 'manual',
      period: { start: now(), end: now() },
      metadata: data?.metadata ?? {},
      description: data?.description ?? undefined,
      footer: data?.footer ?? undefined,
      lines: session._line_items.map((item) => ({
        amount: item.amount_total,
        description: item.description ?? money(item.price),
        period: { start: now(), end: now() },
        price: item.price,
        quantity: item.quantity ?? 1,
      })),
    })
  }

  function customerOf(session: Session, email: string | null): Customer | null {
    if (session.customer) return store.get<Customer>('customer', session.customer as string) ?? null
    if (session.customer_creation !== 'always') return null
    const customer = store.add<Customer>(newCustomer(now(), { email: email ?? undefined }))
    tell('customer.created', customer)
    return customer
  }

  function decline(session: Session, email: string | null): 'declined' {
    const method = store.add<PaymentMethod>(newPaymentMethod(now(), null, session.customer_email ?? email, 'declined'))
    const intent = store.add(
      newPaymentIntent(now(), {
        amount: session.amount_total ?? 0,
        currency: session.currency ?? 'usd',
        customer: session.customer as string | null,
        paymentMethod: method.id,
        metadata: session._intent.metadata,
        offSession: session.mode === 'subscription',
      }),
    )
    billing.pay(intent, method, false)
    store.save({ ...session, _declined: true })
    return 'declined'
  }

  function expire(id: string): Session {
    const session = find(id)
    if (session.status !== 'open')
      throw new StripeFault(400, {
        type: 'invalid_request_error',
        message: `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${session.status}\`.`,
      })
    const expired: Session = { ...session, status: 'expired', url: null }
    store.save(expired)
    timers.forget('expire', id)
    tell('checkout.session.expired', shown(expired))
    return expired
  }

  function find(id: string): Session {
    const session = store.get<Session>('checkout.session', id)
    if (!session) throw missing('checkout.session', id)
    return session
  }

  return {
    create,
    find,
    pay,
    /** From a bank account, which only payments made once offer. */
    debit: (session: Session, email: string | null, end: 'works' | 'fails') => {
      if (session.mode !== 'payment') throw invalid('A subscription cannot be paid from a bank account here.')
      return payBy(session, email, end)
    },
    decline,
    expire,
    ring(kind: string, id: string) {
      if (kind === 'debit') return settleDebit(id)
      if (store.get<Session>('checkout.session', id)?.status === 'open') expire(id)
    },
    lineItems: (session: Session) => list(`/v1/checkout/sessions/${session.id}/line_items`, session._line_items),
  }
}
