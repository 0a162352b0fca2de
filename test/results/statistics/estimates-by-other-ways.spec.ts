import { describe, expect, it } from 'vitest'
import { studentT } from '../../../shared/results/statistics/distributions.ts'
import { covarianceOf, estimateDomain, type Influences } from '../../../shared/results/statistics/domain-estimate.ts'
import { kornGraubard } from '../../../shared/results/statistics/korn-graubard.ts'
import { RAKING, rake } from '../../../shared/results/statistics/raking.ts'
import { expectClose, records, reference, unless } from './reference.ts'

/*
 * Numbers of the reference that no report shows: strata, calibrated variances, other intervals. They reach the same
 * estimates, covariances and distributions from another side.
 */
const a1 = reference('a1_raking_api')
const b = reference('b_proportions')
const strat = records(b.csv.apistrat)
const clus1 = records(b.csv.apiclus1)

type School = Record<string, string>
type Of = (school: School) => number
const pw: Of = (school) => Number(school.pw)
const yes =
  (field: string): Of =>
  (school) =>
    school[field] === 'Yes' ? 1 : 0
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const totalOf = (schools: readonly School[], of: Of) => sum(schools.map(of))
const SE = b.tolerance.se_relative

/** Standard error of a sum of what each unit brings, which need not sum to 0. */
const seOfSum = (units: readonly number[], drawnFrom?: number): number => {
  const mean = sum(units) / units.length
  const influences: Influences[] = units.map((unit) => ({ count: 1, u: [unit - mean] }))
  return Math.sqrt(covarianceOf(influences, 1, { units: units.length, drawnFrom })[0]?.[0] ?? Number.NaN)
}
const sumsBy = (schools: readonly School[], field: string, of: Of) =>
  [...Map.groupBy(schools, (school) => school[field]).values()].map((members) => totalOf(members, of))

const where = (low: number, high: number, isAbove: (x: number) => boolean): number => {
  let [from, to] = [low, high]
  for (let step = 0; step < 200; step++) {
    const middle = (from + to) / 2
    if (isAbove(middle)) to = middle
    else from = middle
  }
  return (from + to) / 2
}

/** `survey::svyciprop` by its other methods. */
const intervals = (p: number, se: number, n: number, df: number) => {
  const t = studentT.quantile(0.975, df)
  const spread = se / (p * (1 - p))
  const root = Math.sqrt(p * (1 - p))
  const odds = (sign: number) => 1 / (1 + Math.exp(-(Math.log(p / (1 - p)) + sign * t * spread)))
  const sine = (sign: number) => Math.sin(Math.max(0, Math.asin(Math.sqrt(p)) + (sign * t * se) / (2 * root))) ** 2
  // Twice the loss of log-likelihood, with R's dispersion over n - 1.
  const tooFar = (q: number) =>
    2 * (p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q))) > (t * se) ** 2 / (p * (1 - p)) / (1 - 1 / n)
  return {
    mean: [p - t * se, p + t * se],
    logit: [odds(-1), odds(1)],
    xlogit: [odds(-1), odds(1)],
    asin: [sine(-1), sine(1)],
    likelihood: [where(1e-12, p, (q) => !tooFar(q)), where(p, 1 - 1e-12, tooFar)],
  }
}
type Wanted = Record<'beta' | keyof ReturnType<typeof intervals>, { ci: [number, number] }>

const expectIntervals = (wanted: Wanted, p: number, se: number, n: number, df: number) => {
  const { low, high } = kornGraubard({ p, variance: se * se, n, nEff: n, df })
  for (const [name, got] of Object.entries({ ...intervals(p, se, n, df), beta: [low, high] }))
    for (const [end, value] of got.entries()) {
      // R interpolates the profile of the likelihood.
      const tolerance = name === 'likelihood' ? 5e-5 : b.tolerance.ci_absolute
      expect(Math.abs(value - (wanted[name as keyof Wanted].ci[end] ?? Number.NaN)), name).toBeLessThanOrEqual(
        tolerance,
      )
    }
}

describe('intervals of a share by every method of svyciprop', () => {
  it.skipIf(!strat)(`of weighted answers${unless(strat, b.csv.apistrat)}`, () => {
    for (const field of ['awards', 'comp_imp']) {
      const y = yes(field)
      const share = estimateDomain((strat ?? []).map((school) => ({ count: 1, weight: pw(school), y: y(school) })))
      if (share.outcome !== 'estimated') throw new Error(share.reason)
      expectIntervals(b.weights_only_apistrat[`${field}_ci`], share.mean, Math.sqrt(share.variance), 200, 199)
    }
  })

  it('of the health survey, from its published share and standard error', () => {
    const { nhanes_weights_only: alone, nhanes_full_design: clustered } = b
    expectIntervals(alone.ci, alone.HI_CHOL.mean, alone.HI_CHOL.se, 7846, 7845)
    expectIntervals(clustered.ci, clustered.HI_CHOL.mean, clustered.HI_CHOL.se, 7846, clustered.df)
    const { n, n_eff, deff } = alone.kish_complete
    expectClose(n / n_eff, deff, 1e-9)
  })
})

describe.skipIf(!strat)(`strata of which a known part was drawn${unless(strat, b.csv.apistrat)}`, () => {
  const schools = strat ?? []
  const seIn = (u: Of) =>
    Math.hypot(
      ...[...Map.groupBy(schools, (school) => school.stype).values()].map((stratum) =>
        seOfSum(stratum.map(u), Number(stratum[0]?.fpc)),
      ),
    )
  const meanOf = (y: Of) => {
    const weight = totalOf(schools, pw)
    const mean = totalOf(schools, (school) => pw(school) * y(school)) / weight
    return { mean, se: seIn((school) => (pw(school) * (y(school) - mean)) / weight) }
  }
  const wanted = b.stratified_fpc_apistrat

  it('have R’s means, totals and intervals', () => {
    const api00 = meanOf((school) => Number(school.api00))
    expectClose(api00.mean, wanted.api00.mean, b.tolerance.estimate)
    expectClose(api00.se, wanted.api00.se, SE)
    const enroll: Of = (school) => pw(school) * Number(school.enroll)
    expectClose(totalOf(schools, enroll), wanted.enroll_total.total, b.tolerance.estimate)
    expectClose(seIn(enroll), wanted.enroll_total.se, SE)
    const awards = meanOf(yes('awards'))
    expectIntervals(wanted.awards_ci, awards.mean, awards.se, 200, wanted.df)
  })
})

describe.skipIf(!clus1)(`clusters of which a known part was drawn${unless(clus1, b.csv.apiclus1)}`, () => {
  const schools = clus1 ?? []
  const DISTRICTS = 757

  it('have the totals printed in the vignette of R’s survey', () => {
    const printed = b.published.published_survey_vignette
    const expectTotal = (of: Of, [total, se]: number[], digits: number) => {
      expect(Number(totalOf(schools, of).toFixed(digits))).toBe(total)
      expect(Number(seOfSum(sumsBy(schools, 'dnum', of), DISTRICTS).toFixed(digits))).toBe(se)
    }
    for (const [type, numbers] of Object.entries<number[]>(printed.total_stype))
      expectTotal((school) => (school.stype === type ? pw(school) : 0), numbers, 2)
    expectTotal((school) => pw(school) * Number(school.enroll), printed.total_enroll, 0)
  })

  const raked = (sweeps: number) => {
    const cells = schools.map(({ stype, sch_wide, pw: base }) => ({
      count: 1,
      base: Number(base),
      levels: { stype: String(stype), sch_wide: String(sch_wide) },
    }))
    const margins = Object.entries<Record<string, number>>(a1.margins).map(([dimension, people]) => ({
      dimension,
      people,
    }))
    // Ends after so many sweeps, wherever that is.
    const rules = { ...RAKING, level: { respondents: 1, share: 0 }, sweeps, enough: 1 }
    const raking = rake(cells, margins, rules)
    if (raking.outcome !== 'raked') throw new Error(JSON.stringify(raking.problems))
    return new Map(schools.map((school, nth) => [school, raking.weights[nth] ?? Number.NaN]))
  }
  const api00: Of = (school) => Number(school.api00)
  const meanBy = (weights: ReadonlyMap<School, number>) => {
    const of: Of = (school) => weights.get(school) ?? Number.NaN
    return totalOf(schools, (school) => of(school) * api00(school)) / totalOf(schools, of)
  }

  it('raked by four sweeps have the mean that ?rake prints, which stops early', () => {
    expectClose(meanBy(raked(4)), a1.documented_output.mean_api00, 1e-12)
  })

  /** What the margins foretell of an answer is no matter of chance: the variance is that of the rest. */
  it('have the calibrated standard errors of R after raking', () => {
    const weights = raked(1000)
    const of: Of = (school) => weights.get(school) ?? Number.NaN
    const seOfRest = (y: Of) => {
      const rest = new Map(schools.map((school) => [school, y(school)]))
      const restOf: Of = (school) => rest.get(school) ?? Number.NaN
      for (let turn = 0; turn < 50; turn++)
        for (const field of ['stype', 'sch_wide'])
          for (const members of Map.groupBy(schools, (school) => school[field]).values()) {
            const mean = totalOf(members, restOf) / members.length
            for (const school of members) rest.set(school, restOf(school) - mean)
          }
      return seOfSum(
        sumsBy(schools, 'dnum', (school) => of(school) * restOf(school)),
        DISTRICTS,
      )
    }
    const [mean, people] = [meanBy(weights), totalOf(schools, of)]
    const { raked_design_cluster_fpc: wanted } = a1.expected.mean_api00
    expectClose(mean, wanted.mean, 1e-9)
    expectClose(
      seOfRest((school) => (api00(school) - mean) / people),
      wanted.se,
      SE,
    )
    const enroll: Of = (school) => Number(school.enroll)
    const { total, se } = a1.expected.total_enroll_raked_design
    expectClose(
      totalOf(schools, (school) => of(school) * enroll(school)),
      total,
      1e-9,
    )
    expectClose(seOfRest(enroll), se, SE)
  })
})
