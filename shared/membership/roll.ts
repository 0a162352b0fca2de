import * as z from 'zod'
import { Language, PersonName } from '../identity/person.ts'
import { CitySlug, MemberId } from '../ids.ts'
import { Instant, PlainDate } from '../units.ts'
import { type Mandate, renewsByItself } from './mandate.ts'
import { type Member, Source } from './member.ts'
import type { LivingMembership } from './membership.ts'
import { OrganizationShown } from './organization-shown.ts'

export const RollState = z.enum(['awaiting-activation', 'active', 'in-grace', 'cancelled', 'lapsed'])
export type RollState = z.output<typeof RollState>
export const MemberKind = z.enum(['person', 'organization'])
export type MemberKind = z.output<typeof MemberKind>
/** Whether the card is charged by itself, was refused, or is not there. */
export const Renews = z.enum(['by-itself', 'by-hand', 'failing'])
export type Renews = z.output<typeof Renews>

/** One line of the roll: what a list of members shows of each. It is made from the member, and made again at every change. */
export const RollLine = z.object({
  memberId: MemberId,
  city: CitySlug,
  name: PersonName,
  kind: MemberKind,
  publicName: PersonName.optional(),
  state: RollState,
  paidThrough: PlainDate,
  renews: Renews,
  joinedAt: Instant,
  language: Language,
  source: Source.optional(),
})
export type RollLine = z.output<typeof RollLine>

export const rollLine = (member: Member, membership: LivingMembership): RollLine => ({
  memberId: member.memberId,
  city: member.city,
  name: member.name,
  kind: member.organization ? 'organization' : 'person',
  ...(member.organization && { publicName: member.organization.publicName }),
  state: membership.state,
  paidThrough: membership.paidThrough,
  renews: renewsHow(membership.mandate),
  joinedAt: member.joinedAt,
  language: member.language,
  ...(member.source && { source: member.source }),
})

const renewsHow = (mandate: Mandate | undefined): Renews =>
  mandate?.standing === 'failing' ? 'failing' : renewsByItself(mandate) ? 'by-itself' : 'by-hand'

/** What may be asked of the roll of a city; every part that is there must hold. */
export const RollFilter = z.object({
  state: RollState.optional(),
  kind: MemberKind.optional(),
  renews: Renews.optional(),
  source: Source.optional(),
  /** Joined on this day (UTC) or later. */
  joinedSince: PlainDate.optional(),
  /** Paid until this day or an earlier one. */
  paidUntil: PlainDate.optional(),
})
export type RollFilter = z.output<typeof RollFilter>

export const onRoll = (line: RollLine, filter: RollFilter): boolean =>
  (!filter.state || line.state === filter.state) &&
  (!filter.kind || line.kind === filter.kind) &&
  (!filter.renews || line.renews === filter.renews) &&
  (!filter.source || line.source === filter.source) &&
  (!filter.joinedSince || line.joinedAt.slice(0, 10) >= filter.joinedSince) &&
  (!filter.paidUntil || line.paidThrough <= filter.paidUntil)

/**
 * The partition to read for this filter: the whole roll of the city, or the lines of one part of it, in the same order.
 * Of several parts the one is read that tends to be the smallest; what it does not tell is looked at line by line.
 */
export const rollPartition = (city: CitySlug, filter: RollFilter = {}): string => {
  if (filter.source) return part(city, 'source', filter.source)
  if (filter.renews === 'failing') return part(city, 'renews', filter.renews)
  if (filter.kind === 'organization') return part(city, 'kind', filter.kind)
  if (filter.state) return part(city, 'state', filter.state)
  if (filter.renews) return part(city, 'renews', filter.renews)
  return roll(city)
}

/** Where a line stands: by name in the roll of its city and in every part of it that it belongs to. No address in any key. */
export const rollKeys = (line: RollLine): { pk: string; sk: string }[] => {
  const sk = rollPosition(line)
  return [
    roll(line.city),
    part(line.city, 'state', line.state),
    part(line.city, 'renews', line.renews),
    ...(line.kind === 'organization' ? [part(line.city, 'kind', line.kind)] : []),
    ...(line.source ? [part(line.city, 'source', line.source)] : []),
  ].map((pk) => ({ pk, sk }))
}

const roll = (city: CitySlug) => `ROLL#${city}`
const part = (city: CitySlug, of: string, value: string) => `ROLL#${city}#${of}#${value}`

/** Of namesakes the older id comes first. */
export const rollPosition = (line: Pick<RollLine, 'name' | 'publicName' | 'memberId'>): string =>
  `${namesakes(line)}${line.memberId}`

/** What the positions of all who have this name begin with. */
export const namesakes = ({ name, publicName }: Pick<RollLine, 'name' | 'publicName'>): string =>
  `${cut(folded(publicName ?? name))}#`

/** A word of a name, for the search: it knows the others, so that the words of a search are looked for in one place. */
export const WordRow = z.object({
  memberId: MemberId,
  city: CitySlug,
  name: PersonName,
  publicName: PersonName.optional(),
  words: z.array(z.string()),
})
export type WordRow = z.output<typeof WordRow>

export const wordKeys = (line: Pick<RollLine, 'memberId' | 'name' | 'publicName'>): { pk: string; sk: string }[] =>
  wordsIn(`${line.name} ${line.publicName ?? ''}`).map((word) => ({
    pk: wordPartition(word),
    sk: `${word}#${line.memberId}`,
  }))

export const wordRow = ({ memberId, city, name, publicName }: RollLine): WordRow => ({
  memberId,
  city,
  name,
  ...(publicName && { publicName }),
  words: wordsIn(`${name} ${publicName ?? ''}`),
})

export const wordPartition = (word: string) => `WORDS#${[...word][0] ?? ''}`

/** The words of a name as they are searched: without accents, case and punctuation, each once. */
export const wordsIn = (text: string): string[] => [
  ...new Set(
    folded(text)
      .split(' ')
      .filter((word) => word !== '')
      .map((word) => cut(word)),
  ),
]

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** A sort key has room for 1,024 bytes. */
const cut = (text: string) => [...text].slice(0, 100).join('')

/** Which rows of the roll, of the search and of its city's page a member has now: what a change has to take away. */
export const RollRows = z.object({
  /** Of two that bring it up to date at once, the second begins again. */
  turn: z.int().positive(),
  line: RollLine,
  /** What the public reads of it, when it is an organization that takes part. */
  shown: OrganizationShown.optional(),
  rows: z.array(z.object({ pk: z.string(), sk: z.string() })),
})
export type RollRows = z.output<typeof RollRows>
export const rollRowsKey = (memberId: MemberId) => ({ pk: `MEMBER#${memberId}`, sk: 'ROLL' })
