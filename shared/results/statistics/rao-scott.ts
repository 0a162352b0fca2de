import { fisherF } from './distributions.ts'
import { covarianceOf, type Sample } from './domain-estimate.ts'
import { notNegative } from './in-range.ts'
import { helmert, type Matrix, product, solve, transposed } from './matrix.ts'
import { pearson } from './pearson.ts'

/** People with one weight in one cell of a table: `row` is a group, `column` an answer, numbered from 0. */
export type Tabled = { row: number; column: number; count: number; weight: number }

/** Below this many expected people in a cell the chi-square distribution is no guide. */
export const LEAST_EXPECTED = 5

export type TableTest =
  | {
      outcome: 'tested'
      /** Pearson's chi-square of the weighted table, brought to the number of people. */
      x2: number
      /** The same corrected to second order, with its degrees of freedom. */
      f: number
      df1: number
      df2: number
      pValue: number
      /** Mean design effect of the table's contrasts: near 1 without weights. */
      deff: number
      /** From 0 (alike) to 1: how large the difference is, whatever the number of people. */
      cramersV: number
    }
  | { outcome: 'refused'; reason: 'one-level' | 'too-few-expected' | 'no-variation' }

/**
 * Whether answers differ between groups, by the Rao-Scott test of second order. Source: J. N. K. Rao and A. J. Scott,
 * Annals of Statistics 12 (1984) 46-60; D. R. Thomas and J. N. K. Rao, JASA 82 (1987) 630-636; agrees with
 * `svychisq(statistic = "F")` of R's `survey`. Rows and columns of nobody are left out.
 */
export const raoScott = (people: readonly Tabled[], sample: Sample = {}): TableTest => {
  const table = tableOf(people)
  const units = sample.units ?? table.people
  return tested(table, covarianceOfPeople(people, table, { ...sample, units }), units)
}

/** `count` clusters of people that are made alike. */
export type TabledCluster = { count: number; people: readonly Tabled[] }

/** The same where people come in clusters: members who answered in several waves, say. */
export const raoScottOfClusters = (
  clusters: readonly TabledCluster[],
  sample: Sample = {},
  leastExpected = LEAST_EXPECTED,
): TableTest => {
  const table = tableOf(
    clusters.flatMap(({ count, people }) => people.map((person) => ({ ...person, count: count * person.count }))),
  )
  const units = sample.units ?? clusters.reduce((sum, { count }) => sum + count, 0)
  const influences = clusters.map(({ count, people }) => ({ count, u: influencesOf(people, table) }))
  return tested(table, covarianceOf(influences, table.shares.length, { ...sample, units }), units, leastExpected)
}

type Table = {
  people: number
  weight: number
  rows: number
  columns: number
  /** Weighted shares, row by row. */
  shares: number[]
  /** Place of a cell in `shares`; none where its people have no weight. */
  placeOf: (cell: { row: number; column: number }) => number
}

const tableOf = (people: readonly Tabled[]): Table => {
  const there = people.filter(
    ({ count, weight }) => notNegative('a count', count) * notNegative('a weight', weight) > 0,
  )
  const rows = [...new Set(there.map(({ row }) => row))].sort((a, b) => a - b)
  const columns = [...new Set(there.map(({ column }) => column))].sort((a, b) => a - b)
  const rowPlace = new Map(rows.map((row, place) => [row, place * columns.length]))
  const columnPlace = new Map(columns.map((column, place) => [column, place]))
  const placeOf: Table['placeOf'] = ({ row, column }) =>
    (rowPlace.get(row) ?? Number.NaN) + (columnPlace.get(column) ?? Number.NaN)
  const sums = new Array<number>(rows.length * columns.length).fill(0)
  for (const group of there) sums[placeOf(group)] = (sums[placeOf(group)] ?? 0) + group.count * group.weight
  const weight = sums.reduce((sum, part) => sum + part, 0)
  return {
    people: people.reduce((sum, { count }) => sum + count, 0),
    weight,
    rows: rows.length,
    columns: columns.length,
    shares: sums.map((part) => part / weight),
    placeOf,
  }
}

const tested = (table: Table, covariance: Matrix, units: number, leastExpected = LEAST_EXPECTED): TableTest => {
  const { rows, columns, people, shares } = table
  const counts = Array.from({ length: rows }, (_, row) =>
    shares.slice(row * columns, (row + 1) * columns).map((share) => share * people),
  )
  const test = pearson(counts)
  if (test.outcome === 'refused') return test
  if (test.leastExpected < leastExpected) return { outcome: 'refused', reason: 'too-few-expected' }
  const effects = designEffects(table, covariance)
  if (!effects) return { outcome: 'refused', reason: 'no-variation' }
  const df1 = effects.sum ** 2 / effects.sumOfSquares
  const df2 = df1 * (units - 1)
  const f = test.x2 / effects.sum
  const { x2, cramersV } = test
  return {
    outcome: 'tested',
    x2,
    f,
    df1,
    df2,
    pValue: fisherF.upper(f, df1, df2),
    deff: effects.sum / test.df,
    cramersV,
  }
}

/**
 * Sum and sum of squares of the generalised design effects: the eigenvalues of `(K' D K / n)^-1 (K' D V D K)` with the
 * interaction contrasts K, `D = diag(1 / p)` and V the covariance of the shares p. A cell of nobody has no part in it.
 */
const designEffects = ({ rows, columns, shares, people }: Table, covariance: Matrix) => {
  const [byRow, byColumn] = [helmert(rows), helmert(columns)]
  const contrasts = byRow.flatMap((r) => byColumn.map((c) => r.flatMap((own) => c.map((other) => own * other))))
  const scaled = contrasts.map((line, cell) => line.map((value) => (shares[cell] ? value / shares[cell] : 0)))
  const simple = product(transposed(contrasts), scaled).map((line) => line.map((value) => value / people))
  const actual = product(transposed(scaled), product(covariance, scaled))
  const effects = solve(simple, actual)
  const sum = effects?.reduce((total, line, k) => total + (line[k] ?? 0), 0) ?? 0
  if (!effects || !(sum > 0)) return undefined
  const sumOfSquares = product(effects, effects).reduce((total, line, k) => total + (line[k] ?? 0), 0)
  return sumOfSquares > 0 ? { sum, sumOfSquares } : undefined
}

/**
 * Covariance of the shares where everybody stands alone, from the sums of squared weights of each cell alone: the
 * influence of a person on the share of cell a is `w (1 - p_a) / W` in that cell and `-w p_a / W` outside.
 */
const covarianceOfPeople = (
  people: readonly Tabled[],
  { shares, weight, placeOf }: Table,
  sample: Sample & { units: number },
): number[][] => {
  const squares = new Array<number>(shares.length).fill(0)
  for (const group of people) {
    if (group.count * group.weight > 0) {
      squares[placeOf(group)] = (squares[placeOf(group)] ?? 0) + group.count * (group.weight / weight) ** 2
    }
  }
  const cells = squares.map((square, own) => ({
    count: square,
    u: shares.map((share, cell) => (cell === own ? 1 - share : -share)),
  }))
  return covarianceOf(cells, shares.length, sample)
}

const influencesOf = (people: readonly Tabled[], { shares, weight, placeOf }: Table): number[] => {
  const u = new Array<number>(shares.length).fill(0)
  for (const person of people) {
    const own = placeOf(person)
    const part = (person.count * person.weight) / weight
    if (part > 0)
      for (const [cell, share] of shares.entries()) u[cell] = (u[cell] ?? 0) + part * ((cell === own ? 1 : 0) - share)
  }
  return u
}
