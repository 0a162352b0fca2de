import { describe, expect, it } from 'vitest'
import { chiSquare, fisherF, normal } from '../../../shared/results/statistics/distributions.ts'
import { type Cluster, covarianceOf, estimateDomains } from '../../../shared/results/statistics/domain-estimate.ts'
import { type Matrix, product, solve, transposed } from '../../../shared/results/statistics/matrix.ts'
import { raoScottOfClusters, type Tabled } from '../../../shared/results/statistics/rao-scott.ts'
import { compareShares } from '../../../shared/results/statistics/two-groups.ts'
import { expectClose, records, reference, unless } from './reference.ts'

/*
 * Tests of the reference that no report makes. They reach the same covariances and distributions from another side.
 */
const a1 = reference('a1_raking_api')
const c = reference('c_wilson')
const d = reference('d_tests')
const strat = records('api_strat.csv')
const clus1 = records('api_clus1.csv')
const srs = records('api_srs.csv')

type School = Record<string, string>
type Of = (school: School) => number
const pw: Of = (school) => Number(school.pw)
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

describe('tables', () => {
  it.each(Object.entries<{ table: number[][]; adjusted_residuals: number[][] }>(d.pearson))(
    'of %s: an adjusted residual is the score test of a row against all others',
    (_, { table, adjusted_residuals }) => {
      const all = sum(table.flat())
      for (const [row, line] of table.entries())
        for (const [column, people] of line.entries()) {
          const n = sum(line)
          const others = sum(table.map((other) => other[column] ?? 0)) - people
          const test = compareShares({ p: people / n, n }, { p: others / (all - n), n: all - n })
          if (test.outcome !== 'compared') throw new Error(test.reason)
          expectClose(test.statistic, adjusted_residuals[row]?.[column] ?? 0, d.tolerance.statistic_relative)
        }
    },
  )

  it('of pairs have McNemar’s probabilities and interval', () => {
    const [[, left], [right]] = d.mcnemar.table
    for (const [name, statistic] of [
      ['uncorrected', (left - right) ** 2 / (left + right)],
      ['corrected', (Math.abs(left - right) - 1) ** 2 / (left + right)],
    ] as const) {
      expectClose(statistic, d.mcnemar[name].statistic, 1e-9)
      expectClose(chiSquare.upper(statistic, 1), d.mcnemar[name].p_value, 1e-9)
    }
    const { se, ci95, second_minus_first_approve: change } = d.mcnemar.paired_difference
    expectClose(change + normal.quantile(0.025) * se, ci95[0], 1e-9)
    expectClose(change + normal.quantile(0.975) * se, ci95[1], 1e-9)
  })

  it('of two groups have Wald’s interval of the difference', () => {
    for (const { x1, n1, x2, n2, diff, wald95 } of c.difference) {
      const people: Cluster[] = [
        ...[x1, n1 - x1].map((count, no) => ({ count, people: [{ count: 1, weight: 1, y: 1 - no, domain: 0 }] })),
        ...[x2, n2 - x2].map((count, no) => ({ count, people: [{ count: 1, weight: 1, y: 1 - no, domain: 1 }] })),
      ]
      const estimate = estimateDomains(people, 2)
      if (estimate.outcome !== 'estimated') throw new Error(estimate.reason)
      const [first, second] = estimate.covariance.map((line, group) => line[group] ?? 0)
      const se = Math.sqrt((((first ?? 0) + (second ?? 0)) * (n1 + n2 - 1)) / (n1 + n2))
      expect(Math.abs(diff - normal.quantile(0.975) * se - wald95[0])).toBeLessThanOrEqual(c.tolerance)
      expect(Math.abs(diff + normal.quantile(0.975) * se - wald95[1])).toBeLessThanOrEqual(c.tolerance)
    }
  })
})

/** Observed less expected people by their own covariance. Source: G. G. Koch, D. H. Freeman, J. L. Freeman (1975). */
const waldOf = (people: readonly Tabled[], clusterOf: (nth: number) => unknown, drawnFrom?: number) => {
  const all = sum(people.map(({ weight }) => weight))
  const rows = Math.max(...people.map(({ row }) => row))
  const part = (is: (one: Tabled) => boolean) => sum(people.map((one) => (is(one) ? one.weight / all : 0)))
  const first = part(({ column }) => column === 0)
  const own = Array.from({ length: rows }, (_, r) => part(({ row }) => row === r))
  const beyond: Matrix = own.map((share, r) => [part(({ row, column }) => row === r && column === 0) - share * first])
  const brought = people.map(({ row, column, weight }) =>
    own.map((share, r) => (weight / all) * ((row === r ? 1 : 0) - share) * ((column === 0 ? 1 : 0) - first)),
  )
  const units = [...Map.groupBy(brought.entries(), ([nth]) => clusterOf(nth)).values()].map((members) =>
    own.map((_, r) => sum(members.map(([, u]) => u[r] ?? 0))),
  )
  const means = own.map((_, r) => sum(units.map((u) => u[r] ?? 0)) / units.length)
  const influences = units.map((u) => ({ count: 1, u: u.map((value, r) => value - (means[r] ?? 0)) }))
  const solved = solve(covarianceOf(influences, rows, { units: units.length, drawnFrom }), beyond) ?? []
  return (product(transposed(beyond), solved)[0]?.[0] ?? Number.NaN) / rows
}

const there = strat && clus1 && srs
describe.skipIf(!there)(`tests of a question by a group${unless(there, 'api_*.csv')}`, () => {
  const PLACES: Record<string, number> = { E: 0, H: 1, M: 2, No: 0, Yes: 1 }
  const place = (school: School, field: string) => PLACES[String(school[field])] ?? Number.NaN
  const raked: Of = ({ stype, sch_wide }) =>
    a1.expected.final_weight_by_cell.find((cell: School) => cell.stype === stype && cell.sch_wide === sch_wide)
      .final_weight
  const one: Of = () => 1

  it.each([
    ['apistrat_weights_only_awards_by_stype', strat, 'stype', 'awards', pw, undefined],
    ['apistrat_weights_only_compimp_by_schwide', strat, 'sch_wide', 'comp_imp', pw, undefined],
    ['apiclus1_raked_fixed_awards_by_stype', clus1, 'stype', 'awards', raked, undefined],
    ['unweighted_equals_pearson', srs, 'stype', 'awards', one, undefined],
    ['apiclus1_schwide_by_stype', clus1, 'stype', 'sch_wide', pw, 757],
  ] as const)('%s: Rao and Scott’s of first order, Wald’s', (name, schools, row, column, weightOf, drawnFrom) => {
    if (!schools) throw new Error('skipped above')
    const people = schools.map((school) => ({
      row: place(school, row),
      column: place(school, column),
      count: 1,
      weight: weightOf(school),
    }))
    const clusterOf = (nth: number) => (drawnFrom ? schools[nth]?.dnum : nth)
    const clusters = [...Map.groupBy(people.entries(), ([nth]) => clusterOf(nth)).values()]
    const alike = clusters.map((members) => ({ count: 1, people: members.map(([, person]) => person) }))
    const test = raoScottOfClusters(alike, { drawnFrom }, 0)
    if (test.outcome !== 'tested') throw new Error(test.reason)
    const { Chisq, Wald, adjWald } = d.rao_scott[name].tests
    const { statistic_relative: STATISTIC, p_relative: P } = d.tolerance
    expectClose(chiSquare.upper(test.x2 / test.deff, Chisq.parameter), Chisq.p_value, P)
    const wald = waldOf(people, clusterOf, drawnFrom)
    const [k, df] = Wald.parameter
    expectClose(wald, Wald.statistic, STATISTIC, 'Wald')
    expectClose(fisherF.upper(wald, k, df), Wald.p_value, P, 'Wald p')
    const adjusted = (wald * (df - k + 1)) / df
    expectClose(adjusted, adjWald.statistic, STATISTIC, 'adjusted Wald')
    expectClose(fisherF.upper(adjusted, k, df - k + 1), adjWald.p_value, P, 'adjusted Wald p')
  })
})

describe('equations', () => {
  it('are solved whatever their order, or have no solution', () => {
    const left = [
      [0, 2],
      [4, 0],
    ]
    expect(solve(left, [[6], [8]])).toEqual([[2], [3]])
    expect(
      solve(
        [
          [1, 2],
          [2, 4],
        ],
        [[1], [1]],
      ),
    ).toBeUndefined()
  })
})
