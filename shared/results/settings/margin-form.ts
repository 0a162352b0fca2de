import { PlainDate } from '../../units.ts'
import type { Dimension } from '../../words.ts'
import { smallLevels } from './joined-groups.ts'
import { levelsOf, type Margin, totalOf } from './margins.ts'
import type { EnteredMargin } from './result-settings.ts'

/** `counts` and `joined` by option, as they stand in the form. */
export type TypedMargin = {
  counts: Record<string, string>
  joined: Record<string, string>
} & TypedOrigin
export type TypedOrigin = { of: string; source: string; asOf: string; note: string }

export type OriginProblem = {
  field: keyof TypedOrigin
  reason: 'not-chosen' | 'missing' | 'too-long' | 'not-a-date' | 'to-come'
}
export type GroupProblem =
  | { option: string; reason: 'not-a-number' | 'no-number' | 'joined-to-nothing' | 'joined-in-a-row' }
  | { option: string; reason: 'too-small'; share: number }
  | { option: string; reason: 'only-one' }
export type MarginProblem = OriginProblem | GroupProblem

export const LONGEST_SOURCE = 200
export const LONGEST_NOTE = 500

export type ReadMargin =
  | { outcome: 'margin'; margin: EnteredMargin }
  | { outcome: 'refused'; problems: MarginProblem[] }

/** Every field is looked at, so that all that is wrong is said at once. `options` are those that people can give. */
export const readMargin = (
  typed: TypedMargin,
  { dimension, options, today }: { dimension: Dimension; options: readonly string[]; today: PlainDate },
): ReadMargin => {
  const origin = readOrigin(typed, today)
  const groups = readGroups(typed, options)
  const problems = [
    ...(groups.outcome === 'refused' ? groups.problems : []),
    ...(origin.outcome === 'refused' ? origin.problems : []),
  ]
  if (groups.outcome === 'refused' || origin.outcome === 'refused') return { outcome: 'refused', problems }
  return { outcome: 'margin', margin: { dimension, ...origin.origin, ...groups.groups } }
}

type Origin = Pick<EnteredMargin, 'of' | 'source' | 'asOf' | 'note'>

export const readOrigin = (
  typed: TypedOrigin,
  today: PlainDate,
): { outcome: 'origin'; origin: Origin } | { outcome: 'refused'; problems: OriginProblem[] } => {
  const problems: OriginProblem[] = []
  const refuse = (field: OriginProblem['field'], reason: OriginProblem['reason']) => problems.push({ field, reason })
  const of = typed.of === 'members' || typed.of === 'residents' ? typed.of : undefined
  if (!of) refuse('of', 'not-chosen')
  const source = typed.source.trim().replace(/\s+/g, ' ')
  if (source === '') refuse('source', 'missing')
  if (source.length > LONGEST_SOURCE) refuse('source', 'too-long')
  const asOf = PlainDate.safeParse(typed.asOf.trim())
  if (!asOf.success) refuse('asOf', typed.asOf.trim() === '' ? 'missing' : 'not-a-date')
  else if (asOf.data > today) refuse('asOf', 'to-come')
  const note = typed.note.trim()
  if (note.length > LONGEST_NOTE) refuse('note', 'too-long')
  if (problems.length > 0 || !of || !asOf.success) return { outcome: 'refused', problems }
  return { outcome: 'origin', origin: { of, source, asOf: asOf.data, ...(note && { note }) } }
}

type Groups = Pick<Margin, 'counts' | 'joined'>

const readGroups = (
  { counts: typed, joined: chosen }: Pick<TypedMargin, 'counts' | 'joined'>,
  options: readonly string[],
): { outcome: 'groups'; groups: Groups } | { outcome: 'refused'; problems: GroupProblem[] } => {
  const problems: GroupProblem[] = []
  const counts: Record<string, number> = {}
  const joined: Record<string, string> = {}
  for (const option of options) {
    const number = readCount(typed[option] ?? '')
    if (number === 'not-a-number') problems.push({ option, reason: 'not-a-number' })
    else if (number !== undefined) counts[option] = number
    const into = chosen[option] ?? ''
    if (into !== '') joined[option] = into
    else if (number === undefined) problems.push({ option, reason: 'no-number' })
  }
  for (const [option, into] of Object.entries(joined)) {
    if (!options.includes(into) || into === option) problems.push({ option, reason: 'joined-to-nothing' })
    else if (joined[into] !== undefined) problems.push({ option, reason: 'joined-in-a-row' })
  }
  if (problems.length > 0) return { outcome: 'refused', problems }
  const groups = { counts, ...(Object.keys(joined).length > 0 && { joined }) }
  const [first = ''] = options
  if (totalOf(groups) === 0) return { outcome: 'refused', problems: [{ option: first, reason: 'no-number' }] }
  for (const { level, share } of smallLevels(groups)) problems.push({ option: level, reason: 'too-small', share })
  if (problems.length === 0 && Object.keys(levelsOf(groups)).length < 2)
    problems.push({ option: first, reason: 'only-one' })
  return problems.length > 0 ? { outcome: 'refused', problems } : { outcome: 'groups', groups }
}

/** `1,204` and `1 204` are as good as `1204`; nothing typed is no number. */
const readCount = (typed: string): number | 'not-a-number' | undefined => {
  const digits = typed.trim()
  if (digits === '') return undefined
  return /^(\d{1,9}|\d{1,3}([,\s]\d{3}){1,2})$/.test(digits) ? Number(digits.replace(/[,\s]/g, '')) : 'not-a-number'
}

export const typedOf = (margin: EnteredMargin): TypedMargin => ({
  of: margin.of,
  source: margin.source,
  asOf: margin.asOf,
  note: margin.note ?? '',
  counts: Object.fromEntries(Object.entries(margin.counts).map(([option, people]) => [option, String(people)])),
  joined: { ...margin.joined },
})
