import * as z from 'zod'
import { dayIn, daysAfter, monthsAfter } from '../../calendar.ts'
import { rearmed } from '../../defuse.ts'
import { Language, Mailbox, PersonName } from '../../identity/person.ts'
import { CitySlug } from '../../ids.ts'
import { Cents, type Instant, PlainDate, utcDay } from '../../units.ts'
import { Dimension, Topic } from '../../words.ts'
import { parseDues } from '../dues.ts'
import { type Demographics, type Member, Offer, type Organization, Source } from '../member.ts'
import { lapsesOn } from '../membership.ts'
import { ORGANIZATION, RETENTION } from '../policy.ts'
import { type Columns, type Field, folded } from './columns.ts'
import { agreementsIn, type ReadSuppression, suppressedIn } from './may-be-mailed.ts'
import { type DateOrder, dayWritten, instantWritten, noonOf, peopleWritten } from './written.ts'

/** What holds for rows that do not say it themselves. */
export const Defaults = z.object({
  city: CitySlug.optional(),
  language: Language,
  /** Only where no column speaks of topics. */
  topics: z.array(Topic),
  wording: z.string().max(60),
  agreedOn: PlainDate.optional(),
  paidThrough: PlainDate.optional(),
  dates: z.enum(['month-first', 'day-first']),
  /** Memberships that have run out are taken in as lapsed; otherwise they are refused. */
  lapsed: z.boolean(),
  /** What a member who is there already has not said yet is taken from the file. */
  fillIn: z.boolean(),
})
export type Defaults = z.output<typeof Defaults>

export const RowRefusal = z.enum([
  'empty',
  'too-long',
  'not-an-address',
  'no-such-city',
  'several-such-cities',
  'not-a-language',
  'not-a-kind',
  'not-a-date',
  'in-the-future',
  'too-far-away',
  'not-an-amount',
  'not-an-interval',
  'not-a-choice',
  'not-topics',
  'not-a-suppression',
  'too-many-people',
  'not-for-a-person',
  'paid-through-is-over',
  'lapsed-too-long-ago',
  'too-many-cells',
  'was-forgotten',
])
export type RowRefusal = z.output<typeof RowRefusal>

export const RowWarning = z.enum(['becomes-lapsed', 'waits-for-activation'])
export type RowWarning = z.output<typeof RowWarning>

/** `column` counts from 0; absent when the file has none for the field. */
export type RowProblem = { field: Field; column?: number | undefined; reason: RowRefusal }

/** What a row says of one member. */
export type ReadMember = Pick<
  Member,
  'name' | 'email' | 'city' | 'language' | 'demographics' | 'consents' | 'unsubscribes' | 'joinedAt'
> & {
  organization?: Organization
  source?: z.output<typeof Source>
  suppressed?: ReadSuppression
  activatedAt?: Instant
  cancelledAt?: Instant
  /** Only when the paid time is over. */
  lapsedOn?: PlainDate
  paidThrough: PlainDate
  paid: { on: PlainDate; cents: Cents; months: 1 | 12 }
}

export type ReadRow =
  | { outcome: 'member'; member: ReadMember; warnings: RowWarning[] }
  | { outcome: 'refused'; problems: RowProblem[] }

export type KnownCity = { slug: CitySlug; name: string; state: string; timeZone: string }

export type Reading = {
  columns: Columns
  defaults: Defaults
  cities: readonly KnownCity[]
  /** The answers to the bank's question, as keys and under every name that they have. */
  choices: (dimension: Dimension, city: CitySlug | undefined) => readonly { key: string; names: readonly string[] }[]
  at: Instant
}

/** Every cell is looked at, so that all that is wrong with a row is said at once. */
export const readRow = (cells: readonly string[], reading: Reading): ReadRow => {
  const { columns, defaults, at } = reading
  const problems: RowProblem[] = []
  const columnOf = (field: Field) => {
    const column = columns.indexOf(field)
    return column < 0 ? undefined : column
  }
  const wrong = (field: Field, reason: RowRefusal) => {
    problems.push({ field, column: columnOf(field), reason })
    return undefined
  }
  const mapped = (field: Field) => columns.includes(field)
  const raw = (field: Field) => {
    const column = columnOf(field)
    return column === undefined ? '' : rearmed(cells[column] ?? '')
  }
  const cell = (field: Field) => raw(field).trim()
  const order: DateOrder = defaults.dates
  const instant = (field: Field): Instant | undefined => {
    const text = cell(field)
    if (!text) return undefined
    const read = instantWritten(text, order)
    if (!read) return wrong(field, 'not-a-date')
    return utcDay(read) > daysAfter(utcDay(at), 1) ? wrong(field, 'in-the-future') : read
  }
  const day = (field: Field): PlainDate | undefined => {
    const text = cell(field)
    return text ? (dayWritten(text, order) ?? wrong(field, 'not-a-date')) : undefined
  }

  if (cells.slice(columns.length).some((extra) => extra.trim() !== '')) wrong('name', 'too-many-cells')
  const name = nameIn(raw('name'), (reason) => wrong('name', reason))
  const address = Mailbox.safeParse(cell('email'))
  if (!address.success) wrong('email', cell('email') ? 'not-an-address' : 'empty')
  const city = cityIn(cell('city'), reading, (reason) => wrong('city', reason))
  const language = cell('language') ? LANGUAGES.get(folded(cell('language'))) : defaults.language
  if (!language) wrong('language', 'not-a-language')
  const organization = organizationIn(raw, wrong, mapped('kind'))
  const demographics = demographicsIn(cell, reading, city?.slug, wrong)
  const source = sourceIn(cell('source'))

  const paidOn = day('last_paid_on')
  const joinedAt = instant('joined_at') ?? (paidOn ? noonOf(paidOn) : at)
  const today = dayIn(at, city?.timeZone ?? 'UTC')
  const paidThrough = day('paid_through') ?? defaults.paidThrough
  if (!paidThrough && !problems.some(({ field }) => field === 'paid_through')) wrong('paid_through', 'empty')
  if (paidThrough && paidThrough > monthsAfter(today, 120)) wrong('paid_through', 'too-far-away')
  const activatedAt = mapped('activated_at') ? instant('activated_at') : joinedAt
  const cancelledAt = instant('cancelled_at')
  const over = paidThrough && (cancelledAt ? today > paidThrough : today >= lapsesOn(paidThrough))
  const lapsedOn = over
    ? (day('lapsed_on') ?? (cancelledAt ? daysAfter(paidThrough, 1) : lapsesOn(paidThrough)))
    : undefined
  if (lapsedOn && !defaults.lapsed) wrong('paid_through', 'paid-through-is-over')
  else if (lapsedOn && daysAfter(monthsAfter(lapsedOn, RETENTION.monthsLapsed), -RETENTION.toldBeforeDays) <= today)
    wrong('paid_through', 'lapsed-too-long-ago')

  const cents = duesIn(cell('dues'))
  if (cents === undefined) wrong('dues', 'not-an-amount')
  const months = cell('interval') ? INTERVALS.get(folded(cell('interval'))) : 12
  if (!months) wrong('interval', 'not-an-interval')
  const agreements = agreementsIn({ cell, mapped, instant, wrong, defaults, joinedAt, at })
  const suppressed = suppressedIn(cell('suppressed'), instant('suppressed_at') ?? at, wrong)

  if (problems.length > 0 || !name || !address.success || !city || !language || !paidThrough || cents === undefined)
    return { outcome: 'refused', problems }
  return {
    outcome: 'member',
    member: {
      name,
      email: address.data,
      city: city.slug,
      language,
      demographics,
      ...agreements,
      joinedAt,
      ...(organization && { organization }),
      ...(source && { source }),
      ...(suppressed && { suppressed }),
      ...(activatedAt && { activatedAt }),
      ...(cancelledAt && { cancelledAt }),
      ...(lapsedOn && { lapsedOn }),
      paidThrough,
      paid: { on: paidOn ?? utcDay(joinedAt), cents, months: months ?? 12 },
    },
    warnings: [
      ...(lapsedOn ? (['becomes-lapsed'] as const) : []),
      ...(!lapsedOn && !activatedAt ? (['waits-for-activation'] as const) : []),
    ],
  }
}

type Wrong = (field: Field, reason: RowRefusal) => undefined
type Cell = (field: Field) => string

const nameIn = (text: string, wrong: (reason: RowRefusal) => undefined): string | undefined => {
  const name = PersonName.safeParse(text)
  return name.success ? name.data : wrong(text.trim() === '' ? 'empty' : 'too-long')
}

const cityIn = (
  text: string,
  { cities, defaults }: Reading,
  wrong: (reason: RowRefusal) => undefined,
): KnownCity | undefined => {
  if (!text) return cities.find(({ slug }) => slug === defaults.city) ?? wrong(defaults.city ? 'no-such-city' : 'empty')
  const wanted = folded(text)
  const exact = cities.find(({ slug }) => slug === text.toLowerCase())
  const called = cities.filter(({ name, state }) => wanted === folded(name) || wanted === folded(`${name} ${state}`))
  if (exact) return exact
  return called.length === 1 ? called[0] : wrong(called.length === 0 ? 'no-such-city' : 'several-such-cities')
}

const organizationIn = (raw: Cell, wrong: Wrong, kindMapped: boolean): Organization | undefined => {
  const publicName = raw('public_name').trim()
  const typed = folded(raw('kind'))
  const kind = typed ? KINDS.get(typed) : publicName && !kindMapped ? 'organization' : 'person'
  if (!kind) return wrong('kind', 'not-a-kind')
  if (kind === 'person') return publicName ? wrong('public_name', 'not-for-a-person') : undefined
  const shown = nameIn(publicName, (reason) => wrong('public_name', reason))
  const offers: Organization['offers'] = {}
  for (const offer of Offer.options) {
    const text = raw(offer)
    if (text.length > 500) wrong(offer, 'too-long')
    else if (text.trim()) offers[offer] = text
  }
  const people = peopleWritten(raw('people')).map((one) => nameIn(one, (reason) => wrong('people', reason)))
  if (people.length > ORGANIZATION.mostPeople) wrong('people', 'too-many-people')
  return shown === undefined
    ? undefined
    : { publicName: shown, offers, people: people.filter((one) => one !== undefined).slice(0, ORGANIZATION.mostPeople) }
}

const KINDS = new Map<string, 'person' | 'organization'>([
  ...['person', 'individual', 'member', 'persona', 'individuo'].map((word) => [word, 'person'] as const),
  ...['organization', 'organisation', 'org', 'company', 'business', 'organizacion', 'empresa'].map(
    (word) => [word, 'organization'] as const,
  ),
])

const LANGUAGES = new Map<string, Language>([
  ...['en', 'eng', 'english', 'ingles', 'en us'].map((word) => [word, 'en'] as const),
  ...['es', 'spa', 'spanish', 'espanol', 'castellano', 'es us', 'es mx'].map((word) => [word, 'es'] as const),
])

const INTERVALS = new Map<string, 1 | 12>([
  ...['month', 'monthly', 'mes', 'mensual'].map((word) => [word, 1] as const),
  ...['year', 'yearly', 'annual', 'annually', 'once', 'ano', 'anual', 'una vez'].map((word) => [word, 12] as const),
])

const DIMENSION_FIELDS = { race: 'race', gender: 'gender', ageBand: 'age_band', neighbourhood: 'neighborhood' } as const

/** The column of each demographic. */
export const fieldOfDimension = (dimension: Dimension) => DIMENSION_FIELDS[dimension]

const demographicsIn = (cell: Cell, { choices }: Reading, city: CitySlug | undefined, wrong: Wrong): Demographics => {
  const found: Demographics = {}
  for (const dimension of Dimension.options) {
    const field = fieldOfDimension(dimension)
    const said = folded(cell(field))
    if (!said) continue
    const choice = choices(dimension, city).find(({ key, names }) =>
      [key, ...names].some((one) => folded(one) === said),
    )
    if (choice) found[dimension] = choice.key
    else if (dimension !== 'neighbourhood' || city) wrong(field, 'not-a-choice')
  }
  return found
}

/** Other systems have sentences here: what is left of them are their words. */
const sourceIn = (text: string): z.output<typeof Source> | undefined => {
  const source = Source.safeParse(
    text
      .normalize('NFKD')
      .replace(/[^A-Za-z0-9_-]+/g, '-')
      .slice(0, 40)
      .replace(/^-+|-+$/g, ''),
  )
  return Source.safeParse(text).data ?? source.data
}

/** Dollars that were paid elsewhere may be fewer than the dues here; nothing paid is nothing. */
const duesIn = (text: string): Cents | undefined => {
  if (text === '' || /^\$?\s*0+(\.0{1,2})?$/.test(text)) return Cents.parse(0)
  for (const interval of ['year', 'month'] as const) {
    const dues = parseDues(text, interval)
    if (dues.outcome === 'dues') return dues.cents
  }
  return undefined
}
