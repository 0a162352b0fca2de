import * as z from 'zod'
import { Language, Mailbox } from '../identity/person.ts'
import { MailId, MemberId } from '../ids.ts'
import { EpochSeconds, epochSecondsOf, Instant, plusDays } from '../units.ts'

/** Who wants it: the member, or the network because the time for which people are kept has ended. */
export const ErasureBy = z.enum(['member', 'network'])
export type ErasureBy = z.output<typeof ErasureBy>

/** The steps of an erasure, in this order; each may be taken again and then finds nothing to do. */
export const ErasureStep = z.enum([
  'close-doors',
  'end-mandate',
  'take-answers-out',
  'forget-person',
  'forget-payer',
  'certify',
  'tidy-up',
])
export type ErasureStep = z.output<typeof ErasureStep>

/**
 * The only place that still knows the address while somebody is being forgotten, so that the certificate finds its
 * mailbox. It goes when that mail has left.
 */
export const Erasure = z.object({
  memberId: MemberId,
  by: ErasureBy,
  askedAt: Instant,
  mailbox: Mailbox,
  language: Language,
  /** Links and sessions are void and no audience has the member any more. */
  doorsClosedAt: Instant.optional(),
  /** Responses that were taken out. */
  responses: z.int().nonnegative().default(0),
  forgottenAt: Instant.optional(),
  /** Payments that are kept for the books. */
  payments: z.int().nonnegative().default(0),
  payerForgottenAt: Instant.optional(),
  certificate: MailId.optional(),
  /** Should no attempt succeed and nobody look for so long, the address goes all the same. */
  expiresAt: EpochSeconds,
})
export type Erasure = z.output<typeof Erasure>

export const erasureKey = (memberId: MemberId) => ({ pk: `ERASURE#${memberId}`, sk: 'ERASURE' })

export const erasureAsked = (
  of: Pick<Erasure, 'memberId' | 'by' | 'mailbox' | 'language'>,
  at: Instant,
): z.input<typeof Erasure> => ({ ...of, askedAt: at, expiresAt: epochSecondsOf(plusDays(at, KEPT_DAYS)) })

const KEPT_DAYS = 60

/** What the certificate's row is kept for at most. */
export const CERTIFICATE_DAYS = 7

/** Copies of the whole table are kept for 35 days, by which a fault can be undone. */
export const BACKUP_DAYS = 35
