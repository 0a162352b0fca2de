import type Stripe from 'stripe'
import { newId } from '../store.ts'
import { type ApiObject, decimal } from './wire.ts'

export type Product = ApiObject<Stripe.Product>
export type Price = ApiObject<Stripe.Price>

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
