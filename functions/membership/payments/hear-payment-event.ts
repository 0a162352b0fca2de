import * as z from 'zod'
import type { NewId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import type { PaymentEvent, Payments, VerifyEvent } from '../../adapters/stripe.ts'
import type { Table } from '../../adapters/table.ts'
import { keys } from '../items.ts'
import { type RecordedMandate, recordMandate } from './record-mandate.ts'
import { type RecordedPayment, recordPayment } from './record-payment.ts'
import { type RecordedRefund, recordRefund } from './record-refund.ts'

export type PaymentNeeds = {
  table: Table
  now: Clock
  newId: NewId
  payments: Pick<
    Payments,
    | 'readCheckout'
    | 'readInvoice'
    | 'paymentIdOf'
    | 'readReturned'
    | 'readMandate'
    | 'mandateOf'
    | 'stopRenewing'
    | 'endMandate'
  >
}
type Needs = PaymentNeeds & { verify: VerifyEvent }

type Effect =
  | RecordedPayment
  | RecordedRefund
  | RecordedMandate
  | { outcome: 'checkout-over' | 'nothing-to-do' | 'other-mode' }

export type HeardPaymentEvent =
  | { outcome: 'heard'; event: PaymentEvent; effect: Effect['outcome'] }
  | { outcome: 'refused'; reason: 'bad-signature' }

/** One delivery of an event. The event is only a doorbell: what happened is read from the provider, however late. */
export const hearPaymentEvent = async (
  needs: Needs,
  { body, signature }: { body: string | Buffer; signature: string },
): Promise<HeardPaymentEvent> => {
  const heard = await needs.verify(body, signature)
  if (heard.outcome === 'refused') return heard
  const { event } = heard
  return { outcome: 'heard', event, effect: (await effectOf(needs, event)).outcome }
}

/** What an event changes, the first time it is heard. */
export const effectOf = async (needs: PaymentNeeds, { eventId, about, odd }: PaymentEvent): Promise<Effect> => {
  const { table, payments } = needs
  if (odd === 'mode') return { outcome: 'other-mode' }
  // Each effect sees to it by itself that it happens once; this saves asking the provider about what is known.
  if (about.kind !== 'other' && (await table.get(z.object({}), keys.paymentEvent(eventId))))
    return { outcome: 'known-event' }
  switch (about.kind) {
    case 'other':
      return { outcome: 'nothing-to-do' }
    // The application that was not paid goes by itself.
    case 'checkout-over':
      return { outcome: 'checkout-over' }
    case 'subscription':
      return recordMandate(needs, { eventId, subscriptionId: about.id })
    case 'failed-invoice':
      return recordMandate(needs, { eventId, invoiceId: about.id })
    case 'refund':
      return recordRefund(needs, { eventId, paymentIntent: about.id })
    case 'checkout':
      return recordPayment(needs, { eventId, read: () => payments.readCheckout(about.id) })
    case 'invoice':
      return recordPayment(needs, { eventId, read: () => payments.readInvoice(about.id) })
  }
}
