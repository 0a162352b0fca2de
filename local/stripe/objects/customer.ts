import type Stripe from 'stripe'
import { newId } from '../store.ts'
import type { ApiObject } from './wire.ts'

export type Customer = ApiObject<Stripe.Customer>

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
