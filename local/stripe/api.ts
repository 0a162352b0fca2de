import type * as z from 'zod'
import type { Billing, Metadata } from './billing.ts'
import { type Checkout, type Session, shown } from './checkout.ts'
import type { Dispute } from './disputes.ts'
import { invalid, missing, parseParameters, StripeFault } from './fault.ts'
import type { FormTree } from './form.ts'
import { newPrice, newProduct, type Price, type Product, planOf } from './objects/catalog.ts'
import { type Customer, newCustomer } from './objects/customer.ts'
import type { Invoice, InvoicePayment } from './objects/invoice.ts'
import { type Charge, newRefund, type PaymentIntent, type PaymentMethod, type Refund } from './objects/payment.ts'
import type { Subscription } from './objects/subscription.ts'
import { list } from './objects/wire.ts'
import * as parameters from './parameters.ts'
import { itemOf, withItem } from './periods.ts'
import type { Portal } from './portal.ts'
import { newId, type Store, type StoredObject } from './store.ts'
import type { Tell, WebhookEvent } from './webhooks.ts'

type ApiOptions = {
  store: Store
  now: () => number
  tell: Tell
  billing: Billing
  checkout: Checkout
  portal: Portal
}
type Route = { method: string; path: RegExp; run: (id: string, tree: FormTree) => object }

/** The calls of Stripe's API that the program uses. */
export function createApi({ store, now, tell, billing, checkout, portal }: ApiOptions) {
  const routes: Route[] = [
    route('POST', '/v1/checkout/sessions', parameters.createSession, (_, given) => checkout.create(given)),
    route('GET', '/v1/checkout/sessions/:id', parameters.only, (id) => checkout.find(id)),
    route('POST', '/v1/checkout/sessions/:id/expire', parameters.only, (id) => checkout.expire(id)),
    route('GET', '/v1/checkout/sessions/:id/line_items', parameters.listLineItems, (id) =>
      checkout.lineItems(checkout.find(id)),
    ),
    route(
      'GET',
      '/v1/checkout/sessions',
      parameters.listSessions,
      (_, { created, customer, payment_intent, subscription, status, ...page }) =>
        listing(
          '/v1/checkout/sessions',
          store.list<Session>('checkout.session', { customer, payment_intent, subscription, status }, page, created),
        ),
    ),

    route('POST', '/v1/customers', parameters.customer, (_, given) => {
      const customer = store.add<Customer>(newCustomer(now(), { ...given, metadata: merged({}, given.metadata) }))
      tell('customer.created', customer)
      return customer
    }),
    route('GET', '/v1/customers/:id', parameters.only, (id) => found<Customer>('customer', id)),
    route('POST', '/v1/customers/:id', parameters.customer, (id, given) => {
      const { metadata, expand: _, ...fields } = given
      const customer = found<Customer>('customer', id)
      const changed = store.save({ ...customer, ...defined(fields), metadata: merged(customer.metadata, metadata) })
      tell('customer.updated', changed)
      return changed
    }),
    route('DELETE', '/v1/customers/:id', parameters.only, forgetCustomer),
    route('GET', '/v1/customers', parameters.listCustomers, (_, { created, email, ...page }) =>
      listing('/v1/customers', store.list<Customer>('customer', { email }, page, created)),
    ),

    route('POST', '/v1/products', parameters.createProduct, (_, given) => {
      if (given.id && store.get<Product>('product', given.id))
        throw invalid('Product already exists.', 'id', 'resource_already_exists')
      return store.add<Product>(newProduct(now(), { ...given, metadata: merged({}, given.metadata) }))
    }),
    route('GET', '/v1/products/:id', parameters.only, (id) => found<Product>('product', id)),
    route('GET', '/v1/products', parameters.listProducts, (_, { created, ...page }) =>
      listing('/v1/products', store.list<Product>('product', {}, page, created)),
    ),
    route('GET', '/v1/prices/:id', parameters.only, (id) => found<Price>('price', id)),

    route('GET', '/v1/subscriptions/:id', parameters.only, (id) => found<Subscription>('subscription', id)),
    route('POST', '/v1/subscriptions/:id', parameters.updateSubscription, updateSubscription),
    route('DELETE', '/v1/subscriptions/:id', parameters.cancelSubscription, (id, { cancellation_details }) => {
      const subscription = living(id)
      const details = { ...subscription.cancellation_details, ...cancellation_details } as NonNullable<
        Subscription['cancellation_details']
      >
      return billing.end({ ...subscription, cancellation_details: details }, 'cancellation_requested')
    }),
    route('GET', '/v1/subscriptions', parameters.listSubscriptions, (_, { created, customer, status, ...page }) => {
      // Without a status Stripe leaves the canceled ones out.
      const filter = {
        customer,
        status: status === 'all' || status === undefined ? undefined : status === 'ended' ? 'canceled' : status,
      }
      const found = store.list<Subscription>('subscription', filter, page, created)
      const data = status === undefined ? found.data.filter((one) => one.status !== 'canceled') : found.data
      return listing('/v1/subscriptions', { ...found, data })
    }),

    route('GET', '/v1/invoices/:id', parameters.only, (id) => found<Invoice>('invoice', id)),
    route('GET', '/v1/invoices', parameters.listInvoices, (_, { created, customer, subscription, status, ...page }) =>
      listing(
        '/v1/invoices',
        store.list<Invoice>('invoice', { customer, status, invoiceSubscription: subscription }, page, created),
      ),
    ),
    route('GET', '/v1/invoice_payments/:id', parameters.only, (id) => found<InvoicePayment>('invoice_payment', id)),
    route(
      'GET',
      '/v1/invoice_payments',
      parameters.listInvoicePayments,
      (_, { created, invoice, status, payment, ...page }) =>
        listing(
          '/v1/invoice_payments',
          store.list<InvoicePayment>(
            'invoice_payment',
            { invoice, status, payment: payment?.payment_intent },
            page,
            created,
          ),
        ),
    ),
    route('GET', '/v1/payment_intents/:id', parameters.only, (id) => found<PaymentIntent>('payment_intent', id)),
    route('GET', '/v1/payment_intents', parameters.listPaymentIntents, (_, { created, customer, ...page }) =>
      listing('/v1/payment_intents', store.list<PaymentIntent>('payment_intent', { customer }, page, created)),
    ),
    route('GET', '/v1/payment_methods/:id', parameters.only, (id) => found<PaymentMethod>('payment_method', id)),
    route('GET', '/v1/charges/:id', parameters.only, (id) => found<Charge>('charge', id)),

    route('POST', '/v1/refunds', parameters.createRefund, (_, given) => refund(given)),
    route('GET', '/v1/refunds/:id', parameters.only, (id) => found<Refund>('refund', id)),
    route('GET', '/v1/refunds', parameters.listRefunds, (_, { created, charge, payment_intent, ...page }) =>
      listing('/v1/refunds', store.list<Refund>('refund', { charge, payment_intent }, page, created)),
    ),

    route('GET', '/v1/disputes/:id', parameters.only, (id) => found<Dispute>('dispute', id)),
    route('GET', '/v1/disputes', parameters.listDisputes, (_, { created, charge, payment_intent, ...page }) =>
      listing('/v1/disputes', store.list<Dispute>('dispute', { charge, payment_intent }, page, created)),
    ),

    route('GET', '/v1/events/:id', parameters.only, (id) => found<WebhookEvent>('event', id)),
    route('GET', '/v1/events', parameters.listEvents, (_, { created, type, types, delivery_success, ...page }) => {
      const pending = delivery_success === undefined ? undefined : delivery_success ? 0 : 1
      return listing('/v1/events', store.list<WebhookEvent>('event', { type: types ?? type, pending }, page, created))
    }),

    route('POST', '/v1/billing_portal/sessions', parameters.createPortalSession, (_, given) => {
      found<Customer>('customer', given.customer, 'customer')
      return portal.open(given)
    }),
  ]

  function updateSubscription(id: string, given: z.output<typeof parameters.updateSubscription>): Subscription {
    const subscription = living(id)
    const to: Partial<Subscription> = {}
    if (given.metadata) to.metadata = merged(subscription.metadata, given.metadata)
    if (given.description !== undefined) to.description = given.description || null
    if (given.default_payment_method) {
      found<PaymentMethod>('payment_method', given.default_payment_method, 'default_payment_method')
      to.default_payment_method = given.default_payment_method
    }
    if (given.cancel_at_period_end !== undefined)
      Object.assign(to, billing.cancelAtPeriodEnd(subscription, given.cancel_at_period_end))
    if (given.cancellation_details)
      to.cancellation_details = {
        ...(to.cancellation_details ?? subscription.cancellation_details),
        ...given.cancellation_details,
      } as NonNullable<Subscription['cancellation_details']>
    const [item] = given.items ?? []
    if (item) to.items = changedItem(subscription, item)
    return billing.change(subscription, to)
  }

  function changedItem(
    subscription: Subscription,
    item: NonNullable<z.output<typeof parameters.updateSubscription>['items']>[number],
  ): Subscription['items'] {
    const present = itemOf(subscription)
    if (item.id !== present.id) throw missing('subscription item', item.id, 'items[0][id]')
    const data = item.price_data
    if (data?.product_data)
      throw invalid(
        'Received unknown parameter: items[0][price_data][product_data]',
        'items[0][price_data][product_data]',
        'parameter_unknown',
      )
    if (data && !data.recurring)
      throw invalid(
        'Missing required param: items[0][price_data][recurring].',
        'items[0][price_data][recurring]',
        'parameter_missing',
      )
    const price = data?.recurring
      ? store.add<Price>(
          newPrice(now(), {
            currency: data.currency,
            unit_amount: data.unit_amount,
            product: found<Product>('product', data.product ?? '', 'items[0][price_data][product]').id,
            recurring: { interval: data.recurring.interval, interval_count: data.recurring.interval_count ?? 1 },
          }),
        )
      : item.price
        ? found<Price>('price', item.price, 'items[0][price]')
        : present.price
    // Another interval would start a new period and a proration, which the stand-in does not compute.
    if (price.recurring?.interval !== present.price.recurring?.interval)
      throw invalid(
        'The stand-in cannot change the interval of a subscription.',
        'items[0][price_data][recurring][interval]',
      )
    return withItem(subscription, { price, plan: planOf(price), quantity: item.quantity ?? present.quantity ?? 1 })
  }

  function refund(given: z.output<typeof parameters.createRefund>): Refund {
    const intent = given.payment_intent
      ? found<PaymentIntent>('payment_intent', given.payment_intent, 'payment_intent')
      : undefined
    const id = given.charge ?? (intent?.latest_charge as string | undefined)
    if (!id) throw invalid('One of the following params should be provided for this request: payment_intent or charge.')
    const charge = found<Charge>('charge', id, 'charge')
    if (charge.status !== 'succeeded') throw invalid(`Charge ${charge.id} has not succeeded.`, 'charge')
    if (charge.refunded)
      throw invalid(`Charge ${charge.id} has already been refunded.`, undefined, 'charge_already_refunded')
    const disputes = store.list<Dispute>('dispute', { charge: charge.id }).data
    if (disputes.some(({ status }) => status !== 'won'))
      throw invalid(`Charge ${charge.id} has been charged back; cannot issue a refund.`, undefined, 'charge_disputed')
    const open = charge.amount - charge.amount_refunded
    const amount = given.amount ?? open
    if (amount > open)
      throw invalid(
        `Refund amount ($${(amount / 100).toFixed(2)}) is greater than unrefunded amount on charge ($${(open / 100).toFixed(2)})`,
        'amount',
      )
    const made = store.add<Refund>(
      newRefund(now(), charge, { amount, reason: given.reason, metadata: merged({}, given.metadata) }),
    )
    const refunded = charge.amount_refunded + amount
    const after = store.save<Charge>({ ...charge, amount_refunded: refunded, refunded: refunded === charge.amount })
    tell('refund.created', made)
    tell('charge.refunded', after, { amount_refunded: charge.amount_refunded, refunded: charge.refunded })
    return made
  }

  /** The customer's subscriptions end; what was paid stays. */
  function forgetCustomer(id: string) {
    const customer = found<Customer & { deleted?: true }>('customer', id)
    if (customer.deleted) throw missing('customer', id)
    for (const subscription of store.list<Subscription>('subscription', { customer: id }).data)
      if (subscription.status !== 'canceled') billing.end(subscription, 'cancellation_requested')
    const forgotten = store.save({ id, object: 'customer' as const, deleted: true as const })
    tell('customer.deleted', customer)
    return forgotten
  }

  function found<T extends StoredObject>(object: T['object'], id: string, param = 'id'): T {
    const body = store.get<T>(object, id)
    if (!body) throw missing(object, id, param)
    return body
  }

  function living(id: string): Subscription {
    const subscription = found<Subscription>('subscription', id)
    if (subscription.status === 'canceled') throw missing('subscription', id)
    return subscription
  }

  function answer(method: string, path: string, tree: FormTree): object {
    for (const { method: wanted, path: pattern, run } of routes) {
      const match = method === wanted ? pattern.exec(path) : null
      if (match) {
        const body = run(decodeURIComponent(match[1] ?? ''), tree)
        const expand = (tree as { expand?: string[] }).expand ?? []
        return rendered(body, expand)
      }
    }
    throw new StripeFault(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${method}: ${path}). The stand-in does not know this call.`,
    })
  }

  /** Takes the stand-in's own fields out and expands ids to objects. */
  function rendered(body: object, expand: string[]): object {
    const out: Record<string, unknown> = structuredClone(shown(body)) as Record<string, unknown>
    const lists = out.object === 'list' && Array.isArray(out.data)
    if (lists) {
      const inner = expand.map((path) => {
        if (!path.startsWith('data.')) throw invalid(`This property cannot be expanded (${path}).`, 'expand')
        return path.slice('data.'.length)
      })
      return { ...out, data: (body as { data: object[] }).data.map((one) => rendered(one, inner)) }
    }
    const heads = new Map<string, string[]>()
    for (const path of expand) {
      const [head = '', ...rest] = path.split('.')
      heads.set(head, [...(heads.get(head) ?? []), ...(rest.length ? [rest.join('.')] : [])])
    }
    for (const [head, rest] of heads) out[head] = expanded(body as Record<string, unknown>, head, rest)
    return out
  }

  function expanded(body: Record<string, unknown>, name: string, rest: string[]): unknown {
    if (name === 'line_items' && body.object === 'checkout.session')
      return rendered(checkout.lineItems(body as unknown as Session), rest)
    if (name === 'payments' && body.object === 'invoice')
      return rendered(
        listing('/v1/invoice_payments', store.list('invoice_payment', { invoice: String(body.id) })),
        rest,
      )
    const value = body[name]
    if (value === null || value === undefined) return value ?? null
    if (typeof value === 'object') return rendered(value, rest)
    const kind = kinds[name]
    const object = kind && typeof value === 'string' ? store.get(kind, value) : undefined
    if (!object) throw invalid(`This property cannot be expanded (${name}).`, 'expand')
    return rendered(object, rest)
  }

  return { answer, rendered }
}

// What the object behind an id is, by the name of the field that holds it.
const kinds: Record<string, string> = {
  charge: 'charge',
  customer: 'customer',
  default_payment_method: 'payment_method',
  invoice: 'invoice',
  latest_charge: 'charge',
  latest_invoice: 'invoice',
  payment_intent: 'payment_intent',
  payment_method: 'payment_method',
  product: 'product',
  subscription: 'subscription',
}

function route<T extends z.ZodType>(
  method: string,
  path: string,
  schema: T,
  run: (id: string, given: z.output<T>) => object,
): Route {
  return {
    method,
    path: new RegExp(`^${path.replace(':id', '([^/]+)')}$`),
    run: (id, tree) => run(id, parseParameters(schema, tree)),
  }
}

const listing = <T>(url: string, found: { data: T[]; has_more: boolean }) => list(url, found.data, found.has_more)

/** Stripe's way: named keys change, an empty string unsets, an empty `metadata` clears. */
function merged(present: Metadata, given: Metadata | undefined): Metadata {
  if (!given) return present
  if (Object.keys(given).length === 0) return {}
  return Object.fromEntries(Object.entries({ ...present, ...given }).filter(([, value]) => value !== ''))
}

const defined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

export const newRequestId = () => newId('req_', 14)
