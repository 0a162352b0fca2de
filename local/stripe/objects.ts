import type Stripe from 'stripe'
import { newId } from './store.ts'

// Objects in the shape of the API version that the stripe package pins, typed by it. `now` in epoch seconds.

type ApiObject<T> = Omit<T, 'lastResponse'>
export type Customer = ApiObject<Stripe.Customer>
export type Product = ApiObject<Stripe.Product>
export type Price = ApiObject<Stripe.Price>
export type PaymentMethod = ApiObject<Stripe.PaymentMethod>
export type PaymentIntent = ApiObject<Stripe.PaymentIntent>
export type Charge = ApiObject<Stripe.Charge>
export type Subscription = ApiObject<Stripe.Subscription>
export type Invoice = ApiObject<Stripe.Invoice>
export type InvoicePayment = ApiObject<Stripe.InvoicePayment>
export type Refund = ApiObject<Stripe.Refund>

export const newCustomer = (
  now: number,
  given: {
    email?: string | undefined
    name?: string | undefined
    phone?: string | undefined
    description?: string | undefined
    metadata?: Stripe.Metadata | undefined
    preferred_locales?: string[] | undefined
  },
) =>
  ({
    id: newId('cus_', 14),
    object: 'customer',
    address: null,
    balance: 0,
    created: now,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: given.description ?? null,
    discount: null,
    email: given.email ?? null,
    invoice_prefix: newId('', 8).toUpperCase(),
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: given.metadata ?? {},
    name: given.name ?? null,
    next_invoice_sequence: 1,
    phone: given.phone ?? null,
    preferred_locales: given.preferred_locales ?? [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  }) satisfies Customer

export const newProduct = (
  now: number,
  given: {
    id?: string | undefined
    name: string
    description?: string | undefined
    metadata?: Stripe.Metadata | undefined
  },
) =>
  ({
    id: given.id ?? newId('prod_', 14),
    object: 'product',
    active: true,
    created: now,
    default_price: null,
    description: given.description ?? null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: given.metadata ?? {},
    name: given.name,
    package_dimensions: null,
    shippable: null,
    statement_descriptor: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: now,
    url: null,
  }) satisfies Product

export type Recurring = { interval: 'day' | 'week' | 'month' | 'year'; interval_count: number }
export const newPrice = (
  now: number,
  given: { currency: string; unit_amount: number; product: string; recurring?: Recurring | undefined },
) =>
  ({
    id: newId('price_'),
    object: 'price',
    // A price made for one session is not offered again.
    active: false,
    billing_scheme: 'per_unit',
    created: now,
    currency: given.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: null,
    metadata: {},
    nickname: null,
    product: given.product,
    recurring: given.recurring
      ? { ...given.recurring, meter: null, trial_period_days: null, usage_type: 'licensed' }
      : null,
    tax_behavior: 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: given.recurring ? 'recurring' : 'one_time',
    unit_amount: given.unit_amount,
    unit_amount_decimal: decimal(given.unit_amount),
  }) satisfies Price

export type Card = 'works' | 'declined'
export const newPaymentMethod = (now: number, customer: string | null, email: string | null, card: Card) =>
  ({
    id: newId('pm_'),
    object: 'payment_method',
    allow_redisplay: 'limited',
    billing_details: { address: null, email, name: null, phone: null, tax_id: null },
    card: {
      brand: 'visa',
      checks: null,
      country: 'US',
      display_brand: 'visa',
      exp_month: 12,
      exp_year: new Date(now * 1000).getUTCFullYear() + 8,
      fingerprint: newId('', 16),
      funding: 'credit',
      generated_from: null,
      // Stripe's own test numbers end so: 4242 pays, 0341 can be attached but is declined.
      last4: card === 'works' ? '4242' : '0341',
      networks: null,
      regulated_status: 'unregulated',
      three_d_secure_usage: null,
      wallet: null,
    },
    created: now,
    customer,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  }) satisfies PaymentMethod

export const newPaymentIntent = (
  now: number,
  given: {
    amount: number
    currency: string
    customer: string | null
    description?: string | null | undefined
    metadata?: Stripe.Metadata | undefined
    paymentMethod: string
    receiptEmail?: string | null | undefined
    offSession: boolean
  },
) => {
  const id = newId('pi_')
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: given.amount,
    amount_capturable: 0,
    amount_details: {},
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${newId('')}`,
    confirmation_method: 'automatic',
    created: now,
    currency: given.currency,
    customer: given.customer,
    customer_account: null,
    description: given.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    metadata: given.metadata ?? {},
    next_action: null,
    on_behalf_of: null,
    payment_method: given.paymentMethod,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: given.receiptEmail ?? null,
    review: null,
    setup_future_usage: given.offSession ? 'off_session' : null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_confirmation',
    transfer_data: null,
    transfer_group: null,
  } satisfies PaymentIntent as PaymentIntent
}

export const newCharge = (now: number, intent: PaymentIntent, method: PaymentMethod, paid: boolean) =>
  ({
    id: newId('ch_'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: paid ? intent.amount : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: method.billing_details,
    calculated_statement_descriptor: 'COMMON AGENDA',
    captured: paid,
    created: now,
    currency: intent.currency,
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: paid ? null : 'card_declined',
    failure_message: paid ? null : declined,
    fraud_details: null,
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: paid ? 'approved_by_network' : 'declined_by_network',
      reason: paid ? null : 'generic_decline',
      risk_level: 'normal',
      seller_message: paid ? 'Payment complete.' : 'The bank did not return any further details with this decline.',
      type: paid ? 'authorized' : 'issuer_declined',
    },
    paid,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: null,
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: paid ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  }) satisfies Charge

export const declined = 'Your card was declined.'

export function newSubscription(
  now: number,
  given: {
    customer: string
    price: Price & { recurring: Stripe.Price.Recurring | null }
    quantity: number
    periodEnd: number
    paymentMethod: string
    description?: string | undefined
    metadata?: Stripe.Metadata | undefined
  },
): Subscription {
  const id = newId('sub_')
  return {
    id,
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: now,
    billing_cycle_anchor_config: null,
    billing_mode: { flexible: { proration_discounts: 'included' }, type: 'flexible' },
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    created: now,
    currency: given.price.currency,
    customer: given.customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: given.paymentMethod,
    default_source: null,
    default_tax_rates: [],
    description: given.description ?? null,
    discounts: [],
    ended_at: null,
    invoice_settings: {
      account_tax_ids: null,
      custom_fields: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    items: list(`/v1/subscription_items?subscription=${id}`, [
      {
        id: newId('si_', 14),
        object: 'subscription_item',
        billing_thresholds: null,
        created: now,
        current_period_end: given.periodEnd,
        current_period_start: now,
        current_trial: null,
        discounts: [],
        metadata: {},
        plan: planOf(given.price as Price),
        price: given.price,
        quantity: given.quantity,
        subscription: id,
        tax_rates: [],
      },
    ]) as Subscription['items'],
    latest_invoice: null,
    livemode: false,
    managed_payments: null,
    metadata: given.metadata ?? {},
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: null,
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: now,
    status: 'active',
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: null,
    trial_start: null,
  } satisfies Subscription
}

export const planOf = (price: Price) =>
  ({
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: 'per_unit',
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'year',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: {},
    meter: null,
    nickname: null,
    product: price.product as string,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  }) satisfies Stripe.Plan

export type InvoiceLine = {
  amount: number
  description: string
  period: { start: number; end: number }
  price: Price
  quantity: number
  subscriptionItem?: string | undefined
  subscription?: string | undefined
  metadata?: Stripe.Metadata | undefined
}
export function newInvoice(
  now: number,
  given: {
    id?: string
    customer: Pick<Customer, 'id' | 'email' | 'name' | 'phone'>
    currency: string
    billingReason: NonNullable<Invoice['billing_reason']>
    period: { start: number; end: number }
    lines: InvoiceLine[]
    subscription?: { id: string; metadata: Stripe.Metadata } | undefined
    metadata?: Stripe.Metadata | undefined
    description?: string | undefined
    footer?: string | undefined
  },
): Invoice {
  const id = given.id ?? newId('in_')
  const total = given.lines.reduce((sum, { amount }) => sum + amount, 0)
  return {
    id,
    object: 'invoice',
    account_country: 'US',
    account_name: 'Common Agenda (stand-in)',
    account_tax_ids: null,
    amount_due: total,
    amount_overpaid: 0,
    amount_paid: 0,
    amount_remaining: total,
    amount_shipping: 0,
    application: null,
    attempt_count: 0,
    attempted: false,
    auto_advance: given.subscription !== undefined,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null, provider: null, status: null },
    automatically_finalizes_at: null,
    billing_reason: given.billingReason,
    collection_method: 'charge_automatically',
    created: now,
    currency: given.currency,
    custom_fields: null,
    customer: given.customer.id,
    customer_account: null,
    customer_address: null,
    customer_email: given.customer.email,
    customer_name: given.customer.name ?? null,
    customer_phone: given.customer.phone ?? null,
    customer_shipping: null,
    customer_tax_exempt: 'none',
    customer_tax_ids: [],
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: given.description ?? null,
    discounts: [],
    due_date: null,
    effective_at: null,
    ending_balance: null,
    footer: given.footer ?? null,
    from_invoice: null,
    hosted_invoice_url: null,
    invoice_pdf: null,
    issuer: { type: 'self' },
    last_finalization_error: null,
    latest_revision: null,
    lines: list(
      `/v1/invoices/${id}/lines`,
      given.lines.map((line) => invoiceLine(id, given.currency, line)),
    ) as Invoice['lines'],
    livemode: false,
    metadata: given.metadata ?? {},
    next_payment_attempt: null,
    number: null,
    on_behalf_of: null,
    parent: given.subscription
      ? {
          quote_details: null,
          subscription_details: { metadata: given.subscription.metadata, subscription: given.subscription.id },
          type: 'subscription_details',
        }
      : null,
    payment_settings: { default_mandate: null, payment_method_options: null, payment_method_types: null },
    period_end: given.period.end,
    period_start: given.period.start,
    post_payment_credit_notes_amount: 0,
    pre_payment_credit_notes_amount: 0,
    receipt_number: null,
    rendering: null,
    shipping_cost: null,
    shipping_details: null,
    starting_balance: 0,
    statement_descriptor: null,
    status: 'draft',
    status_transitions: { finalized_at: null, marked_uncollectible_at: null, paid_at: null, voided_at: null },
    subtotal: total,
    subtotal_excluding_tax: total,
    test_clock: null,
    total,
    total_discount_amounts: [],
    total_excluding_tax: total,
    total_pretax_credit_amounts: [],
    total_taxes: [],
    webhooks_delivered_at: null,
  } satisfies Invoice
}

const invoiceLine = (invoice: string, currency: string, line: InvoiceLine) =>
  ({
    id: newId('il_'),
    object: 'line_item',
    amount: line.amount,
    currency,
    description: line.description,
    discount_amounts: [],
    discountable: true,
    discounts: [],
    invoice,
    livemode: false,
    metadata: line.metadata ?? {},
    parent: line.subscriptionItem
      ? {
          invoice_item_details: null,
          subscription_item_details: {
            invoice_item: null,
            proration: false,
            proration_details: { credited_items: null },
            subscription: line.subscription ?? null,
            subscription_item: line.subscriptionItem,
          },
          type: 'subscription_item_details',
        }
      : {
          invoice_item_details: {
            invoice_item: newId('ii_'),
            proration: false,
            proration_details: { credited_items: null },
            subscription: null,
          },
          subscription_item_details: null,
          type: 'invoice_item_details',
        },
    period: line.period,
    pretax_credit_amounts: [],
    pricing: {
      price_details: { price: line.price.id, product: line.price.product as string },
      type: 'price_details',
      unit_amount_decimal: line.price.unit_amount_decimal,
    },
    quantity: line.quantity,
    quantity_decimal: decimal(line.quantity),
    subscription: line.subscription ?? null,
    subtotal: line.amount,
    taxes: [],
  }) satisfies Stripe.InvoiceLineItem

export const newInvoicePayment = (now: number, invoice: Invoice, intent: string) =>
  ({
    id: newId('inpay_'),
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  }) satisfies InvoicePayment as InvoicePayment

export const newRefund = (
  now: number,
  charge: Charge,
  given: { amount: number; reason?: Refund['reason'] | undefined; metadata?: Stripe.Metadata | undefined },
) =>
  ({
    id: newId('re_'),
    object: 'refund',
    amount: given.amount,
    balance_transaction: null,
    charge: charge.id,
    created: now,
    currency: charge.currency,
    customer: charge.customer,
    customer_account: null,
    destination_details: { type: 'card', card: { type: 'refund' } },
    metadata: given.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: given.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  }) satisfies Refund

export const list = <T>(url: string, data: T[], has_more = false) => ({ object: 'list' as const, data, has_more, url })

// On the wire a decimal is a string; the stripe package makes its own class of it.
const decimal = (figure: number) => String(figure) as unknown as Stripe.Decimal
