import type { GroupTest, ShownTable, TabledReport } from '../document.ts'
import { standardErrors } from '../statistics/detectable.ts'
import { fisherF } from '../statistics/distributions.ts'
import { pearson } from '../statistics/pearson.ts'
import { LEAST_EXPECTED } from '../statistics/rao-scott.ts'
import { detectableDifference, detectableOfAll } from './difference.ts'
import { percentsOf } from './percent.ts'
import type { AgainstRest } from './rest-of-rows.ts'

/**
 * How many people are behind a table that is shown, by row and answer as they are shown: what the gate takes for published.
 * `answered` of a row: all its people who answered the question, whatever they answered.
 */
export type ShownCounts = readonly { answered: number; byAnswer: readonly number[] }[]

export type Tested = { outcome: 'tested'; pValue: number } | Extract<GroupTest, { outcome: 'not-tested' }>

/**
 * Whether answers differ between the rows of a table: Rao and Scott's second order, each person counting once, because the rows are
 * shown unweighted: what is tested is what is shown. It is computed from the counts of shown cells alone, which the gate has
 * taken for published, and so tells nobody more than the gate allowed.
 *
 * "Select all": every answer is a question of its own, and the cube does not hold who gave two of them. The smallest p-value
 * times the number of answers tested (Bonferroni), which holds whatever the answers have to do with one another.
 */
export const testOfGroups = (kind: TabledReport['kind'], table: ShownTable, counts: ShownCounts): Tested => {
  if (table.rows.some(({ shares }) => !percentsOf(shares))) return { outcome: 'not-tested', reason: 'not-comparable' }
  const questions =
    kind === 'multiple'
      ? table.answers.map((_, answer) => yesOrNo(counts, answer))
      : [counts.map(({ byAnswer }) => byAnswer)]
  const pValues = questions.flatMap((people) => pValueOf(people) ?? [])
  if (pValues.length === 0) return { outcome: 'not-tested', reason: 'too-few-expected' }
  return { outcome: 'tested', pValue: Math.min(1, pValues.length * Math.min(...pValues)) }
}

/**
 * Where everybody counts once, the covariance of the shares p is (diag p - p p') / (n - 1), so that each of Rao and Scott's design
 * effects is n / (n - 1): no matrix is needed. Nothing where fewer than five people are expected in a cell.
 */
export const pValueOf = (people: Lines): number | undefined => {
  const test = pearson(withoutNobody(people))
  if (test.outcome === 'refused' || test.leastExpected < LEAST_EXPECTED) return undefined
  const n = people.flat().reduce((sum, count) => sum + count, 0)
  return fisherF.upper((test.x2 * (n - 1)) / (n * test.df), test.df, test.df * (n - 1))
}

/**
 * From published numbers, for the groups that have names: the row of all other people is nothing that anybody would ask about.
 * The test looks at counts, which hide no difference by rounding.
 */
export const detectableOfGroups = (
  kind: TabledReport['kind'],
  table: ShownTable,
  { contrasts, needed }: { contrasts: readonly AgainstRest[]; needed: number },
): number => {
  const others = table.rows.length - 1
  const errors = standardErrors(
    kind === 'multiple'
      ? { alpha: needed / table.answers.length, df: others }
      : { alpha: needed, df: others * (table.answers.length - 1) },
  )
  return detectableOfAll(
    contrasts
      .filter(({ row }) => table.rows[row]?.group.kind === 'group')
      .map(({ here, there }) => detectableDifference({ ...here, rounding: 0 }, { ...there, rounding: 0 }, errors)),
  )
}

/** One line of counts for each row of a table. */
type Lines = readonly (readonly number[])[]

const yesOrNo = (counts: ShownCounts, answer: number): Lines =>
  counts.map(({ answered, byAnswer }) => {
    const yes = byAnswer[answer] ?? 0
    return [yes, answered - yes]
  })

/** Only where exact results are shown can a row or an answer have nobody. */
const withoutNobody = (people: Lines): Lines => {
  const given = (people[0] ?? []).map((_, answer) => people.some((line) => (line[answer] ?? 0) > 0))
  return people.filter((line) => line.some((count) => count > 0)).map((line) => line.filter((_, i) => given[i]))
}
