import type { ShownTable } from '../document.ts'
import { type Published, percentsOf, ROUNDING } from './percent.ts'

/** A row against all other rows of its table together, of one answer. */
export type AgainstRest = { row: number; answer: number; here: Published; there: Published }

/**
 * Every row against the rest, for every answer, in the order of the table. The percentage of the rest is the mean of its rows'
 * percentages by how many people they are worth. Nothing where there is one row, or any share is a quarter.
 */
export const againstRest = ({ rows, answers }: ShownTable, bases: readonly number[]): AgainstRest[] => {
  const percents = rows.flatMap(({ shares }) => [percentsOf(shares) ?? []])
  if (rows.length < 2 || percents.some(({ length }) => length !== answers.length)) return []
  const all = bases.reduce((sum, base) => sum + base, 0)
  const sums = answers.map((_, answer) => bases.reduce((sum, n, row) => sum + n * (percents[row]?.[answer] ?? 0), 0))
  return rows.flatMap((_, row) =>
    answers.map((_, answer) => {
      const [percent, n] = [percents[row]?.[answer] ?? 0, bases[row] ?? 0]
      const rest = ((sums[answer] ?? 0) - n * percent) / (all - n)
      return {
        ...{ row, answer },
        here: { percent, n, rounding: ROUNDING },
        there: { percent: Math.max(0, Math.min(100, rest)), n: all - n, rounding: ROUNDING },
      }
    }),
  )
}
