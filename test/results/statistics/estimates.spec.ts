import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Cluster,
  estimateDomain,
  estimateDomains,
  type JointEstimate,
  type Observed,
} from '../../../shared/results/statistics/domain-estimate.ts'
import { kish } from '../../../shared/results/statistics/kish.ts'
import { kornGraubard } from '../../../shared/results/statistics/korn-graubard.ts'
import { wilson } from '../../../shared/results/statistics/proportion-interval.ts'
import { reliabilityOf } from '../../../shared/results/statistics/reliability.ts'
import { changeBetween, trendOf } from '../../../shared/results/statistics/trend.ts'
import { compareEstimates } from '../../../shared/results/statistics/two-groups.ts'
import { expectClose, records, reference, SEEDED, unless } from './reference.ts'

const b = reference('b_proportions')
const a1 = reference('a1_raking_api')
const h = reference('h_trend')
const strat = records(b.csv.apistrat)
const srs = records(b.csv.apisrs)
const clus1 = records(b.csv.apiclus1)
const waves = records(h.csv)

type School = Record<string, string>
const number = (school: School, field: string) => Number(school[field])
const is = (field: string, value: string) => (school: School) => (school[field] === value ? 1 : 0)
const observed = (schools: readonly School[], y: (school: School) => number): Observed[] =>
  schools.map((school) => ({ count: 1, weight: number(school, 'pw'), y: y(school) }))
const estimated = (people: readonly Observed[], sample = {}) => {
  const estimate = estimateDomain(people, sample)
  if (estimate.outcome !== 'estimated') throw new Error(estimate.reason)
  return { ...estimate, se: Math.sqrt(estimate.variance) }
}
const { estimate: EXACT, se_relative: SE, ci_absolute: CI } = b.tolerance
const expectMean = (got: { mean: number; se: number }, wanted: { mean: number; se: number }, what = '') => {
  expectClose(got.mean, wanted.mean, EXACT, `${what} mean`)
  expectClose(got.se, wanted.se, SE, `${what} standard error`)
}
const expectEnds = ({ low, high }: { low: number; high: number }, [from, to]: readonly [number, number]) => {
  expect(Math.abs(low - from)).toBeLessThanOrEqual(CI)
  expect(Math.abs(high - to)).toBeLessThanOrEqual(CI)
}

describe.skipIf(!strat)(`weighted shares and means, each person alone${unless(strat, b.csv.apistrat)}`, () => {
  const schools = strat ?? []
  const wanted = b.weights_only_apistrat

  it('of everybody', () => {
    expectMean(estimated(observed(schools, (school) => number(school, 'api00'))), wanted.api00)
    for (const [nth, type] of ['E', 'H', 'M'].entries())
      expectMean(
        estimated(observed(schools, is('stype', type))),
        { mean: wanted.stype.mean[nth], se: wanted.stype.se[nth] },
        type,
      )
    for (const [nth, answer] of ['No', 'Yes'].entries())
      expectMean(
        estimated(observed(schools, is('sch_wide', answer))),
        { mean: wanted.sch_wide.mean[nth], se: wanted.sch_wide.se[nth] },
        answer,
      )
  })

  it('of a group, over the whole sample', () => {
    for (const [nth, type] of ['E', 'H', 'M'].entries()) {
      const group = schools.filter((school) => school.stype === type)
      const sample = { units: schools.length }
      const { by_stype_api00: means, by_stype_awards: shares } = wanted
      expectMean(
        estimated(
          observed(group, (school) => number(school, 'api00')),
          sample,
        ),
        { mean: means.mean[nth], se: means.se[nth] },
        type,
      )
      for (const [place, answer] of ['No', 'Yes'].entries())
        expectMean(
          estimated(observed(group, is('awards', answer)), sample),
          { mean: shares.mean[nth + 3 * place], se: shares.se[nth + 3 * place] },
          `${type} ${answer}`,
        )
    }
  })

  it('of two groups against one another', () => {
    const of = (type: string) =>
      estimated(
        observed(
          schools.filter((school) => school.stype === type),
          is('awards', 'Yes'),
        ),
        {
          units: schools.length,
        },
      )
    const difference = compareEstimates(of('E'), of('M'))
    if (difference.outcome !== 'compared') throw new Error(difference.reason)
    expectClose(difference.difference, wanted.awards_E_minus_M.estimate, EXACT)
    expectClose(difference.se, wanted.awards_E_minus_M.se, SE)
  })

  it('with their effective numbers, design effects and intervals', () => {
    const { n, nEff, deff } = kish(observed(schools, () => 0))
    expect([n, wanted.kish.n]).toEqual([200, 200])
    expectClose(nEff, wanted.kish.n_eff, 1e-9)
    expectClose(deff, wanted.kish.deff, 1e-9)
    for (const [field, ci] of [
      ['awards', wanted.awards_ci],
      ['comp_imp', wanted.comp_imp_ci],
    ] as const) {
      const { mean: p, variance } = estimated(observed(schools, is(field, 'Yes')))
      expectEnds(kornGraubard({ p, variance, n: 200, nEff, df: wanted.df }), ci.beta.ci)
    }
    const awards = estimated(observed(schools, is('awards', 'Yes')))
    expectEnds(wilson(awards.mean, nEff), wanted.wilson_with_kish_neff.ci)
    const design = (awards.mean * (1 - awards.mean)) / awards.variance
    expectClose(design, wanted.wilson_with_design_neff.n_eff, SE)
    expectEnds(wilson(awards.mean, design), wanted.wilson_with_design_neff.ci)
    // R compares with a sample of as many drawn by lot, with n - 1 below.
    const byLot = (awards.mean * (1 - awards.mean)) / 199
    expectClose(awards.variance / byLot, wanted.deff_awards, 1e-6)
  })
})

describe.skipIf(!srs)(`a sample drawn by lot${unless(srs, b.csv.apisrs)}`, () => {
  it('is surer by the part of all that was drawn, and only if that is said', () => {
    const yes = observed(srs ?? [], is('awards', 'Yes'))
    const { with_fpc, without_fpc, sqrt_1_minus_f } = b.srs_fpc_apisrs
    expectMean(estimated(yes, { drawnFrom: 6194 }), { mean: with_fpc.mean[1], se: with_fpc.se[1] })
    expectMean(estimated(yes), { mean: without_fpc.mean[1], se: without_fpc.se[1] })
    expectClose(estimated(yes, { drawnFrom: 6194 }).se / estimated(yes).se, sqrt_1_minus_f, SE)
  })
})

const clustersOf = (
  rows: readonly School[],
  key: (row: School) => string,
  person: (row: School) => Cluster['people'][number],
) => [...Map.groupBy(rows, key).values()].map((members) => ({ count: 1, people: members.map(person) }))
const joint = (clusters: readonly Cluster[], domains: number, sample = {}): JointEstimate => {
  const estimate = estimateDomains(clusters, domains, sample)
  if (estimate.outcome !== 'estimated') throw new Error(estimate.reason)
  return estimate
}

describe.skipIf(!clus1)(`people in clusters${unless(clus1, b.csv.apiclus1)}`, () => {
  const districts = (y: (school: School) => number, weightOf = (school: School) => number(school, 'pw')) =>
    clustersOf(
      clus1 ?? [],
      (school) => String(school.dnum),
      (school) => ({ count: 1, weight: weightOf(school), y: y(school), domain: 0 }),
    )
  const meanOf = (clusters: Cluster[], sample = {}) => {
    const { means, covariance } = joint(clusters, 1, sample)
    return { mean: means[0] ?? 0, se: Math.sqrt(covariance[0]?.[0] ?? 0) }
  }

  it('are as sure as there are clusters', () => {
    const drawn = { drawnFrom: 757 }
    const wanted = b.cluster_apiclus1
    expectMean(
      meanOf(
        districts((school) => number(school, 'api00')),
        drawn,
      ),
      wanted.api00,
    )
    const [mean, se] = b.published.published_survey_vignette.mean_api00
    const got = meanOf(
      districts((school) => number(school, 'api00')),
      drawn,
    )
    expect([Number(got.mean.toFixed(2)), Number(got.se.toFixed(3))]).toEqual([mean, se])
    for (const [nth, type] of ['E', 'H', 'M'].entries())
      expectMean(meanOf(districts(is('stype', type)), drawn), {
        mean: wanted.stype.mean[nth],
        se: wanted.stype.se[nth],
      })
  })

  it('have Korn and Graubard’s interval with the degrees of freedom of the clusters', () => {
    const { mean: p, se } = meanOf(
      districts((school) => (school.ell === '0' ? 1 : 0)),
      { drawnFrom: 757 },
    )
    const share = { p, variance: se * se, n: 183, nEff: 183, df: b.cluster_apiclus1.df }
    expectEnds(kornGraubard(share), b.cluster_apiclus1.ell_eq_0.beta.ci)
  })

  it('with raked weights taken as fixed are as R has them, with and without clusters', () => {
    const cellOf = ({ stype, sch_wide }: School) =>
      a1.expected.final_weight_by_cell.find((cell: School) => cell.stype === stype && cell.sch_wide === sch_wide)
        .final_weight
    const api = (school: School) => number(school, 'api00')
    const { weights_fixed_no_cluster: alone, weights_fixed_cluster_nofpc: clustered } = a1.expected.mean_api00
    const single = estimated((clus1 ?? []).map((school) => ({ count: 1, weight: cellOf(school), y: api(school) })))
    expectClose(single.mean, alone.mean, 1e-6)
    expectClose(single.se, alone.se, 1e-6)
    const together = meanOf(districts(api, cellOf))
    expectClose(together.mean, clustered.mean, 1e-6)
    expectClose(together.se, clustered.se, 1e-6)
  })
})

describe.skipIf(!waves)(`two waves with partly the same people${unless(waves, h.csv)}`, () => {
  it.each([
    ['proportion_at_least_700', 'at_least_700'],
    ['mean_score', 'score'],
  ])('%s', (name, field) => {
    const person = (row: School) => ({ count: 1, weight: 1, y: number(row, field), domain: number(row, 'wave') - 1 })
    const known = joint(
      clustersOf(waves ?? [], (row) => String(row.id), person),
      2,
    )
    const strangers = joint(
      clustersOf(waves ?? [], (row) => `${row.id} ${row.wave}`, person),
      2,
    )
    for (const [estimate, wanted] of [
      [known, h[name].clustered_on_id],
      [strangers, h[name].ignoring_overlap],
    ] as const) {
      expectClose(estimate.means[0] ?? 0, wanted.wave1, 1e-9)
      expectClose(estimate.means[1] ?? 0, wanted.wave2, 1e-9)
      expectClose(estimate.covariance[0]?.[0] ?? 0, wanted.var1, 1e-9)
      expectClose(estimate.covariance[1]?.[1] ?? 0, wanted.var2, 1e-9)
      expect(Math.abs((estimate.covariance[0]?.[1] ?? 0) - wanted.cov12)).toBeLessThanOrEqual(1e-9 * wanted.var1)
      const change = changeBetween(estimate, 0, 1)
      if (change.outcome !== 'compared') throw new Error(change.reason)
      expectClose(change.difference, wanted.difference, 1e-9)
      expectClose(change.se, wanted.se, h.tolerance.se_relative)
    }
  })
})

describe('a trend', () => {
  const wave = (variances: number[]) => variances.map((own, k) => variances.map((_, j) => (j === k ? own : 0)))

  it('of waves that lie on a line is that line', () => {
    const trend = trendOf({ means: [0.2, 0.3, 0.5], covariance: wave([0.01, 0.02, 0.01]) }, [0, 1, 3])
    expect(trend).toMatchObject({ outcome: 'fitted', slope: expect.closeTo(0.1, 12), level: expect.closeTo(0.2, 12) })
  })

  it('is surer where the first and the last wave asked the same people', () => {
    const covariance = [
      [0.04, 0, 0.02],
      [0, 0.04, 0],
      [0.02, 0, 0.04],
    ]
    // Half the rise from the first to the last: (0.04 + 0.04 - 2 × 0.02) / 4.
    expect(trendOf({ means: [0.2, 0.5, 0.4], covariance }, [0, 1, 2])).toMatchObject({
      slope: expect.closeTo(0.1, 12),
      se: expect.closeTo(0.1, 12),
    })
  })

  it('of two waves, of waves at one time, or of waves without variance is none', () => {
    expect(trendOf({ means: [1, 2], covariance: wave([1, 1]) }, [0, 1])).toMatchObject({ reason: 'too-few-waves' })
    expect(trendOf({ means: [1, 2, 3], covariance: wave([1, 1, 1]) }, [1, 1, 1])).toMatchObject({ reason: 'same-time' })
    expect(trendOf({ means: [1, 2, 3], covariance: wave([1, 0, 1]) }, [0, 1, 2])).toMatchObject({
      reason: 'no-variation',
    })
  })
})

describe('estimates from groups of alike people', () => {
  const groups = fc.array(
    fc.record({
      count: fc.integer({ min: 1, max: 30 }),
      weight: fc.double({ min: 0.1, max: 9, noNaN: true }),
      y: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 2, maxLength: 12 },
  )

  it('are those from the people one by one, and do not depend on the scale of the weights', () => {
    fc.assert(
      fc.property(groups, fc.double({ min: 0.01, max: 100, noNaN: true }), (people, times) => {
        const together = estimateDomain(people)
        const rows = people.flatMap(({ count, ...one }) => Array.from({ length: count }, () => ({ ...one, count: 1 })))
        for (const other of [rows, people.map((one) => ({ ...one, weight: one.weight * times }))]) {
          const estimate = estimateDomain(other)
          if (together.outcome !== 'estimated' || estimate.outcome !== 'estimated') throw new Error('refused')
          expectClose(estimate.mean, together.mean, 1e-9)
          expect(Math.abs(estimate.variance - together.variance)).toBeLessThanOrEqual(1e-9)
          expectClose(estimate.nEff, together.nEff, 1e-9)
        }
      }),
      SEEDED,
    )
  })

  it('of nobody, of one, of people without weight, are refused and never NaN', () => {
    expect(estimateDomain([])).toEqual({ outcome: 'refused', reason: 'nobody' })
    expect(estimateDomain([{ count: 1, weight: 1, y: 1 }])).toEqual({ outcome: 'refused', reason: 'one-unit' })
    expect(estimateDomain([{ count: 9, weight: 0, y: 1 }])).toEqual({ outcome: 'refused', reason: 'no-weight' })
    expect(() => estimateDomain([{ count: 9, weight: 1, y: Number.NaN }])).toThrow('an answer must be')
    expect(estimateDomain([{ count: 9, weight: 1, y: 0.1 }])).toMatchObject({ mean: 0.1, variance: 0 })
  })
})

describe('whether a share is reliable enough to be shown', () => {
  const share = (p: number, n: number) => ({ p, variance: (p * (1 - p)) / n, n, nEff: n, df: n - 1 })

  it('it is of many, it is not of few, and of the whole question it is flagged from 20 on', () => {
    expect(reliabilityOf(share(0.5, 500), false)).toEqual({ verdict: 'show' })
    expect(reliabilityOf(share(0.5, 25), false)).toMatchObject({
      verdict: 'hide',
      because: ['few-people', 'small-effective-number', 'wide-interval'],
    })
    expect(reliabilityOf(share(0.5, 25), true)).toEqual({ verdict: 'flag', because: 'few-answers' })
    expect(reliabilityOf(share(0.5, 19), true)).toMatchObject({ verdict: 'hide' })
    expect(reliabilityOf(share(0.01, 300), false)).toEqual({ verdict: 'flag', because: 'relatively-wide-interval' })
  })
})
