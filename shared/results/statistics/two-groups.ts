import type { ShareOf } from './difference-interval.ts'
import { normal, studentT } from './distributions.ts'
import { fraction, notNegative } from './in-range.ts'

export type Comparison =
  | { outcome: 'compared'; difference: number; se: number; statistic: number; pValue: number }
  /** All people gave the same answer in both groups: there is nothing to measure a difference by. */
  | { outcome: 'refused'; reason: 'no-variation' | 'too-few' }

/** A mean or share with its variance, as `estimateDomain` gives it. */
type Measured = { mean: number; variance: number }

/**
 * Whether `first - second` is more than chance, by the normal distribution. For two groups of one sample both variances
 * are taken over the whole sample; where they share people, `covariance` is theirs. Two-sided.
 */
export const compareEstimates = (first: Measured, second: Measured, covariance = 0): Comparison => {
  const variance = first.variance + second.variance - 2 * covariance
  return compared(first.mean - second.mean, variance, (z) => 2 * normal.upper(Math.abs(z)))
}

/**
 * The score test of two shares, which takes both for equal and pools them: the square root of Pearson's chi-square of
 * the 2 x 2 table. For unweighted groups, or for what is published of weighted ones with Kish's effective numbers.
 * Source: A. Agresti, "Categorical Data Analysis" (2013), 3.2.
 */
export const compareShares = (first: ShareOf, second: ShareOf): Comparison => {
  fraction('a share', first.p)
  fraction('a share', second.p)
  if (!(notNegative('n', first.n) > 0 && notNegative('n', second.n) > 0)) {
    return { outcome: 'refused', reason: 'too-few' }
  }
  const pooled = pooledShare(first, second)
  const variance = pooled * (1 - pooled) * (1 / first.n + 1 / second.n)
  return compared(first.p - second.p, variance, (z) => 2 * normal.upper(Math.abs(z)))
}

/**
 * Welch's test of two means of separate groups: t with degrees of freedom between the smaller group's and both together's.
 * `n` is Kish's effective number where answers are weighted. Source: B. L. Welch, Biometrika 34 (1947) 28-35.
 */
export const welch = (first: Measured & { n: number }, second: Measured & { n: number }): Comparison => {
  if (!(first.n > 1 && second.n > 1)) return { outcome: 'refused', reason: 'too-few' }
  const variance = first.variance + second.variance
  const df = variance ** 2 / (first.variance ** 2 / (first.n - 1) + second.variance ** 2 / (second.n - 1))
  return compared(first.mean - second.mean, variance, (t) => 2 * studentT.upper(Math.abs(t), df))
}

export const pooledShare = (first: ShareOf, second: ShareOf): number =>
  (first.p * first.n + second.p * second.n) / (first.n + second.n)

const compared = (difference: number, variance: number, pOf: (statistic: number) => number): Comparison => {
  const se = Math.sqrt(variance)
  const statistic = difference / se
  if (!(variance > 0 && Number.isFinite(statistic))) return { outcome: 'refused', reason: 'no-variation' }
  return { outcome: 'compared', difference, se, statistic, pValue: Math.min(1, pOf(statistic)) }
}
