import { normal } from './distributions.ts'
import type { JointEstimate } from './domain-estimate.ts'
import { anyNumber } from './in-range.ts'
import { type Comparison, compareEstimates } from './two-groups.ts'

type Waves = Pick<JointEstimate, 'means' | 'covariance'>

/**
 * Change from one wave to another, numbered from 0 as in `estimateDomains`: `Var = V1 + V2 - 2 Cov`. People who answered
 * in both make it more certain. Where nobody can be recognised (anonymous surveys) the covariance is 0, which is
 * conservative.
 */
export const changeBetween = ({ means, covariance }: Waves, from: number, to: number): Comparison => {
  const wave = (k: number) => ({ mean: means[k] ?? Number.NaN, variance: covariance[k]?.[k] ?? Number.NaN })
  return compareEstimates(wave(to), wave(from), covariance[from]?.[to])
}

export type Slope =
  | { outcome: 'fitted'; slope: number; level: number; se: number; statistic: number; pValue: number }
  | { outcome: 'refused'; reason: 'too-few-waves' | 'no-variation' | 'same-time' }

/**
 * Straight line through three or more waves: each weighs by the inverse of its variance, and the variance of the slope
 * takes in the whole covariance (`c' V c`). `times` in the unit that the slope is wanted per, years say; `level` is the
 * line's height at time 0. The slope is a linear combination of the wave
 * estimates, which gives its variance without a further assumption.
 */
export const trendOf = ({ means, covariance }: Waves, times: readonly number[]): Slope => {
  if (means.length < 3 || times.length !== means.length) return { outcome: 'refused', reason: 'too-few-waves' }
  const weights = means.map((_, k) => 1 / (covariance[k]?.[k] ?? 0))
  if (!weights.every((weight) => weight > 0 && Number.isFinite(weight))) {
    return { outcome: 'refused', reason: 'no-variation' }
  }
  const all = sum(weights, (weight) => weight)
  const middle = sum(times, (time, k) => (weights[k] ?? 0) * anyNumber('a time', time)) / all
  const spread = sum(times, (time, k) => (weights[k] ?? 0) * (time - middle) ** 2)
  if (!(spread > 0)) return { outcome: 'refused', reason: 'same-time' }
  const parts = times.map((time, k) => ((weights[k] ?? 0) * (time - middle)) / spread)
  const slope = sum(parts, (part, k) => part * (means[k] ?? 0))
  const variance = sum(parts, (one, j) => sum(parts, (other, k) => one * other * (covariance[j]?.[k] ?? 0)))
  if (!(variance > 0)) return { outcome: 'refused', reason: 'no-variation' }
  const se = Math.sqrt(variance)
  const level = sum(means, (mean, k) => (weights[k] ?? 0) * mean) / all - slope * middle
  return { outcome: 'fitted', slope, level, se, statistic: slope / se, pValue: 2 * normal.upper(Math.abs(slope / se)) }
}

const sum = (values: readonly number[], term: (value: number, index: number) => number): number =>
  values.reduce((total, value, index) => total + term(value, index), 0)
