import type { Headline, QuestionReport, ShownTable, TabledReport } from '../document.ts'
import { percentsOf } from './percent.ts'

const MOST_HEADLINES = 5
/** Of each of the first two kinds, so that the main answers are always told, too. */
const MOST_OF_A_KIND = 2
/** Points by which an answer must lead: rounding alone cannot have put it first. */
const LEAST_LEAD = 2

type Ranked = { headline: Headline; size: number; number: number }

/**
 * What to read first, by what is published alone; of equals the question that was asked first. A question is named once.
 *
 * 1. At most two changes since an earlier wave that are more than chance, the largest first.
 * 2. At most two tables whose groups differ by more than chance, the one with the largest difference of a row from the others first.
 * 3. Up to five in all: the answers given most, where they lead the next answer the furthest. "Other answers" lead nothing.
 */
export const headlinesOf = (questions: readonly QuestionReport[]): Headline[] => {
  const tabled = questions.filter((question): question is TabledReport => 'tables' in question)
  const made: Headline[] = []
  const add = (ranked: readonly Ranked[], most: number) => {
    const bySize = [...ranked].sort((a, b) => b.size - a.size || a.number - b.number)
    let added = 0
    for (const { headline } of bySize) {
      if (added === most || made.length === MOST_HEADLINES) return
      if (made.some(({ question }) => question === headline.question)) continue
      made.push(headline)
      added++
    }
  }
  add(tabled.flatMap(changesOf), MOST_OF_A_KIND)
  add(tabled.flatMap(differencesOf), MOST_OF_A_KIND)
  add(tabled.flatMap(mostGivenOf), MOST_HEADLINES)
  return made
}

const changesOf = ({ id, number, comparisons }: TabledReport): Ranked[] =>
  comparisons.flatMap((comparison, c) =>
    comparison.outcome !== 'compared' || comparison.with.kind !== 'earlier-wave'
      ? []
      : comparison.differences.flatMap(({ verdict, points }, difference) =>
          verdict === 'no-clear-difference'
            ? []
            : [ranked({ kind: 'changed', question: id, comparison: c, difference }, Math.abs(points), number)],
        ),
  )

const differencesOf = ({ id, number, tables }: TabledReport): Ranked[] =>
  shown(tables).flatMap(({ by, test, contrasts = [] }) =>
    test?.outcome === 'differs'
      ? [
          ranked(
            { kind: 'groups-differ', question: id, by },
            contrasts.reduce((most, { points }) => Math.max(most, Math.abs(points)), 0),
            number,
          ),
        ]
      : [],
  )

const mostGivenOf = ({ id, number, tables }: TabledReport): Ranked[] =>
  shown(tables).flatMap(({ by, rows, answers }) => {
    const percents = percentsOf(rows[0]?.shares ?? []) ?? []
    const [first, second] = [...percents].sort((a, b) => b - a)
    if (by !== 'everybody' || first === undefined || second === undefined || first - second < LEAST_LEAD) return []
    const answer = percents.indexOf(first)
    if (answers[answer]?.kind === 'others') return []
    return [ranked({ kind: 'most-given', question: id, answer }, first - second, number)]
  })

const shown = (tables: TabledReport['tables']): ShownTable[] =>
  tables.flatMap((table) => (table.kind === 'shown' ? [table] : []))

const ranked = (headline: Headline, size: number, number: number): Ranked => ({ headline, size, number })
