import { SCALE_POINTS } from '../../words.ts'
import { chose } from '../counting/contribution.ts'
import type { AnswerGroup } from '../document.ts'
import type { CubeRows } from '../inputs.ts'
import { type ReportQuestion, sortedBands } from '../questionnaire.ts'
import type { Rows } from './rows.ts'

export type TabledQuestion = Extract<ReportQuestion, { kind: 'single' | 'multiple' | 'scale' | 'number' }>

/**
 * How many people of each profile gave each answer. The last column is "no answer", except of a "select all" question:
 * whoever chose nothing there has said no to each option.
 */
export type Counted = { answers: number; columns: number; people: Int32Array }

export const isTabled = (question: ReportQuestion): question is TabledQuestion =>
  question.kind !== 'text' && question.kind !== 'demographic'

/** In the order of the question; as they are counted. */
export const answerKeys = (question: TabledQuestion): readonly string[] => {
  if (question.kind === 'scale') return SCALE_POINTS
  if (question.kind === 'number')
    return [...sortedBands(question.bands), Number.POSITIVE_INFINITY].map((_, i) => `b${i}`)
  return question.options.map(({ key }) => key)
}

/** One pass over the cube for all questions; from here on nothing depends on how many cells there are. */
export const countedBy = (
  cube: CubeRows,
  questions: readonly TabledQuestion[],
  ofCell: Int32Array,
  sizes: Int32Array,
): Map<string, Counted> => {
  const counted = new Map<string, Counted>()
  const columnOf = new Map<string, { into: Counted; column: number }>()
  for (const question of questions) {
    const keys = answerKeys(question)
    const columns = question.kind === 'multiple' ? keys.length : keys.length + 1
    const into = { answers: keys.length, columns, people: new Int32Array(sizes.length * columns) }
    counted.set(question.id, into)
    for (const [column, key] of keys.entries()) columnOf.set(chose(question.id, key), { into, column })
  }
  for (let c = 0; c < cube.length; c++) {
    const adds = cube[c]?.[1]
    const profile = ofCell[c] ?? 0
    for (const name in adds) {
      if (name.charCodeAt(0) !== CHOSE) continue
      const found = columnOf.get(name)
      if (!found) continue
      const place = profile * found.into.columns + found.column
      found.into.people[place] = (found.into.people[place] ?? 0) + (adds[name] ?? 0)
    }
  }
  for (const one of counted.values()) if (one.columns > one.answers) fillNoAnswer(one, sizes)
  return counted
}

/** What the names of chosen answers begin with; of the others there are as many again. */
const CHOSE = chose('' as never, '').charCodeAt(0)

const fillNoAnswer = ({ answers, columns, people }: Counted, sizes: Int32Array): void => {
  for (let p = 0; p < sizes.length; p++) {
    let none = sizes[p] ?? 0
    for (let i = 0; i < answers; i++) none -= people[p * columns + i] ?? 0
    people[p * columns + answers] = none
  }
}

/** One line for each row of the table, with a number for each column. */
export const countsIn = ({ columns, people }: Counted, { rowOf, groups }: Rows): number[][] => {
  const sums = new Float64Array(groups.length * columns)
  for (let p = 0; p < rowOf.length; p++) {
    const row = rowOf[p] ?? -1
    if (row < 0) continue
    for (let i = 0; i < columns; i++)
      sums[row * columns + i] = (sums[row * columns + i] ?? 0) + (people[p * columns + i] ?? 0)
  }
  return groups.map((_, row) => [...sums.subarray(row * columns, (row + 1) * columns)])
}

/** As a reader sees answers at these positions. */
export const answerGroup = (question: TabledQuestion, positions: readonly number[]): AnswerGroup => {
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

/** The other way round: which answers a reader saw together. */
export const positionsOf = (question: TabledQuestion, group: AnswerGroup): number[] => {
  switch (group.kind) {
    case 'points':
      return range(group.from - 1, group.to - 1)
    case 'band': {
      const bounds = sortedBands(question.kind === 'number' ? question.bands : [])
      const { above, upTo } = group
      return range(
        above === undefined ? 0 : bounds.indexOf(above) + 1,
        upTo === undefined ? bounds.length : bounds.indexOf(upTo),
      )
    }
    case 'option':
    case 'others': {
      const keys = answerKeys(question)
      return (group.kind === 'option' ? [group.key] : group.keys).map((key) => keys.indexOf(key))
    }
  }
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i)
