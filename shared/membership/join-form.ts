import * as z from 'zod'
import { Language, Mailbox, oneLine, PersonName } from '../identity/person.ts'
import type { CitySlug } from '../ids.ts'
import type { Cents } from '../units.ts'
import { Topic } from '../words.ts'
import type { Joining } from './application.ts'
import { type Dues, DuesInterval, DuesRefusal, dollars, parseDues } from './dues.ts'
import { LONGEST_OFFER, Offer, type Organization, Source } from './member.ts'
import { DUES, ORGANIZATION } from './policy.ts'

export const JoinField = z.enum([
  'kind',
  'name',
  'email',
  'organization',
  'skills',
  'services',
  'expertise',
  'people',
  'amount',
  'other',
  'interval',
  'language',
  'topics',
])
export type JoinField = z.output<typeof JoinField>

export const JoinRefusal = z.enum([
  'empty',
  'too-long',
  'too-many',
  'looks-like-a-link',
  'looks-like-an-address',
  'not-an-address',
  'not-ascii',
  'not-a-choice',
  'two-kinds',
  'two-amounts',
  'for-a-year',
  'for-a-month',
  'too-small-for-a-month',
  'too-large-for-a-month',
  ...DuesRefusal.options,
])
export type JoinRefusal = z.output<typeof JoinRefusal>

export type JoinProblem = { field: JoinField; reason: JoinRefusal }

const text = z.string().catch('')

const FOR_MONTH = 'month-'

/** The amounts that forms offer, and by which value they name them: `25` is for a year, `month-3` for a month. */
export const OFFERED: readonly { value: string; cents: Cents; each: 'year' | 'month' }[] = [
  ...DUES.suggestions.map((cents) => ({ value: String(cents / 100), cents, each: 'year' as const })),
  ...DUES.suggestionsByMonth.map((cents) => ({ value: `${FOR_MONTH}${cents / 100}`, cents, each: 'month' as const })),
]

/** The form as it was typed; anything may be missing. `amount` is one of those offered, or the word that `other` has it. */
export const TypedJoin = z.object({
  kind: text,
  name: text,
  email: text,
  organization: text,
  skills: text,
  services: text,
  expertise: text,
  /** One on each line. */
  people: text,
  amount: text,
  other: text,
  interval: text,
  coversFee: text,
  language: text,
  topics: z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([]),
  /** The code of the link that led here. */
  from: text,
  /** What its reader says to have led here. */
  heard: text,
})
export type TypedJoin = z.output<typeof TypedJoin>

export const NOTHING_TYPED: TypedJoin = TypedJoin.parse({})

/** A person or an organization: the latter has a contact, whose name and address the form asks for. */
export const JoinKind = z.enum(['person', 'organization'])
export type JoinKind = z.output<typeof JoinKind>

/** What may have led somebody here, when no link says so. Each is a source like any other. */
export const HEARD = ['friend', 'event', 'organization', 'mail', 'social-media', 'search', 'press', 'other'] as const

export const OTHER_AMOUNT = 'other'

export type ReadJoin = { outcome: 'asked'; joining: Joining } | { outcome: 'refused'; problems: readonly JoinProblem[] }

/** Every field is looked at, so that all that is wrong is said at once. */
export const readJoin = (typed: TypedJoin, city: CitySlug): ReadJoin => {
  const problems: JoinProblem[] = []
  const wrong = (field: JoinField, reason: JoinRefusal) => void problems.push({ field, reason })

  const kind = kindOf(typed)
  if (kind.outcome === 'refused') wrong('kind', kind.reason)
  const name = readName(typed.name, (reason) => wrong('name', reason))
  const email = Mailbox.safeParse(typed.email)
  if (!email.success) wrong('email', emailRefusal(typed.email))
  const organization =
    kind.outcome === 'kind' && kind.kind === 'organization' ? readOrganization(typed, wrong) : undefined

  const dues = readDues(typed, wrong)
  const language = Language.safeParse(typed.language)
  if (!language.success) wrong('language', 'not-a-choice')
  const topics = z.array(Topic).safeParse([...new Set(typed.topics)])
  if (!topics.success) wrong('topics', 'not-a-choice')
  const source = sourceOf(typed)

  if (problems.length > 0 || !name || !email.success || !dues || !language.success || !topics.success)
    return { outcome: 'refused', problems }
  return {
    outcome: 'asked',
    joining: {
      city,
      name,
      email: email.data,
      language: language.data,
      amount: dues.cents,
      interval: dues.interval,
      coversFee: dues.coversFee,
      ...(organization && { organization }),
      ...(source && { source }),
      topics: topics.data,
    },
  }
}

type Wrong = (field: JoinField, reason: JoinRefusal) => void

export type TypedDues = Pick<TypedJoin, 'amount' | 'other' | 'interval' | 'coversFee'>

export const readDues = (typed: TypedDues, wrong: Wrong): Dues | undefined => {
  const interval = DuesInterval.safeParse(typed.interval)
  if (!interval.success) wrong('interval', 'not-a-choice')
  const amount = amountAsked(typed)
  const dues = parseDues(amount.dollars, interval.data ?? amount.each)
  const monthly = interval.data === 'month'
  if (amount.twice) wrong('other', 'two-amounts')
  else if (amount.dollars === '') wrong(amount.field, 'empty')
  // Nobody shall pay twelve times of what the label said, or a twelfth.
  else if (!fits(amount, interval.data)) wrong('amount', monthly ? 'for-a-year' : 'for-a-month')
  else if (dues.outcome === 'refused') wrong(amount.field, monthly ? FOR_A_MONTH[dues.reason] : dues.reason)
  else if (interval.success) return { cents: dues.cents, interval: interval.data, coversFee: typed.coversFee === 'yes' }
  return undefined
}

/** What was asked for, as it stands in the form. */
export const typedAgain = ({ organization, ...joining }: Joining): TypedJoin => {
  const suggested = offerOf(joining.amount, joining.interval)
  return {
    kind: organization ? 'organization' : 'person',
    name: joining.name,
    email: joining.email,
    organization: organization?.publicName ?? '',
    skills: organization?.offers.skills ?? '',
    services: organization?.offers.services ?? '',
    expertise: organization?.offers.expertise ?? '',
    people: organization?.people.join('\n') ?? '',
    amount: suggested?.value ?? OTHER_AMOUNT,
    other: suggested ? '' : dollars(joining.amount),
    interval: joining.interval,
    coversFee: joining.coversFee ? 'yes' : '',
    language: joining.language,
    topics: joining.topics,
    from: joining.source ?? '',
    heard: '',
  }
}

/** The amount as the form offers it to those who pay like this, if it does. */
export const offerOf = (amount: number, interval: DuesInterval) =>
  OFFERED.find(({ cents, each }) => cents === amount && (each === 'month') === (interval === 'month'))

/** The amount that would be paid each time, as far as the form says one that can be paid. */
export const duesTyped = (typed: TypedJoin) => {
  const interval = DuesInterval.safeParse(typed.interval)
  const amount = amountAsked(typed)
  if (!interval.success || amount.twice || !fits(amount, interval.data)) return undefined
  const dues = parseDues(amount.dollars, interval.data)
  return dues.outcome === 'dues' ? { cents: dues.cents, interval: interval.data } : undefined
}

const kindOf = (
  typed: TypedJoin,
): { outcome: 'kind'; kind: JoinKind } | { outcome: 'refused'; reason: 'two-kinds' | 'not-a-choice' } => {
  const kind = JoinKind.safeParse(typed.kind || 'person')
  if (!kind.success) return { outcome: 'refused', reason: 'not-a-choice' }
  const { organization, skills, services, expertise, people } = typed
  const described = [organization, skills, services, expertise, people].some((field) => oneLine(field) !== '')
  // What was typed must not be thrown away without a word.
  if (kind.data === 'person' && described) return { outcome: 'refused', reason: 'two-kinds' }
  return { outcome: 'kind', kind: kind.data }
}

export const readName = (typed: string, refuse: (reason: JoinRefusal) => void): PersonName | undefined => {
  const name = PersonName.safeParse(typed)
  if (!name.success) return void refuse(oneLine(typed) === '' ? 'empty' : 'too-long')
  if (LIKE_AN_ADDRESS.test(name.data)) return void refuse('looks-like-an-address')
  if (LIKE_A_LINK.test(name.data)) return void refuse('looks-like-a-link')
  return name.data
}

export const readOrganization = (
  typed: Pick<TypedJoin, 'organization' | Offer | 'people'>,
  wrong: (field: JoinField, reason: JoinRefusal) => void,
): Organization | undefined => {
  const publicName = readName(typed.organization, (reason) => wrong('organization', reason))
  const offers: Organization['offers'] = {}
  for (const offer of Offer.options) {
    const said = oneLine(typed[offer])
    if (said.length > LONGEST_OFFER) wrong(offer, 'too-long')
    else if (said !== '') offers[offer] = said
  }
  const lines = typed.people.split('\n').filter((line) => oneLine(line) !== '')
  if (lines.length > ORGANIZATION.mostPeople) wrong('people', 'too-many')
  const people: PersonName[] = []
  const refused = new Set<JoinRefusal>()
  for (const line of lines) {
    const name = readName(line, (reason) => refused.add(reason))
    if (name) people.push(name)
  }
  for (const reason of refused) wrong('people', reason)
  return publicName === undefined ? undefined : { publicName, offers, people }
}

/**
 * The amount and the field that it stands in. One that is chosen beside another that is typed is asked about: neither may
 * be charged by mistake.
 */
const amountAsked = ({ amount, other }: Pick<TypedJoin, 'amount' | 'other'>): AmountAsked => {
  const typed = other.trim()
  if (amount === OTHER_AMOUNT || (amount === '' && typed !== '')) return { field: 'other', dollars: typed }
  const each = amount.startsWith(FOR_MONTH) ? 'month' : 'year'
  const dollars = each === 'month' ? amount.slice(FOR_MONTH.length) : amount
  return { field: 'amount', dollars, each, twice: typed !== '' }
}

/** `each`: what an amount that was offered is for, as its label says. */
type AmountAsked = { field: 'amount' | 'other'; dollars: string; each?: 'year' | 'month'; twice?: boolean }

const fits = ({ each }: AmountAsked, interval: DuesInterval | undefined): boolean =>
  each === undefined || interval === undefined || (each === 'month') === (interval === 'month')

/** A code that nobody could have given is no reason to send somebody away. */
const sourceOf = ({ from, heard }: TypedJoin): string | undefined => Source.safeParse(from || heard).data

const FOR_A_MONTH = {
  'not-an-amount': 'not-an-amount',
  'too-small': 'too-small-for-a-month',
  'too-large': 'too-large-for-a-month',
} as const satisfies Record<DuesRefusal, JoinRefusal>

/** Names are printed in mails: one that is a link would make a stranger's mail of ours. */
const LIKE_A_LINK = /:\/\/|\bwww\.|\b[\w-]+\.(com|net|org|info|io|ru|cn|xyz|top|link|click|shop|online|site)\b/i

/** A domain belongs to it: people write "Latin@s" too. */
const LIKE_AN_ADDRESS = /[^\s<>]@[^\s<>@]+\.[a-z]{2,}/i

export const emailRefusal = (typed: string): JoinRefusal => {
  const trimmed = typed.trim()
  if (trimmed === '') return 'empty'
  const at = trimmed.lastIndexOf('@')
  return at > 0 && /\P{ASCII}/u.test(trimmed.slice(0, at)) ? 'not-ascii' : 'not-an-address'
}
