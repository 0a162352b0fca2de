import type { By, LeftOut, ReportTable, ShownTable } from '../document.ts'
import { answerGroup, type Counted, countsIn, positionsOf, type TabledQuestion } from './counted.ts'
import type { Told } from './forms.ts'
import { merged, nominalLadder, orderedLadder, type Rung } from './ladder.ts'
import { type Level, type Limit, levelOf } from './levels.ts'
import type { Prepared } from './prepare.ts'
import { type Remainders, remaindersOf } from './remainders.ts'
import type { Rows } from './rows.ts'
import { quarterOf, questionBase, shareOf } from './shares.ts'

/** A registered table of a question: everybody, or by one dimension. No others are ever made. */
export type Crossed = { by: By; rows: Rows; counts: readonly (readonly number[])[] } | { by: By; leftOut: LeftOut }

export type QuestionTables = {
  question: TabledQuestion
  counted: Counted
  crossed: readonly Crossed[]
  /** Finest first. */
  ladder: readonly Rung[]
  /** How the tables look within a limit. */
  within: (limit: Limit) => readonly Chosen[]
}

/** A table with what it shows of each part; of a "select all" question each option is a part, of others there is one. */
export type Chosen =
  | { by: By; rows: Rows; counts: readonly (readonly number[])[]; levels: readonly (Level | undefined)[] }
  | { by: By; leftOut: LeftOut; rows?: Rows }

export const tablesOf = (prepared: Prepared, question: TabledQuestion): QuestionTables => {
  const counted = prepared.counted.get(question.id)
  if (!counted) throw new Error(`the question ${question.id} was not counted`)
  const crossed = crossedOf(prepared, question, counted)
  const ladder = ladderOf(question, crossed)
  const remainders = remaindersOf(prepared, question, counted)
  return {
    question,
    counted,
    crossed,
    ladder,
    within: (limit) => crossed.map((table) => chosen(prepared, question, table, { ladder, limit, remainders })),
  }
}

const crossedOf = (
  { policy, profiles, groupings, responses }: Prepared,
  question: TabledQuestion,
  counted: Counted,
): Crossed[] => {
  const everybody = countsIn(counted, profiles.everybody)
  const answered =
    question.kind === 'multiple' ? responses : (merged(everybody[0] ?? [], [range(counted.answers)])[0] ?? 0)
  const reason =
    counted.answers < (question.kind === 'multiple' ? 1 : 2)
      ? 'no-bands'
      : answered < (policy === 'exact' ? 1 : policy.base)
        ? 'too-few-answers'
        : undefined
  return [
    reason ? { by: 'everybody', leftOut: reason } : { by: 'everybody', rows: profiles.everybody, counts: everybody },
    ...[...groupings].map(([by, grouping]): Crossed => {
      if (policy !== 'exact' && policy.neverCrossed.includes(by)) return { by, leftOut: 'never-crossed' }
      if (grouping.outcome === 'left-out') return { by, leftOut: grouping.reason }
      const rows = profiles.crossings.get(by)
      if (reason || !rows) return { by, leftOut: reason ?? 'too-few-groups' }
      return { by, rows, counts: countsIn(counted, rows) }
    }),
  ]
}

/** The order of answers without one comes from everybody's total, for every table alike: tables never contradict each other. */
const ladderOf = (question: TabledQuestion, [everybody]: readonly Crossed[]): readonly Rung[] => {
  if (question.kind === 'multiple') return YES_OR_NO
  if (!everybody || 'leftOut' in everybody) return []
  const total = (everybody.counts[0] ?? []).slice(0, -1)
  return question.kind === 'single' ? nominalLadder(total) : orderedLadder(total.length)
}

const YES_OR_NO: readonly Rung[] = [[[0], [1]]]

type Choosing = { ladder: readonly Rung[]; limit: Limit; remainders: Remainders }

const chosen = ({ policy }: Prepared, question: TabledQuestion, table: Crossed, how: Choosing): Chosen => {
  if ('leftOut' in table) return table
  const { ladder, limit, remainders } = how
  const levels = partsOf(question, table).map((counts, part) =>
    levelOf({ ladder, counts, limit, policy, also: (rung) => remainders(table, part, rung) }),
  )
  if (levels.every((level) => level === undefined))
    return { by: table.by, leftOut: 'too-few-per-answer', rows: table.rows }
  // A table shows percentages or quarters, never both.
  const percent = levels.some((level) => level?.form === 'percent')
  return { ...table, levels: percent ? levels.map((level) => (level?.form === 'percent' ? level : undefined)) : levels }
}

const partsOf = (
  question: TabledQuestion,
  { rows, counts }: { rows: Rows; counts: readonly (readonly number[])[] },
): (readonly (readonly number[])[])[] =>
  question.kind === 'multiple'
    ? question.options.map((_, option) =>
        counts.map((line, row) => [line[option] ?? 0, (rows.bases[row] ?? 0) - (line[option] ?? 0)]),
      )
    : [counts]

/** The table as readers see it: numbers only, without ranges and tests. */
export const shown = (prepared: Prepared, question: TabledQuestion, table: Chosen): ReportTable => {
  const { by } = table
  if ('leftOut' in table) return { kind: 'left-out', by, reason: table.leftOut }
  const { policy } = prepared
  const [first] = table.levels
  const columns: Rung =
    question.kind === 'multiple'
      ? table.levels.flatMap((level, option) => (level ? [[option]] : []))
      : (first?.rung ?? [])
  const quarters = table.levels.some((level) => level?.form === 'quarters')
  const weighted = isWeighted(prepared, table)
  return {
    kind: 'shown',
    by,
    weighted,
    answers: columns.map((positions) => answerGroup(question, positions)),
    rows: table.rows.groups.map((group, row) => {
      const line = table.counts[row] ?? []
      const base = table.rows.bases[row] ?? 0
      const answered = question.kind === 'multiple' ? base : base - (line.at(-1) ?? 0)
      const shares = weighted
        ? weightedShares(prepared, question, columns)
        : merged(line, columns).map((count) =>
            quarters
              ? ({ kind: 'quarter', band: quarterOf(count, answered).band } as const)
              : shareOf(count, answered, policy === 'exact'),
          )
      const told = by === 'everybody' ? questionBase(answered, policy) : ({ kind: 'exact', count: base } as const)
      return { group, base: told, shares }
    }),
    notShown:
      question.kind === 'multiple'
        ? question.options.filter((_, option) => !table.levels[option]).map(({ label }) => label)
        : [],
  }
}

/** Only the total of everybody, and only in whole percentages. */
export const isWeighted = ({ profiles }: Prepared, table: Chosen): boolean =>
  table.by === 'everybody' &&
  profiles.weights !== undefined &&
  'levels' in table &&
  table.levels.some((level) => level?.form === 'percent')

const weightedShares = ({ profiles, counted, policy }: Prepared, question: TabledQuestion, columns: Rung) => {
  const { columns: width = 1, people = new Int32Array(), answers = 0 } = counted.get(question.id) ?? {}
  const sums = new Float64Array(width)
  let everybody = 0
  for (let p = 0; p < profiles.count; p++) {
    const weight = profiles.weights?.[p] ?? 0
    everybody += weight * (profiles.sizes[p] ?? 0)
    for (let i = 0; i < width; i++) sums[i] = (sums[i] ?? 0) + weight * (people[p * width + i] ?? 0)
  }
  const any = question.kind === 'multiple' ? everybody : everybody - (sums[answers] ?? 0)
  return merged([...sums], columns).map((sum) => shareOf(sum, any, policy === 'exact'))
}

/** What a part of a table tells: the option of a "select all" question has one column, whoever is not in it said no. */
export const toldOf = (prepared: Prepared, question: TabledQuestion, table: Chosen, part: number): Told | undefined => {
  const level = 'levels' in table ? table.levels[part] : undefined
  if (!level || !('levels' in table)) return undefined
  const weights = prepared.profiles.weights
  const weighted = isWeighted(prepared, table) && weights
  return {
    name: `by ${table.by}`,
    rows: table.rows,
    form: weighted ? 'weighted' : level.form,
    columns: question.kind === 'multiple' ? [[0]] : level.rung,
    ...(weighted && { weights }),
  }
}

/** The people behind a table as it is shown, row by row. `answered`: of a "select all" question, everybody in the row. */
export const shownCounts = (
  { counted, profiles }: Prepared,
  question: TabledQuestion,
  table: ShownTable,
): { answered: number; byAnswer: number[] }[] => {
  const own = counted.get(question.id)
  const rows = table.by === 'everybody' ? profiles.everybody : profiles.crossings.get(table.by)
  if (!own || !rows) throw new Error(`the question ${question.id} is not counted by ${table.by}`)
  const columns = table.answers.map((group) => positionsOf(question, group))
  return countsIn(own, rows).map((line, row) => {
    const base = rows.bases[row] ?? 0
    return {
      answered: question.kind === 'multiple' ? base : base - (line[own.answers] ?? 0),
      byAnswer: merged(line, columns),
    }
  })
}

const range = (length: number): number[] => Array.from({ length }, (_, i) => i)
