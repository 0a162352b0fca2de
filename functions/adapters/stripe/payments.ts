import type { Language } from '../../../shared/identity/person.ts'
import type { ApplicationId } from '../../../shared/ids.ts'
import type { DuesInterval } from '../../../shared/membership/dues.ts'
import type { Cents, Instant } from '../../../shared/units.ts'

/** What is to be paid, by whom, and where the payer comes back to. The same key and order make one checkout. */
export type CheckoutOrder = {
  checkoutKey: string
  applicationId: ApplicationId
  language: Language
  cents: Cents
  interval: DuesInterval
  successUrl: string
  cancelUrl: string
  expires: Instant
} & ({ email: string; customerId?: never } | { customerId: string; email?: never })

/** Dues that arrived. `paymentId` is the same in whatever event the payment is heard of. */
export type Paid = {
  outcome: 'paid'
  paymentId: string
  applicationId: string | undefined
  paidAt: Instant
  cents: Cents
  /** How many months it pays for. */
  months: 1 | 12
  customerId?: string
  /** The card is charged by itself. */
  subscriptionId?: string
} & Returned

/** What of a payment went back, or is asked back by the payer's bank. A dispute that was won leaves no trace here. */
export type Returned = { refunded: Cents; dispute?: 'open' | 'lost' }

/** How a card that is charged by itself stands at the provider. */
export type Mandate = {
  subscriptionId: string
  customerId: string
  applicationId: string | undefined
  /** `stopping`: charged no more when what is paid has ended. `over`: charged no more. */
  standing: 'alive' | 'failing' | 'stopping' | 'over'
  begunAt: Instant
  cents: Cents
  interval: 'year' | 'month'
  /** When the card is charged next, or would be; of one that is over, nothing. */
  chargesAt: Instant | undefined
  /** The card itself, where the key may read it. */
  card?: { brand: string; last4: string }
  /** The latest invoice that is open because its payment failed. */
  failing?: { invoiceId: string; since: Instant; attempts: number }
}

/** What an event rings for; what really happened is read from the provider, never from the event. */
export type PaymentEvent = {
  eventId: string
  type: string
  about: /** `refund`: of the money of a payment intent something went back, is asked back, or came again. */
    | {
        kind: 'checkout' | 'checkout-over' | 'invoice' | 'failed-invoice' | 'refund' | 'subscription'
        id: string
      }
    | { kind: 'other' }
  /** The event speaks of test money on a live site (or the reverse), or in the shapes of another API version. */
  odd: 'mode' | 'api-version' | undefined
}

export type HeardEvent = { outcome: 'verified'; event: PaymentEvent } | { outcome: 'refused'; reason: 'bad-signature' }

export type VerifyEvent = (body: string | Buffer, signature: string) => Promise<HeardEvent>

/** `done`: paid, or (by bank debit) about to be. */
export type CheckoutStanding = { standing: 'open'; url: string } | { standing: 'done' | 'expired' }

export type RefundOrder = {
  paymentId: string
  /** All that is left of the payment when absent. */
  cents?: Cents
  /** Asked twice under one key, it goes back once. */
  key: string
}
export type RefundAnswer =
  | { outcome: 'refunded' }
  | { outcome: 'refused'; reason: 'already-refunded' | 'too-much' | 'not-refundable' }

/** A payment that the provider lists; it is read by what it is about. */
export type ListedPayment = { kind: 'invoice' | 'checkout'; id: string; paymentId: string }

/** Newest first. `next` goes on where the page ended. */
export type Listing<T> = { items: T[]; next?: string }

export type Payments = {
  createCheckout(order: CheckoutOrder): Promise<{ checkoutId: string; url: string }>
  checkoutStanding(checkoutId: string): Promise<CheckoutStanding>
  /** Ends a checkout that is open; answers how it stands afterwards. */
  endCheckout(checkoutId: string): Promise<Exclude<CheckoutStanding, { standing: 'open' }>>

  readCheckout(checkoutId: string): Promise<Paid | { outcome: 'unpaid' }>
  /** Invoices of subscriptions only: a payment made once is told by its checkout. */
  readInvoice(invoiceId: string): Promise<Paid | { outcome: 'unpaid' } | { outcome: 'not-dues' }>
  /** The id that dues have which were paid by this payment intent, should it have paid dues. */
  paymentIdOf(paymentIntent: string): Promise<string>
  readReturned(paymentIntent: string): Promise<Returned>
  refund(order: RefundOrder): Promise<RefundAnswer>

  /** Undefined when the provider knows none. */
  readMandate(subscriptionId: string): Promise<Mandate | undefined>
  /** The mandate by which an invoice is charged, if by any. */
  mandateOf(invoiceId: string): Promise<Mandate | undefined>
  /** Another amount from the next charge on. */
  changeDues(subscriptionId: string, to: { cents: Cents; key: string }): Promise<void>
  /** Nothing happens to one that is over. */
  stopRenewing(subscriptionId: string): Promise<void>
  renewAgain(subscriptionId: string): Promise<void>
  /** At once and for good; nothing happens to one that is over. */
  endMandate(subscriptionId: string): Promise<void>

  /** The provider's own page for cards and receipts. Its address lets anybody in: it is never stored, mailed or logged. */
  openPortal(visit: {
    customerId: string
    returnUrl: string
    language: Language
    only?: 'card'
  }): Promise<{ url: string }>
  /** Where the provider writes to the payer; nothing happens to one who is forgotten. */
  changeAddress(customerId: string, to: { email: string; key: string }): Promise<void>
  /** Cards and address are forgotten and mandates end; nothing happens to one who is forgotten already. */
  forgetCustomer(customerId: string): Promise<void>
  /** Who paid these, as the provider numbers them: each checkout may have made another payer of the same person. */
  payersOf(paymentIds: readonly string[]): Promise<string[]>
  /** Pages of the provider that show what was paid; their addresses too are given only to the payer. */
  receipts(paymentIds: readonly string[]): Promise<{ paymentId: string; url?: string }[]>

  /** The events that could change something, as long as the provider keeps them (30 days). */
  eventsSince(since: Instant, after?: string): Promise<Listing<PaymentEvent>>
  /** What was paid by invoices and checkouts that were begun since then. */
  paidSince(since: Instant, after?: string): Promise<Listing<ListedPayment>>
}
