import { studentT } from './distributions.ts'
import { anyNumber, fraction, inRange, notNegative } from './in-range.ts'
import type { Confidence } from './proportion-interval.ts'

/** A share of people who gave the answer worth `y` points. The shares of a question are scaled to sum to 1. */
export type Scored = { share: number; y: number }

export type Score =
  | { outcome: 'scored'; mean: number; se: number; low: number; high: number }
  | { outcome: 'refused'; reason: 'nobody' | 'too-few' }

/**
 * Mean points of a scale from the shares of its answers, which may be the published ones: a function of published numbers
 * tells nothing more. `se^2 = (sum of share y^2 - mean^2) / nEff`; the interval by t with `nEff - 1` degrees of freedom,
 * kept within the scale.
 */
export const meanScore = (answers: readonly Scored[], nEff: number, confidence: Confidence = 0.95): Score => {
  const whole = answers.reduce((sum, { share }) => sum + notNegative('a share', share), 0)
  if (whole === 0) return { outcome: 'refused', reason: 'nobody' }
  if (!(notNegative('nEff', nEff) > 1)) return { outcome: 'refused', reason: 'too-few' }
  const mean = answers.reduce((sum, { share, y }) => sum + (share / whole) * anyNumber('points', y), 0)
  const spread = answers.reduce((sum, { share, y }) => sum + (share / whole) * (y - mean) ** 2, 0)
  const se = Math.sqrt(spread / nEff)
  const half = studentT.quantile((1 + confidence) / 2, nEff - 1) * se
  const points = answers.map(({ y }) => y)
  return {
    outcome: 'scored',
    mean,
    se,
    low: Math.max(Math.min(...points), mean - half),
    high: Math.min(Math.max(...points), mean + half),
  }
}

/**
 * Net score: the share of promoters less that of detractors, from -1 to 1. A mean of 1, 0 and -1, so that
 * `se^2 = (P + D - (P - D)^2) / nEff`.
 */
export const netScore = (promoters: number, detractors: number, nEff: number, confidence: Confidence = 0.95): Score => {
  // Published percentages are rounded one by one and may sum to a little more than everybody.
  const both = inRange('promoters and detractors', fraction('promoters', promoters) + detractors, 0, 1.02)
  return meanScore(
    [
      { share: promoters, y: 1 },
      { share: Math.max(0, 1 - both), y: 0 },
      { share: fraction('detractors', detractors), y: -1 },
    ],
    nEff,
    confidence,
  )
}
