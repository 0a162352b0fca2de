import { checkouts } from './stripe/checkouts.ts'
import { type Account, clientOf } from './stripe/client.ts'
import { customers } from './stripe/customers.ts'
import { dues } from './stripe/dues.ts'
import { history } from './stripe/history.ts'
import { mandates } from './stripe/mandates.ts'
import type { Payments } from './stripe/payments.ts'
import { refunds } from './stripe/refunds.ts'

export type * from './stripe/payments.ts'

/** What is asked of the provider, in our own words. What it tells by itself is heard in `stripe/events.ts`. */
export const stripePayments = (account: Account): Payments => {
  const stripe = clientOf(account)
  return {
    ...checkouts(stripe, account.product),
    ...dues(stripe),
    ...refunds(stripe),
    ...mandates(stripe, account.product),
    ...customers(stripe),
    ...history(stripe, account.secretKey),
  }
}
