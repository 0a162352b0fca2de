import { chiSquare } from './distributions.ts'
import { notNegative } from './in-range.ts'
import type { Matrix } from './matrix.ts'

export type Pearson =
  | { outcome: 'tested'; x2: number; df: number; pValue: number; leastExpected: number; cramersV: number }
  | { outcome: 'refused'; reason: 'one-level' }

/**
 * Pearson's chi-square test of a table of people by group (rows) and answer, and Cramer's V, its size from 0 to 1. Rows
 * and columns of nobody must be left out. Source: A. Agresti, "Categorical Data Analysis" (2013), 3.2; H. Cramer,
 * "Mathematical Methods of Statistics" (1946), 21.9. The approximation wants at least 5 expected in every cell: see
 * `leastExpected`.
 */
export const pearson = (table: Matrix): Pearson => {
  const rows = table.map((line) => line.reduce((sum, people) => sum + notNegative('people', people), 0))
  const columns = (table[0] ?? []).map((_, column) => table.reduce((sum, line) => sum + (line[column] ?? 0), 0))
  if (rows.length < 2 || columns.length < 2 || [...rows, ...columns].some((people) => people === 0)) {
    return { outcome: 'refused', reason: 'one-level' }
  }
  const all = rows.reduce((sum, people) => sum + people, 0)
  let x2 = 0
  table.forEach((line, row) => {
    line.forEach((people, column) => {
      const expected = ((rows[row] ?? 0) * (columns[column] ?? 0)) / all
      x2 += (people - expected) ** 2 / expected
    })
  })
  const df = (rows.length - 1) * (columns.length - 1)
  return {
    outcome: 'tested',
    x2,
    df,
    pValue: chiSquare.upper(x2, df),
    leastExpected: (Math.min(...rows) * Math.min(...columns)) / all,
    cramersV: Math.min(1, Math.sqrt(x2 / (all * (Math.min(rows.length, columns.length) - 1)))),
  }
}
