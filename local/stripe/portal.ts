import type Stripe from 'stripe'
import type { Billing } from './billing.ts'
import { missing } from './fault.ts'
import type { Customer } from './objects/customer.ts'
import type { Invoice } from './objects/invoice.ts'
import type { Subscription } from './objects/subscription.ts'
import { newId, type Store } from './store.ts'

export type Portal = ReturnType<typeof createPortal>
export type PortalSession = Omit<Stripe.BillingPortal.Session, 'lastResponse'>
export type PortalView = {
  session: PortalSession
  customer: Customer
  subscriptions: Subscription[]
  invoices: Invoice[]
}

type Redirecting = { type: 'redirect'; redirect: { return_url: string } }
type PortalOptions = { store: Store; now: () => number; billing: Billing; origin: string }

// The address is a bearer credential.
const sessionLife = 3600

/** The billing portal: invoices, cancelling at the period's end, another card. */
export function createPortal({ store, now, billing, origin }: PortalOptions) {
  function open(given: {
    customer: string
    return_url?: string | undefined
    locale?: string | undefined
    flow_data?: { type: 'payment_method_update'; after_completion?: Redirecting | undefined } | undefined
  }): PortalSession {
    const id = newId('bps_')
    return store.add<PortalSession>({
      id,
      object: 'billing_portal.session',
      after_expiration: null,
      configuration: 'bpc_local',
      created: now(),
      customer: given.customer,
      customer_account: null,
      flow: given.flow_data
        ? {
            type: given.flow_data.type,
            after_completion: {
              type: given.flow_data.after_completion?.type ?? 'portal_homepage',
              redirect: given.flow_data.after_completion?.redirect ?? null,
              hosted_confirmation: null,
            },
            customer_update: null,
            subscription_cancel: null,
            subscription_pause: null,
            subscription_update: null,
            subscription_update_confirm: null,
          }
        : null,
      livemode: false,
      locale: given.locale ?? null,
      on_behalf_of: null,
      return_url: given.return_url ?? null,
      url: `${origin}/p/session/${id}`,
    })
  }

  /** What the page shows; undefined when the session has ended. */
  function view(id: string): PortalView | undefined {
    const session = store.get<PortalSession>('billing_portal.session', id)
    const customer = session && store.get<Customer>('customer', session.customer)
    if (!session || !customer || session.created + sessionLife < now()) return undefined
    return {
      session,
      customer,
      subscriptions: store.list<Subscription>('subscription', { customer: customer.id }).data,
      invoices: store.list<Invoice>('invoice', { customer: customer.id }).data,
    }
  }

  function act({ customer, subscriptions }: PortalView, action: string, subscriptionId: string | null) {
    if (action === 'card-works') return billing.replaceCard(customer, 'works')
    if (action === 'card-declined') return billing.replaceCard(customer, 'declined')
    const subscription = subscriptions.find(({ id, status }) => id === subscriptionId && status !== 'canceled')
    if (!subscription) throw missing('subscription', subscriptionId ?? '')
    if (action === 'cancel') billing.change(subscription, billing.cancelAtPeriodEnd(subscription, true))
    if (action === 'keep') billing.change(subscription, billing.cancelAtPeriodEnd(subscription, false))
  }

  return { open, view, act }
}
