import { Temporal } from 'temporal-polyfill'
import * as z from 'zod'

export type StripeKnobs = z.infer<typeof Knobs>

/** Changes the knobs that `named` names. An unknown name or a wrong value throws with the name in it. */
export function stripeKnobs(named: unknown, present: Partial<StripeKnobs> = {}): StripeKnobs {
  const parsed = Knobs.safeParse({ ...present, ...(named as object) })
  if (!parsed.success) throw new Error(`Stripe knobs: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

export const delayMs = (knobs: StripeKnobs) => Temporal.Duration.from(knobs.delay).total('milliseconds')

const count = z.int().min(0).default(0)
const Knobs = z.strictObject({
  /** Each webhook is delivered this many times more. */
  duplicate: count,
  /** ISO 8601 duration without months, before each first attempt. */
  delay: z
    .string()
    .regex(/^P(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?$/, 'an ISO 8601 duration such as PT10M')
    .default('PT0S'),
  /** Every other webhook leaves two seconds late, after those that follow it. */
  reorder: z.boolean().default(false),
  /** The next n events are never delivered. */
  drop: count,
  /** The next n deliveries carry a wrong signature; their retries are right. */
  badSignature: count,
  /** The next n payments on the checkout page are declined. */
  declineNext: count,
  /** Renewals fail, whatever the card. */
  failRenewals: z.boolean().default(false),
  /** The next n calls are too many: 429. */
  tooMany: count,
  /** The next n calls fail in Stripe itself: 500. */
  broken: count,
  /** The next n calls are done, and the line is cut before the answer. */
  cutOff: count,
  /** The next n calls are done and never answered. */
  silent: count,
})
