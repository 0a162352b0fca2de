import * as z from 'zod'
import { MemberId } from '../../shared/ids.ts'
import { Cents } from '../../shared/units.ts'
import { fact } from '../outbox.ts'

/** A payment of dues was recorded; `first` when it began the membership. */
export const DuesPaid = fact('membership.dues-paid', {
  memberId: MemberId,
  paymentId: z.string(),
  cents: Cents,
  first: z.boolean(),
})
export type DuesPaid = z.output<typeof DuesPaid>

/** A member showed that the mailbox is theirs. */
export const Activated = fact('membership.activated', { memberId: MemberId })
export type Activated = z.output<typeof Activated>

/** Someone who has paid asked for a fresh activation link. */
export const ActivationLinkAsked = fact('membership.activation-link-asked', { memberId: MemberId })
export type ActivationLinkAsked = z.output<typeof ActivationLinkAsked>

/** A card that is charged by itself was refused. */
export const PaymentFailed = fact('membership.payment-failed', { memberId: MemberId, invoiceId: z.string() })
export type PaymentFailed = z.output<typeof PaymentFailed>

/** The charge that had been refused is no longer owed: the card, or another, has paid. */
export const PaymentRecovered = fact('membership.payment-recovered', { memberId: MemberId, invoiceId: z.string() })
export type PaymentRecovered = z.output<typeof PaymentRecovered>

/** A membership has been over for so long that its person is to be forgotten, and was told so. */
export const RetentionEnded = fact('membership.retention-ended', { memberId: MemberId })
export type RetentionEnded = z.output<typeof RetentionEnded>

/** A member wants to be forgotten. Links and sessions are void already. */
export const ErasureAsked = fact('membership.erasure-asked', { memberId: MemberId })
export type ErasureAsked = z.output<typeof ErasureAsked>

/** A membership has lapsed. A card that could still be charged for it is ended. */
export const Lapsed = fact('membership.lapsed', { memberId: MemberId })
export type Lapsed = z.output<typeof Lapsed>

/** A member is written to at another address from now on. Stripe sends its receipts there too. */
export const AddressChanged = fact('membership.address-changed', { memberId: MemberId })
export type AddressChanged = z.output<typeof AddressChanged>

/** Those that a workflow answers. */
export const AnsweredFact = z.discriminatedUnion('fact', [
  DuesPaid,
  Activated,
  ActivationLinkAsked,
  PaymentFailed,
  PaymentRecovered,
  RetentionEnded,
  ErasureAsked,
])
export type AnsweredFact = z.output<typeof AnsweredFact>

export const MembershipFact = z.discriminatedUnion('fact', [...AnsweredFact.options, Lapsed, AddressChanged])
export type MembershipFact = z.output<typeof MembershipFact>

const told = { version: 1, factId: 'fct_01KAR5ZTM0000000000000000A', at: '2026-11-23T15:04:05.000Z' } as const
const memberId = 'mbr_01KAR5ZTM0000000000000000B'

/** One of each, as they stand in the outbox. */
export const examples = {
  'membership.dues-paid': {
    fact: 'membership.dues-paid',
    ...told,
    memberId,
    paymentId: 'in_1',
    cents: 2500,
    first: true,
  },
  'membership.activated': { fact: 'membership.activated', ...told, memberId },
  'membership.activation-link-asked': { fact: 'membership.activation-link-asked', ...told, memberId },
  'membership.payment-failed': { fact: 'membership.payment-failed', ...told, memberId, invoiceId: 'in_1' },
  'membership.payment-recovered': { fact: 'membership.payment-recovered', ...told, memberId, invoiceId: 'in_1' },
  'membership.retention-ended': { fact: 'membership.retention-ended', ...told, memberId },
  'membership.erasure-asked': { fact: 'membership.erasure-asked', ...told, memberId },
  'membership.lapsed': { fact: 'membership.lapsed', ...told, memberId },
  'membership.address-changed': { fact: 'membership.address-changed', ...told, memberId },
} satisfies Record<MembershipFact['fact'], z.input<typeof MembershipFact>>
