import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smallestDetectable, standardErrors } from '../../../shared/results/statistics/detectable.ts'
import { studentT } from '../../../shared/results/statistics/distributions.ts'
import { estimateDomains } from '../../../shared/results/statistics/domain-estimate.ts'
import { meanScore, netScore } from '../../../shared/results/statistics/likert.ts'
import {
  benjaminiHochberg,
  benjaminiYekutieli,
  bonferroni,
  hochberg,
  holm,
} from '../../../shared/results/statistics/multiple-tests.ts'
import { pearson } from '../../../shared/results/statistics/pearson.ts'
import {
  raoScott,
  raoScottOfClusters,
  type Tabled,
  type TableTest,
} from '../../../shared/results/statistics/rao-scott.ts'
import { changeBetween } from '../../../shared/results/statistics/trend.ts'
import { compareShares, welch } from '../../../shared/results/statistics/two-groups.ts'
import { expectClose, records, reference, SEEDED, unless } from './reference.ts'

const d = reference('d_tests')
const a1 = reference('a1_raking_api')
const e = reference('e_bh')
const { statistic_relative: STATISTIC, p_relative: P } = d.tolerance
type School = Record<string, string>

describe('Pearson’s test', () => {
  it.each(
    Object.entries<{ table: number[][]; pearson: Record<string, number>; min_expected: number; cramers_v: number }>(
      d.pearson,
    ),
  )('of %s is as R has it', (_, wanted) => {
    const test = pearson(wanted.table)
    if (test.outcome !== 'tested') throw new Error(test.reason)
    expectClose(test.x2, wanted.pearson.statistic ?? 0, STATISTIC)
    expect(test.df).toBe(wanted.pearson.parameter)
    expectClose(test.pValue, wanted.pearson.p_value ?? 0, P)
    expectClose(test.leastExpected, wanted.min_expected, STATISTIC)
    expectClose(test.cramersV, wanted.cramers_v, STATISTIC)
  })

  it('of party and gender is what Agresti printed', () => {
    const printed = d.published.agresti_party
    const test = pearson(d.pearson.agresti_party.table)
    if (test.outcome !== 'tested') throw new Error(test.reason)
    expect([Number(test.x2.toFixed(2)), test.df]).toEqual([printed.x_squared, printed.df])
    expect(Number(test.pValue.toPrecision(4))).toBe(printed.p_value)
  })

  it('of one row, one column, or an answer that nobody gave is refused', () => {
    for (const table of [
      [[5, 6]],
      [[5], [6]],
      [
        [5, 0],
        [6, 0],
      ],
      [],
    ])
      expect(pearson(table)).toEqual({ outcome: 'refused', reason: 'one-level' })
  })
})

describe('two answers of the same people (the reference’s McNemar table)', () => {
  const { table, n, paired_difference: paired, uncorrected } = d.mcnemar
  const people = table.flatMap((line: number[], first: number) =>
    line.map((count, second) => ({
      count,
      people: [
        { count: 1, weight: 1, y: 1 - first, domain: 0 },
        { count: 1, weight: 1, y: 1 - second, domain: 1 },
      ],
    })),
  )

  it('change by the paired difference, with the standard error that goes with it', () => {
    const estimate = estimateDomains(people, 2)
    if (estimate.outcome !== 'estimated') throw new Error(estimate.reason)
    const change = changeBetween(estimate, 0, 1)
    if (change.outcome !== 'compared') throw new Error(change.reason)
    expectClose(change.difference, paired.second_minus_first_approve, 1e-9)
    // R’s table has n below, linearisation has n - 1.
    expectClose(change.se * Math.sqrt((n - 1) / n), paired.se, 1e-6)
    // McNemar’s statistic takes the change for nothing when it measures the spread.
    const [[, left], [right]] = table
    expectClose((n * change.difference) ** 2 / (left + right), uncorrected.statistic, 1e-9)
  })
})

describe('Rao and Scott’s test of second order', () => {
  const expectTest = (
    test: TableTest,
    { F, Chisq }: Record<'F' | 'Chisq', { statistic: number; parameter: number[]; p_value: number }>,
  ) => {
    if (test.outcome !== 'tested') throw new Error(test.reason)
    expectClose(test.f, F.statistic, STATISTIC, 'F')
    expectClose(test.df1, F.parameter[0] ?? 0, STATISTIC, 'df1')
    expectClose(test.df2, F.parameter[1] ?? 0, STATISTIC, 'df2')
    expectClose(test.pValue, F.p_value, P, 'p')
    expectClose(test.x2, Chisq.statistic, STATISTIC, 'X2')
  }
  const codes = (schools: readonly School[], field: string) => {
    const levels = [...new Set(schools.map((school) => school[field]))].sort()
    return (school: School) => levels.indexOf(school[field])
  }
  const tabled = (
    schools: readonly School[],
    row: string,
    column: string,
    weight = (school: School) => Number(school.pw),
  ) => {
    const [rowOf, columnOf] = [codes(schools, row), codes(schools, column)]
    return schools.map(
      (school): Tabled => ({ row: rowOf(school), column: columnOf(school), count: 1, weight: weight(school) }),
    )
  }
  const of = (name: string) => d.rao_scott[name].tests

  const strat = records('api_strat.csv')
  it.skipIf(!strat)(`of weighted answers${unless(strat, 'api_strat.csv')}`, () => {
    expectTest(raoScott(tabled(strat ?? [], 'stype', 'awards')), of('apistrat_weights_only_awards_by_stype'))
    expectTest(raoScott(tabled(strat ?? [], 'sch_wide', 'comp_imp')), of('apistrat_weights_only_compimp_by_schwide'))
  })

  const clus1 = records('api_clus1.csv')
  it.skipIf(!clus1)(`of raked answers${unless(clus1, 'api_clus1.csv')}`, () => {
    const raked = ({ stype, sch_wide }: School) =>
      a1.expected.final_weight_by_cell.find((cell: School) => cell.stype === stype && cell.sch_wide === sch_wide)
        .final_weight
    expectTest(raoScott(tabled(clus1 ?? [], 'stype', 'awards', raked)), of('apiclus1_raked_fixed_awards_by_stype'))
  })

  /** Fewer than 5 are expected in one cell: a report would not test it. */
  it.skipIf(!clus1)(`of people in clusters${unless(clus1, 'api_clus1.csv')}`, () => {
    const schools = clus1 ?? []
    const people = tabled(schools, 'stype', 'sch_wide')
    const clusters = [
      ...Map.groupBy(
        people.map((one, nth) => ({ one, district: schools[nth]?.dnum })),
        ({ district }) => district,
      ).values(),
    ]
    expectTest(
      raoScottOfClusters(
        clusters.map((members) => ({ count: 1, people: members.map(({ one }) => one) })),
        { drawnFrom: 757 },
        0,
      ),
      of('apiclus1_schwide_by_stype'),
    )
  })

  const srs = records('api_srs.csv')
  it.skipIf(!srs)(`without weights is Pearson’s${unless(srs, 'api_srs.csv')}`, () => {
    const test = raoScott(tabled(srs ?? [], 'stype', 'awards', () => 1))
    const { tests, pearson: plain } = d.rao_scott.unweighted_equals_pearson
    expectTest(test, tests)
    expectClose(test.outcome === 'tested' ? test.x2 : 0, plain.statistic, STATISTIC)
  })

  /** The health survey's records are not at hand: three of the eight cases cannot be computed again. */
  it('has three cases that rest on records which are not there', () => {
    expect(Object.keys(d.rao_scott).filter((name) => name.startsWith('nhanes'))).toHaveLength(3)
  })

  it('of grouped people is that of the people one by one', () => {
    const person = fc.record({
      row: fc.integer({ min: 0, max: 2 }),
      column: fc.integer({ min: 0, max: 2 }),
      count: fc.integer({ min: 8, max: 40 }),
      weight: fc.constantFrom(0.5, 1, 2.5),
    })
    fc.assert(
      fc.property(fc.array(person, { minLength: 9, maxLength: 20 }), (people) => {
        const together = raoScott(people)
        const rows = people.flatMap(({ count, ...one }) => Array.from({ length: count }, () => ({ ...one, count: 1 })))
        const each = raoScottOfClusters(rows.map((one) => ({ count: 1, people: [one] })))
        expect(each.outcome).toBe(together.outcome)
        if (together.outcome !== 'tested' || each.outcome !== 'tested') return
        expectClose(each.f, together.f, 1e-8)
        expectClose(each.df1, together.df1, 1e-8)
        expectClose(each.pValue, together.pValue, 1e-6)
      }),
      { ...SEEDED, numRuns: 60 },
    )
  })

  it('of few people, of one group, and of everybody agreeing is refused with the reason', () => {
    const cell = (row: number, column: number, count: number): Tabled => ({ row, column, count, weight: 1 })
    expect(raoScott([cell(0, 0, 6), cell(0, 1, 4), cell(1, 0, 3), cell(1, 1, 7)])).toMatchObject({
      reason: 'too-few-expected',
    })
    expect(raoScott([cell(0, 0, 60), cell(0, 1, 40)])).toMatchObject({ reason: 'one-level' })
    expect(raoScott([cell(0, 0, 60), cell(1, 0, 40)])).toMatchObject({ reason: 'one-level' })
    expect(raoScott([])).toMatchObject({ outcome: 'refused' })
  })
})

describe('p-values of many tests', () => {
  const METHODS = { BH: benjaminiHochberg, BY: benjaminiYekutieli, holm, hochberg, bonferroni }

  it.each(e.cases as { name: string; p: number[]; adjusted: Record<keyof typeof METHODS, number[]> }[])(
    'of $name are adjusted as R does',
    ({ p, adjusted }) => {
      for (const [name, method] of Object.entries(METHODS))
        for (const [nth, value] of [adjusted[name as keyof typeof METHODS]].flat().entries())
          expect(Math.abs((method([p].flat())[nth] ?? 0) - value), `${name} ${nth}`).toBeLessThanOrEqual(e.tolerance)
    },
  )

  it('of 1995 leave four findings, and three by Bonferroni', () => {
    const [{ p }] = e.cases
    const found = (values: number[]) => values.filter((value) => value <= 0.05).length
    expect(found(benjaminiHochberg(p))).toBe(e.published['rejected_BH_at_0.05'])
    expect(found(bonferroni(p))).toBe(e.published['rejected_bonferroni_at_0.05'])
  })

  it('keep their order, are never below themselves, and do not mind in which order they come', () => {
    const many = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })
    fc.assert(
      fc.property(many, (p) => {
        const adjusted = benjaminiHochberg(p)
        for (const [i, one] of p.entries()) {
          expect(adjusted[i]).toBeGreaterThanOrEqual(one)
          expect(adjusted[i]).toBeLessThanOrEqual(1)
          for (const [j, other] of p.entries())
            if (one < other) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j] ?? 0)
        }
        expect(benjaminiHochberg(p.toReversed())).toEqual(adjusted.toReversed())
      }),
      SEEDED,
    )
  })
})

describe('two groups', () => {
  it('that agree to a person cannot be compared, and nobody cannot either', () => {
    expect(compareShares({ p: 1, n: 30 }, { p: 1, n: 40 })).toEqual({ outcome: 'refused', reason: 'no-variation' })
    expect(compareShares({ p: 0.5, n: 0 }, { p: 1, n: 40 })).toEqual({ outcome: 'refused', reason: 'too-few' })
    expect(welch({ mean: 1, variance: 0.1, n: 1 }, { mean: 2, variance: 0.1, n: 9 })).toMatchObject({
      reason: 'too-few',
    })
  })

  it('by Welch have degrees of freedom between the smaller group’s and both together’s', () => {
    // Variances of the means 4/10 and 9/15, difference 3: t = 3, 22.98 degrees of freedom.
    const df = (0.4 + 0.6) ** 2 / (0.4 ** 2 / 9 + 0.6 ** 2 / 14)
    const test = welch({ mean: 13, variance: 0.4, n: 10 }, { mean: 10, variance: 0.6, n: 15 })
    expect(df).toBeGreaterThan(9)
    expect(df).toBeLessThan(23)
    expect(test).toMatchObject({ outcome: 'compared', statistic: expect.closeTo(3, 12), se: expect.closeTo(1, 12) })
    expect(test).toMatchObject({ pValue: expect.closeTo(2 * studentT.upper(3, df), 12) })
  })

  it('have a smallest difference that would have shown: 2.8 standard errors at the pooled share', () => {
    const detectable = smallestDetectable({ p: 0.5, n: 100 }, { p: 0.5, n: 100 })
    // (1.959964 + 0.841621) × √(0.25 × 2/100)
    expect(detectable).toMatchObject({ outcome: 'detectable', difference: expect.closeTo(0.198102, 6) })
    expect(smallestDetectable({ p: 0, n: 100 }, { p: 0, n: 100 })).toMatchObject({ reason: 'no-variation' })
    expect(smallestDetectable({ p: 0.5, n: 2 }, { p: 0.5, n: 2 })).toMatchObject({ reason: 'too-few' })
  })

  it('need a larger one beside other tests, and in a test of a whole table', () => {
    // The root of what SciPy's ncx2.sf(chi2.ppf(1 - alpha, df), df, ·) = 0.8 gives.
    const roots = [
      [0.05, 1, 2.8015817870135793],
      [0.025, 1, 3.083023780310315],
      [0.05, 2, 3.1039795211905368],
      [0.05, 12, 4.163645173461255],
      [0.05 / 60, 12, 5.656844732466251],
    ] as const
    for (const [alpha, df, root] of roots) expect(standardErrors({ alpha, df })).toBeCloseTo(root, 9)
  })
})

describe('scores', () => {
  it('are the mean and the net share, with Student’s t', () => {
    const five = [1, 2, 3, 4, 5].map((y) => ({ share: 0.2, y }))
    // Mean 3, spread 2; t at 99 degrees of freedom is 1.984217.
    expect(meanScore(five, 100)).toMatchObject({
      mean: expect.closeTo(3, 12),
      se: expect.closeTo(Math.SQRT2 / 10, 12),
      low: expect.closeTo(3 - 1.984217 * 0.141421, 5),
    })
    // v = (P + D - (P - D)²) / n
    expect(netScore(0.5, 0.2, 100)).toMatchObject({
      mean: expect.closeTo(0.3, 12),
      se: expect.closeTo(Math.sqrt(0.61) / 10, 12),
    })
  })

  it('stay within the scale, and of nobody there are none', () => {
    expect(
      meanScore(
        [
          { share: 1, y: 5 },
          { share: 0.01, y: 1 },
        ],
        60,
      ),
    ).toMatchObject({ high: 5 })
    expect(meanScore([{ share: 0, y: 5 }], 60)).toEqual({ outcome: 'refused', reason: 'nobody' })
    expect(meanScore([{ share: 1, y: 5 }], 1)).toEqual({ outcome: 'refused', reason: 'too-few' })
    expect(() => netScore(0.9, 0.3, 60)).toThrow('promoters and detractors')
  })
})
