import type * as z from 'zod'
import type { Dispute } from './disputes.ts'
import { invalid } from './fault.ts'
import { merged } from './metadata.ts'
import { type Charge, newRefund, type PaymentIntent, type Refund } from './objects/payment.ts'
import type * as parameters from './parameters.ts'
import type { Store } from './store.ts'
import type { Tell } from './webhooks.ts'

/** Gives a payment back, all of it or a part. */
export function createRefunds({ store, now, tell }: { store: Store; now: () => number; tell: Tell }) {
  const { found } = store
  return function refund(given: z.output<typeof parameters.createRefund>): Refund {
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
}
