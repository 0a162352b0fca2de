import * as z from 'zod'
import { Language, Mailbox, PersonName } from '../identity/person.ts'
import { ApplicationId, CitySlug, MemberId } from '../ids.ts'
import { Cents, EpochSeconds, Instant } from '../units.ts'
import { Topic } from '../words.ts'
import { Dues, DuesInterval } from './dues.ts'
import { Consent, Organization, Source } from './member.ts'

/** What someone asked for who wants to join: who, where, how much, and what may be mailed to them. */
export const Joining = z.object({
  city: CitySlug,
  name: PersonName,
  email: Mailbox,
  language: Language,
  amount: Cents,
  interval: DuesInterval,
  /** The card fee comes on top of the amount. */
  coversFee: z.boolean().default(false),
  organization: Organization.optional(),
  source: Source.optional(),
  /** The topics that may be mailed. */
  topics: z.array(Topic),
})
export type Joining = z.output<typeof Joining>

/** How long the checkout of an application stands, and what was typed with it. */
export const CHECKOUT = {
  /** For so long the same wish is the same checkout; later its page might end under the hands of whoever pays. */
  reusedSeconds: 3600,
  /** The provider allows 24 hours. */
  openSeconds: 23 * 3600,
  /** Bank debits may take two weeks to arrive. */
  keptDays: 30,
} as const

/** What every order of dues knows until it is paid. */
const order = {
  applicationId: ApplicationId,
  /** Under this key the checkout is asked for, so that asking twice makes one. It is stored before anybody asks. */
  checkoutKey: z.string(),
  /** Bumped when the visitor comes back and asks for something else: that is another checkout. */
  revision: z.number().int().positive(),
  /** The checkout that is open for this revision, noted before its address is given out. */
  checkoutId: z.string().optional(),
  appliedAt: Instant,
  expiresAt: EpochSeconds,
}

/** Kept until the checkout is paid; vanishes by itself when it never is. */
const Applied = z.object({
  state: z.literal('applied'),
  ...order,
  joining: Joining,
  consent: Consent,
})
export type Applied = z.output<typeof Applied>

/** A member pays for more time: the payment finds its member by it, whatever address is typed on the payment page. */
const Renewing = z.object({
  state: z.literal('renewing'),
  ...order,
  memberId: MemberId,
  city: CitySlug,
  dues: Dues,
})
export type Renewing = z.output<typeof Renewing>

/** Paid: who was asked about has become a member, and nothing but that is kept. Later payments find the member by it. */
const Fulfilled = z.object({
  state: z.literal('fulfilled'),
  applicationId: ApplicationId,
  memberId: MemberId,
  city: CitySlug,
})

export const Application = z.discriminatedUnion('state', [Applied, Renewing, Fulfilled])
export type Application = z.output<typeof Application>

/** The version of the words that the join form asks for consent with; `web/words/membership.ts` has the words. */
export const CONSENT_WORDING = 'join-2026-12'
