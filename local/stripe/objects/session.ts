import type Stripe from 'stripe'
import type { SessionParameters } from '../parameters.ts'
import { newId } from '../store.ts'
import type { Price } from './catalog.ts'
import type { ApiObject, Metadata } from './wire.ts'

export type Session = ApiObject<Stripe.Checkout.Session> & {
  _line_items: LineItem[]
  _subscription: { metadata: Metadata; description: string | undefined }
  _intent: { metadata: Metadata; description: string | undefined; receiptEmail: string | undefined }
  /** How a debit of a bank account that is on its way will end. */
  _debit?: 'works' | 'fails'
  /** Shown once on the page after a declined card. */
  _declined?: boolean
}
export type LineItem = Stripe.LineItem & { price: Price }

type Facts = { items: LineItem[]; total: number; expires: number; origin: string }

export const newSession = (now: number, given: SessionParameters, { items, total, expires, origin }: Facts) => {
  const id = newId('cs_test_', 58)
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: total,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: given.billing_address_collection ?? null,
    cancel_url: given.cancel_url ?? null,
    client_reference_id: given.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency: items[0]?.currency ?? 'usd',
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: given.custom_text?.submit?.message ? { message: given.custom_text.submit.message } : null,
      terms_of_service_acceptance: null,
    },
    customer: given.customer ?? null,
    customer_account: null,
    customer_creation: given.customer ? null : customerCreation(given),
    customer_details: null,
    customer_email: given.customer_email ?? null,
    discounts: [],
    expires_at: expires,
    integration_identifier: null,
    invoice: null,
    invoice_creation:
      given.mode === 'payment'
        ? {
            enabled: given.invoice_creation?.enabled ?? false,
            invoice_data: {
              account_tax_ids: null,
              custom_fields: null,
              description: given.invoice_creation?.invoice_data?.description ?? null,
              footer: given.invoice_creation?.invoice_data?.footer ?? null,
              issuer: null,
              metadata: given.invoice_creation?.invoice_data?.metadata ?? {},
              rendering_options: null,
            },
          }
        : null,
    livemode: false,
    locale: given.locale ?? null,
    managed_payments: null,
    metadata: given.metadata ?? {},
    mode: given.mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: given.mode === 'subscription' ? 'always' : 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: given.submit_type ?? null,
    subscription: null,
    success_url: given.success_url,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${origin}/c/pay/${id}`,
    wallet_options: null,
    _line_items: items,
    _subscription: {
      metadata: given.subscription_data?.metadata ?? {},
      description: given.subscription_data?.description,
    },
    _intent: {
      metadata: given.payment_intent_data?.metadata ?? {},
      description: given.payment_intent_data?.description,
      receiptEmail: given.payment_intent_data?.receipt_email,
    },
  } satisfies Session
}

export const newLineItem = (price: Price, quantity: number, description: string | null): LineItem => {
  const amount = (price.unit_amount ?? 0) * quantity
  return {
    id: newId('li_'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency: price.currency,
    description,
    metadata: {},
    price,
    quantity,
  }
}

/** Without the fields that are the stand-in's own. */
export const shown = <T extends object>(body: T): T =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !name.startsWith('_'))) as T

/** A receipt needs somebody to send it to: a subscription or an invoice always makes a customer. */
function customerCreation(given: SessionParameters) {
  if (given.mode === 'subscription' || given.invoice_creation?.enabled) return 'always'
  return given.customer_creation ?? 'if_required'
}
