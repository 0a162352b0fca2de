import * as z from 'zod'

// What the stand-in understands of each call. Anything else is refused by name: a parameter without effect would be a lie.

const integer = z
  .string()
  .regex(/^-?\d{1,15}$/, 'Invalid integer')
  .transform(Number)
const yes = z.enum(['true', 'false']).transform((value) => value === 'true')
const text = z.string().min(1).max(5000)
const address = z.string().regex(/^[^\s@]+@[^\s@]+\.[^\s@]+$|^[^\s@]+@localhost$/, 'Invalid email address')
const metadata = z.union([z.literal('').transform(() => ({})), z.record(z.string().max(40), z.string().max(500))])
const expand = z.array(z.string()).optional()
const currency = z
  .string()
  .regex(/^[a-z]{3}$/i, 'must be a three-letter currency')
  .transform((code) => code.toLowerCase())
const recurring = z.strictObject({
  interval: z.enum(['day', 'week', 'month', 'year']),
  interval_count: integer.optional(),
})
const range = z.union([
  integer,
  z.strictObject({ gt: integer.optional(), gte: integer.optional(), lt: integer.optional(), lte: integer.optional() }),
])
const page = {
  limit: integer.pipe(z.number().min(1).max(100)).default(10),
  starting_after: z.string().optional(),
  ending_before: z.string().optional(),
  expand,
}
const priceData = z
  .strictObject({
    currency,
    unit_amount: integer.pipe(z.number().min(0).max(99_999_999)),
    product: text.optional(),
    product_data: z
      .strictObject({ name: text, description: text.optional(), metadata: metadata.optional() })
      .optional(),
    recurring: recurring.optional(),
    tax_behavior: z.string().optional(),
  })
  .refine((data) => (data.product === undefined) !== (data.product_data === undefined), {
    message: 'one of product and product_data is required',
  })

export type SessionParameters = z.output<typeof createSession>
export const createSession = z.strictObject({
  mode: z.enum(['payment', 'subscription']),
  line_items: z
    .array(
      z.strictObject({
        quantity: integer.pipe(z.number().min(1)).default(1),
        price_data: priceData.optional(),
        price: text.optional(),
      }),
    )
    .min(1)
    .max(20),
  success_url: z.url(),
  cancel_url: z.url().optional(),
  ui_mode: z.literal('hosted_page').optional(),
  customer: text.optional(),
  customer_email: address.optional(),
  customer_creation: z.enum(['always', 'if_required']).optional(),
  client_reference_id: z.string().max(200).optional(),
  metadata: metadata.optional(),
  subscription_data: z.strictObject({ metadata: metadata.optional(), description: text.optional() }).optional(),
  payment_intent_data: z
    .strictObject({ metadata: metadata.optional(), description: text.optional(), receipt_email: address.optional() })
    .optional(),
  invoice_creation: z
    .strictObject({
      enabled: yes,
      invoice_data: z
        .strictObject({ metadata: metadata.optional(), description: text.optional(), footer: text.optional() })
        .optional(),
    })
    .optional(),
  expires_at: integer.optional(),
  locale: z.string().max(10).optional(),
  submit_type: z.enum(['auto', 'book', 'donate', 'pay', 'subscribe']).optional(),
  custom_text: z.strictObject({ submit: z.strictObject({ message: z.string().max(1200) }).optional() }).optional(),
  billing_address_collection: z.enum(['auto', 'required']).optional(),
  payment_method_collection: z.enum(['always', 'if_required']).optional(),
  expand,
})

export const only = z.strictObject({ expand })
export const listSessions = z.strictObject({
  customer: z.string().optional(),
  payment_intent: z.string().optional(),
  subscription: z.string().optional(),
  status: z.enum(['open', 'complete', 'expired']).optional(),
  created: range.optional(),
  ...page,
})
export const listLineItems = z.strictObject(page)

const customerFields = {
  email: address.optional(),
  name: z.string().max(256).optional(),
  phone: z.string().max(20).optional(),
  description: z.string().max(5000).optional(),
  metadata: metadata.optional(),
  preferred_locales: z.array(z.string()).optional(),
  expand,
}
export const customer = z.strictObject(customerFields)
export const listCustomers = z.strictObject({ email: z.string().optional(), created: range.optional(), ...page })

export const createProduct = z.strictObject({
  id: text.optional(),
  name: text,
  description: text.optional(),
  metadata: metadata.optional(),
  expand,
})
export const listProducts = z.strictObject({ created: range.optional(), ...page })

export const updateSubscription = z.strictObject({
  cancel_at_period_end: yes.optional(),
  cancellation_details: z.strictObject({ comment: z.string().optional(), feedback: z.string().optional() }).optional(),
  default_payment_method: text.optional(),
  description: z.string().optional(),
  metadata: metadata.optional(),
  items: z
    .array(
      z.strictObject({
        id: text,
        price_data: priceData.optional(),
        price: text.optional(),
        quantity: integer.optional(),
      }),
    )
    .length(1)
    .optional(),
  // Prorations are not computed: a change of the amount counts from the next period on.
  proration_behavior: z.literal('none').optional(),
  payment_behavior: z.string().optional(),
  expand,
})
export const cancelSubscription = z.strictObject({
  cancellation_details: z.strictObject({ comment: z.string().optional(), feedback: z.string().optional() }).optional(),
  invoice_now: z.literal('false').optional(),
  prorate: z.literal('false').optional(),
  expand,
})
export const listSubscriptions = z.strictObject({
  customer: z.string().optional(),
  status: z.enum(['active', 'all', 'canceled', 'ended', 'past_due', 'unpaid']).optional(),
  created: range.optional(),
  ...page,
})
export const listInvoices = z.strictObject({
  customer: z.string().optional(),
  subscription: z.string().optional(),
  status: z.enum(['draft', 'open', 'paid', 'uncollectible', 'void']).optional(),
  created: range.optional(),
  ...page,
})
export const listInvoicePayments = z.strictObject({
  invoice: z.string().optional(),
  payment: z.strictObject({ type: z.literal('payment_intent'), payment_intent: z.string().optional() }).optional(),
  status: z.enum(['canceled', 'open', 'paid']).optional(),
  created: range.optional(),
  ...page,
})
export const listPaymentIntents = z.strictObject({
  customer: z.string().optional(),
  created: range.optional(),
  ...page,
})
export const createRefund = z.strictObject({
  payment_intent: text.optional(),
  charge: text.optional(),
  amount: integer.pipe(z.number().min(1)).optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.optional(),
  expand,
})
export const listRefunds = z.strictObject({
  payment_intent: z.string().optional(),
  charge: z.string().optional(),
  created: range.optional(),
  ...page,
})
export const listDisputes = z.strictObject({
  payment_intent: z.string().optional(),
  charge: z.string().optional(),
  created: range.optional(),
  ...page,
})
export const listEvents = z.strictObject({
  type: z.string().optional(),
  types: z.array(z.string()).max(20).optional(),
  delivery_success: yes.optional(),
  created: range.optional(),
  ...page,
})
export const createPortalSession = z.strictObject({
  customer: text,
  return_url: z.url().optional(),
  locale: z.string().optional(),
  configuration: text.optional(),
  // Of Stripe's flows the stand-in has the one for another card.
  flow_data: z
    .strictObject({
      type: z.literal('payment_method_update'),
      after_completion: z
        .strictObject({ type: z.literal('redirect'), redirect: z.strictObject({ return_url: z.url() }) })
        .optional(),
    })
    .optional(),
  expand,
})
export type Page = { limit: number; starting_after?: string | undefined; ending_before?: string | undefined }
export type Range = z.output<typeof range>
