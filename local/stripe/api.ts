import type { Billing } from './billing.ts'
import type { Checkout } from './checkout.ts'
import type { Dispute } from './disputes.ts'
import { invalid, missing, StripeFault } from './fault.ts'
import type { FormTree } from './form.ts'
import { merged } from './metadata.ts'
import { newProduct, type Price, type Product } from './objects/catalog.ts'
import { type Customer, newCustomer } from './objects/customer.ts'
import type { Invoice, InvoicePayment } from './objects/invoice.ts'
import type { Charge, PaymentIntent, PaymentMethod, Refund } from './objects/payment.ts'
import type { Session } from './objects/session.ts'
import type { Subscription } from './objects/subscription.ts'
import * as parameters from './parameters.ts'
import type { Portal } from './portal.ts'
import { createRefunds } from './refunds.ts'
import { createRendering } from './rendering.ts'
import { listing, type Route, route } from './route.ts'
import { newId, type Store } from './store.ts'
import { createSubscriptionChanges } from './subscription-changes.ts'
import type { Tell, WebhookEvent } from './webhooks.ts'

type ApiOptions = {
  store: Store
  now: () => number
  tell: Tell
  billing: Billing
  checkout: Checkout
  portal: Portal
}

/** The calls of Stripe's API that the program uses. */
export function createApi({ store, now, tell, billing, checkout, portal }: ApiOptions) {
  const { found } = store
  const refund = createRefunds({ store, now, tell })
  const { update, living } = createSubscriptionChanges({ store, now, billing })
  const rendered = createRendering({ store, lineItems: checkout.lineItems })
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
    route('POST', '/v1/subscriptions/:id', parameters.updateSubscription, update),
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

  return { answer }
}

const defined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }

export const newRequestId = () => newId('req_', 14)
