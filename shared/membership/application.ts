import * as z from 'zod'
import { Language, Mailbox, PersonName } from '../identity/person.ts'
import { ApplicationId, CitySlug, MemberId } from '../ids.ts'
import { Cents, EpochSeconds, Instant } from '../units.ts'
import { Topic } from '../words.ts'
import { Dues, DuesInterval, DuesRefusal, parseDues } from './dues.ts'
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
export const CONSENT_WORDING = 'join-2026-11b'

export const JoinField = z.enum(['name', 'email', 'amount', 'other', 'interval', 'language', 'topics'])
export type JoinField = z.output<typeof JoinField>

export const JoinRefusal = z.enum([
  'empty',
  'too-long',
  'looks-like-a-link',
  'not-an-address',
  'not-ascii',
  'not-a-choice',
  'two-amounts',
  ...DuesRefusal.options,
])
export type JoinRefusal = z.output<typeof JoinRefusal>

export type JoinProblem = { field: JoinField; reason: JoinRefusal }

/** The form as it was typed; anything may be missing. `amount` is one of those offered, or the word that `other` has it. */
export type TypedJoin = {
  name: string
  email: string
  amount: string
  other: string
  interval: string
  language: string
  topics: string[]
}

export type ReadJoin = { outcome: 'asked'; joining: Joining } | { outcome: 'refused'; problems: readonly JoinProblem[] }

/** Every field is looked at, so that all that is wrong is said at once. */
export const readJoin = (typed: TypedJoin, city: CitySlug): ReadJoin => {
  const problems: JoinProblem[] = []
  const wrong = (field: JoinField, reason: JoinRefusal) => void problems.push({ field, reason })

  const name = PersonName.safeParse(typed.name)
  if (!name.success) wrong('name', typed.name.trim() === '' ? 'empty' : 'too-long')
  else if (LIKE_A_LINK.test(name.data)) wrong('name', 'looks-like-a-link')

  const email = Mailbox.safeParse(typed.email)
  if (!email.success) wrong('email', emailRefusal(typed.email))

  const amount = amountAsked(typed)
  const dues = parseDues(amount.dollars)
  if (amount.twice) wrong('other', 'two-amounts')
  else if (dues.outcome === 'refused') wrong(amount.field, amount.dollars === '' ? 'empty' : dues.reason)

  const interval = DuesInterval.safeParse(typed.interval)
  if (!interval.success) wrong('interval', 'not-a-choice')
  const language = Language.safeParse(typed.language)
  if (!language.success) wrong('language', 'not-a-choice')
  const topics = z.array(Topic).safeParse([...new Set(typed.topics)])
  if (!topics.success) wrong('topics', 'not-a-choice')

  if (
    problems.length > 0 ||
    !name.success ||
    !email.success ||
    dues.outcome === 'refused' ||
    !interval.success ||
    !language.success ||
    !topics.success
  )
    return { outcome: 'refused', problems }
  return {
    outcome: 'asked',
    joining: {
      city,
      name: name.data,
      email: email.data,
      language: language.data,
      amount: dues.cents,
      interval: interval.data,
      coversFee: false,
      topics: topics.data,
    },
  }
}

export const OTHER_AMOUNT = 'other'

/**
 * The amount and the field that it stands in. One that is chosen beside another that is typed is asked about: neither may
 * be charged by mistake.
 */
const amountAsked = ({ amount, other }: TypedJoin): { field: JoinField; dollars: string; twice?: boolean } => {
  const typed = other.trim()
  if (amount === OTHER_AMOUNT || (amount === '' && typed !== '')) return { field: 'other', dollars: typed }
  return { field: 'amount', dollars: amount, twice: typed !== '' }
}

/** Names are printed in mails: one that is a link would make a stranger's mail of ours. */
const LIKE_A_LINK = /:\/\/|\bwww\.|\b[\w-]+\.(com|net|org|info|io|ru|cn|xyz|top|link|click|shop|online|site)\b/i

const emailRefusal = (typed: string): JoinRefusal => {
  const trimmed = typed.trim()
  if (trimmed === '') return 'empty'
  const at = trimmed.lastIndexOf('@')
  return at > 0 && /\P{ASCII}/u.test(trimmed.slice(0, at)) ? 'not-ascii' : 'not-an-address'
}
