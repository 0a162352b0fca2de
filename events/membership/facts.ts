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

export const MembershipFact = z.discriminatedUnion('fact', [DuesPaid, Activated, ActivationLinkAsked])
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
} satisfies Record<MembershipFact['fact'], z.input<typeof MembershipFact>>
