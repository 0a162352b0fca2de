import { beta, studentT } from './distributions.ts'
import { fraction, inRange, notNegative } from './in-range.ts'
import type { Interval } from './proportion-interval.ts'

export type SurveyedShare = {
  p: number
  /** Linearised variance of p; 0 where all people gave the same answer. */
  variance: number
  /** People behind it, and what they are worth by Kish: this decides where the variance is 0. */
  n: number
  nEff: number
  /** Degrees of freedom of the design: sampling units less one, less one more for each further stratum. */
  df: number
}

/**
 * Clopper and Pearson's exact interval of a share in a survey, wide where answers are few. Source: E. L. Korn and B. I.
 * Graubard, Survey Methodology 24 (1998) 193-201, as computed by `svyciprop(method = "beta")` of R's `survey`. With
 * nobody asked it is everything from 0 to 1.
 */
export const kornGraubard = (share: SurveyedShare, confidence = 0.95): Interval => {
  const { variance, n, nEff, df } = share
  const p = fraction('a share', share.p)
  const tail = (1 - inRange('a confidence', confidence, 0.5, 0.9999)) / 2
  if (n <= 1 || nEff <= 0 || df <= 0) return { low: 0, high: 1 }
  const people = notNegative('a variance', variance) > 0 ? (p * (1 - p)) / variance : Math.min(n, nEff)
  const worth = people * (studentT.quantile(tail, n - 1) / studentT.quantile(tail, df)) ** 2
  const yes = worth * p
  const no = worth * (1 - p)
  return {
    low: yes > 0 ? beta.quantile(tail, yes, no + 1) : 0,
    high: no > 0 ? beta.quantile(1 - tail, yes + 1, no) : 1,
  }
}
