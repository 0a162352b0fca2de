import type { GroupTest, ShownTable, TabledReport } from '../document.ts'
import { raoScott } from '../statistics/rao-scott.ts'
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
    kind === 'multiple' ? table.answers.map((_, answer) => yesOrNo(counts, answer)) : [allAnswers(counts)]
  const pValues = questions.flatMap((people) => {
    const test = raoScott(people)
    return test.outcome === 'tested' ? test.pValue : []
  })
  if (pValues.length === 0) return { outcome: 'not-tested', reason: 'too-few-expected' }
  return { outcome: 'tested', pValue: Math.min(1, pValues.length * Math.min(...pValues)) }
}

/** From published numbers; the row of all other people is nothing that anybody would ask about. */
export const detectableOfGroups = (table: ShownTable, contrasts: readonly AgainstRest[]): number =>
  detectableOfAll(
    contrasts
      .filter(({ row }) => table.rows[row]?.group.kind === 'group')
      .map(({ here, there }) => detectableDifference(here, there)),
  )

const allAnswers = (counts: ShownCounts) =>
  counts.flatMap(({ byAnswer }, row) => byAnswer.map((count, column) => ({ row, column, count, weight: 1 })))

const yesOrNo = (counts: ShownCounts, answer: number) =>
  counts.flatMap(({ answered, byAnswer }, row) => {
    const yes = byAnswer[answer] ?? 0
    return [
      { row, column: 0, count: yes, weight: 1 },
      { row, column: 1, count: answered - yes, weight: 1 },
    ]
  })
