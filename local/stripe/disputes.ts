import type Stripe from 'stripe'
import * as z from 'zod'
import { invalid, missing } from './fault.ts'
import type { InvoicePayment } from './objects/invoice.ts'
import type { Charge, PaymentIntent } from './objects/payment.ts'
import { newId, type Store } from './store.ts'
import type { Tell } from './webhooks.ts'

export type Dispute = Omit<Stripe.Dispute, 'lastResponse'>

/** `payment` is a payment intent or an invoice. */
const Turn = z.strictObject({ payment: z.string(), outcome: z.enum(['open', 'won', 'lost']) })

/** What a payer's bank does: it disputes a payment, and wins the money (`lost`) or gives it back (`won`). */
export function createDisputes({ store, now, tell }: { store: Store; now: () => number; tell: Tell }) {
  return function dispute(body: unknown): Dispute {
    const { payment, outcome } = Turn.parse(body)
    const intent = store.get<PaymentIntent>('payment_intent', intentOf(payment))
    const charge = intent && store.get<Charge>('charge', String(intent.latest_charge))
    if (charge?.status !== 'succeeded') throw missing('paid payment', payment)
    const open = store.list<Dispute>('dispute', { charge: charge.id, status: 'needs_response' }).data[0]
    if (outcome === 'open') {
      if (open) throw invalid('The payment is disputed already.')
      store.save<Charge>({ ...charge, disputed: true })
      const made = store.add<Dispute>(newDispute(now(), charge))
      tell('charge.dispute.created', made)
      return made
    }
    if (!open) throw invalid('The payment has no open dispute.')
    const closed = store.save<Dispute>({ ...open, status: outcome })
    tell('charge.dispute.closed', closed, { status: open.status })
    return closed
  }

  function intentOf(payment: string): string {
    if (!payment.startsWith('in_')) return payment
    const paid = store.list<InvoicePayment>('invoice_payment', { invoice: payment, status: 'paid' }).data[0]
    return String(paid?.payment.payment_intent)
  }
}

const newDispute = (now: number, charge: Charge): Dispute => ({
  id: newId('du_'),
  object: 'dispute',
  amount: charge.amount,
  balance_transactions: [],
  charge: charge.id,
  created: now,
  currency: charge.currency,
  enhanced_eligibility_types: [],
  // The stand-in takes no evidence.
  evidence: {} as Dispute['evidence'],
  evidence_details: {
    due_by: now + 9 * 86_400,
    enhanced_eligibility: {},
    has_evidence: false,
    past_due: false,
    submission_count: 0,
  } as Dispute['evidence_details'],
  intended_submission_method: null,
  is_charge_refundable: false,
  livemode: false,
  metadata: {},
  payment_intent: charge.payment_intent,
  reason: 'fraudulent',
  status: 'needs_response',
})
