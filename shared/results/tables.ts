import { type Dimension, SCALE_POINTS } from '../words.ts'
import { cellFrom } from './cell.ts'
import { answered, chose } from './contribution.ts'
import type { AnswerGroup, Quantity, ReportTable, RowGroup, Share } from './document.ts'
import type { Grouping } from './groups.ts'
import { finestRung, merged, nominalLadder, orderedLadder, type Rung } from './ladder.ts'
import { type Policy, QUESTION_BASE_STEP, roundedDown } from './policy.ts'
import { type BandedQuestion, type OptionQuestion, type ScaleQuestion, sortedBands } from './questionnaire.ts'
import type { Cube } from './tally.ts'

export type TabledQuestion = OptionQuestion | ScaleQuestion | BandedQuestion
export type Groupings = ReadonlyMap<Dimension, Grouping>

/** All registered tables of a question: everybody, and by each dimension. No others are ever made. */
export const tablesOf = (
  cube: Cube,
  question: TabledQuestion,
  groupings: Groupings,
  policy: Policy | 'exact',
): ReportTable[] => [
  table(cube, question, 'everybody', { rows: [{ kind: 'everybody' }], bases: [], rowOf: () => 0 }, policy),
  ...[...groupings].map(([dimension, grouping]): ReportTable => {
    if (policy !== 'exact' && policy.neverCrossed.includes(dimension))
      return { kind: 'left-out', by: dimension, reason: 'never-crossed' }
    if (grouping.outcome === 'left-out') return { kind: 'left-out', by: dimension, reason: grouping.reason }
    const rows = grouping.groups.map(rowGroup)
    const bases = grouping.groups.map(({ base }) => base)
    const rowOf = (cell: string) => grouping.rowOf(cellFrom(cell)[dimension])
    return table(cube, question, dimension, { rows, bases, rowOf }, policy)
  }),
]

export const rowGroup = (group: Extract<Grouping, { outcome: 'grouped' }>['groups'][number]): RowGroup =>
  group.kind === 'group'
    ? { kind: 'group', key: group.key, label: group.label }
    : { kind: 'residual', labels: [...group.labels] }

/** A whole percentage, half rounded up. Under protection nothing is called 0 or 100: there is always somebody else. */
export const shareOf = (count: number, base: number, policy: Policy | 'exact'): Share => {
  const percent = percentOf(count, base)
  if (policy === 'exact') return { kind: 'exact', count, percent }
  if (percent === 0) return { kind: 'under', percent: 1 }
  if (percent === 100) return { kind: 'over', percent: 99 }
  return { kind: 'share', percent }
}

const percentOf = (count: number, base: number) => (base === 0 ? 0 : Math.floor((200 * count + base) / (2 * base)))

type Rows = { rows: readonly RowGroup[]; bases: readonly number[]; rowOf: (cell: string) => number | undefined }
type Counts = { answered: number; byAnswer: number[] }

const table = (
  cube: Cube,
  question: TabledQuestion,
  by: 'everybody' | Dimension,
  { rows, bases, rowOf }: Rows,
  policy: Policy | 'exact',
): ReportTable => {
  const keys = answerKeys(question)
  const counts = countsOf(cube, question, keys, rows.length, rowOf)
  const all = counts.reduce((sum, row) => sum + row.answered, 0)
  if (keys.length < 2) return { kind: 'left-out', by, reason: 'no-bands' }
  if (all < (policy === 'exact' ? 1 : policy.base)) return { kind: 'left-out', by, reason: 'too-few-answers' }

  const shown = question.kind === 'multiple' ? eachByItself(counts, policy) : together(cube, question, counts, policy)
  if (!shown) return { kind: 'left-out', by, reason: 'too-few-per-answer' }
  return {
    kind: 'shown',
    by,
    weighted: false,
    answers: shown.map((positions) => answerGroup(question, positions)),
    rows: counts.map((row, index) => ({
      group: rows[index] ?? { kind: 'everybody' },
      base: by === 'everybody' ? questionBase(row.answered, policy) : { kind: 'exact', count: bases[index] ?? 0 },
      shares: merged(row.byAnswer, shown).map((count) => shareOf(count, row.answered, policy)),
    })),
    notShown:
      question.kind === 'multiple'
        ? question.options.filter((_, i) => !shown.some((positions) => positions.includes(i))).map(({ label }) => label)
        : [],
  }
}

/** Answers of which a person gives exactly one: the finest rung on which every cell is large enough. */
const together = (
  cube: Cube,
  question: Exclude<TabledQuestion, { kind: 'multiple' }> | OptionQuestion,
  counts: readonly Counts[],
  policy: Policy | 'exact',
): Rung | undefined => {
  const keys = answerKeys(question)
  const rows = counts.map(({ byAnswer }) => byAnswer)
  const city = countsOf(cube, question, keys, 1, () => 0)[0]?.byAnswer ?? []
  const ladder = question.kind === 'single' ? nominalLadder(city) : orderedLadder(keys.length)
  return policy === 'exact' ? ladder[0] : finestRung(ladder, rows, policy.cell)
}

/** "Select all": every option is a yes-or-no question of its own, shown where both sides are large enough in every row. */
const eachByItself = (counts: readonly Counts[], policy: Policy | 'exact'): Rung | undefined => {
  const options = counts[0]?.byAnswer.map((_, option) => option) ?? []
  const large = options.filter(
    (option) =>
      policy === 'exact' ||
      counts.every(({ answered: people, byAnswer }) => {
        const yes = byAnswer[option] ?? 0
        return yes >= policy.cell && people - yes >= policy.cell
      }),
  )
  return large.length > 0 ? large.map((option) => [option]) : undefined
}

const countsOf = (
  cube: Cube,
  question: TabledQuestion,
  keys: readonly string[],
  rows: number,
  rowOf: (cell: string) => number | undefined,
): Counts[] => {
  const counts: Counts[] = Array.from({ length: rows }, () => ({ answered: 0, byAnswer: keys.map(() => 0) }))
  const names = keys.map((key) => chose(question.id, key))
  const answeredName = answered(question.id)
  for (const [cell, adds] of cube) {
    const row = rowOf(cell)
    const own = row === undefined ? undefined : counts[row]
    if (!own) continue
    own.answered += adds[answeredName] ?? 0
    for (const [index, name] of names.entries()) own.byAnswer[index] = (own.byAnswer[index] ?? 0) + (adds[name] ?? 0)
  }
  return counts
}

const answerKeys = (question: TabledQuestion): readonly string[] => {
  if (question.kind === 'scale') return SCALE_POINTS
  if (question.kind === 'number')
    return [...sortedBands(question.bands), Number.POSITIVE_INFINITY].map((_, i) => `b${i}`)
  return question.options.map(({ key }) => key)
}

const answerGroup = (question: TabledQuestion, positions: readonly number[]): AnswerGroup => {
  const [first = 0] = positions
  const last = positions.at(-1) ?? first
  if (question.kind === 'scale') return { kind: 'points', from: first + 1, to: last + 1 }
  if (question.kind === 'number') {
    const bounds = sortedBands(question.bands)
    const [above, upTo] = [bounds[first - 1], bounds[last]]
    return { kind: 'band', ...(above !== undefined && { above }), ...(upTo !== undefined && { upTo }) }
  }
  const options = positions.flatMap((position) => question.options[position] ?? [])
  const [only] = options
  return options.length === 1 && only
    ? { kind: 'option', key: only.key, label: only.label }
    : { kind: 'others', keys: options.map(({ key }) => key), labels: options.map(({ label }) => label) }
}

const questionBase = (count: number, policy: Policy | 'exact'): Quantity =>
  policy === 'exact' ? { kind: 'exact', count } : { kind: 'at-least', count: roundedDown(count, QUESTION_BASE_STEP) }
