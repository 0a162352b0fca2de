import type { NewId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import type { PaymentEvent, Payments, VerifyEvent } from '../adapters/stripe.ts'
import type { Table } from '../adapters/table.ts'
import { type RecordedPayment, recordPayment } from './record-payment.ts'
import { type RecordedRefund, recordRefund } from './record-refund.ts'

type Needs = {
  table: Table
  now: Clock
  newId: NewId
  verify: VerifyEvent
  payments: Pick<Payments, 'readCheckout' | 'readInvoice' | 'paymentIdOf' | 'readReturned'>
}

type Effect = RecordedPayment | RecordedRefund | { outcome: 'nothing-to-do' | 'other-mode' }

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
  const effect = event.odd === 'mode' ? ({ outcome: 'other-mode' } as const) : await effectOf(needs, event)
  return { outcome: 'heard', event, effect: effect.outcome }
}

const effectOf = async (needs: Needs, { eventId, about }: PaymentEvent): Promise<Effect> => {
  const { payments } = needs
  switch (about.kind) {
    case 'other':
    case 'failed-invoice':
    case 'subscription':
    case 'checkout-over':
      return { outcome: 'nothing-to-do' }
    case 'refund':
      return recordRefund(needs, { eventId, paymentIntent: about.id })
    case 'checkout':
      return recordPayment(needs, { eventId, read: () => payments.readCheckout(about.id) })
    case 'invoice':
      return recordPayment(needs, { eventId, read: () => payments.readInvoice(about.id) })
  }
}
