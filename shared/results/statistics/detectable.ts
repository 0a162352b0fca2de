import type { ShareOf } from './difference-interval.ts'
import { normal } from './distributions.ts'
import { notNegative } from './in-range.ts'
import { pooledShare } from './two-groups.ts'

/** Chance of calling a difference where there is none, and of finding one that is there. */
const ALPHA = 0.05
const POWER = 0.8
/** About 2.8 standard errors. */
const MULTIPLIER = normal.quantile(1 - ALPHA / 2) + normal.quantile(POWER)

export type Detectable =
  | { outcome: 'detectable'; difference: number }
  /** Nobody, or everybody, gave the answer; or so few people answered that no difference would have shown. */
  | { outcome: 'refused'; reason: 'no-variation' | 'too-few' }

/**
 * The smallest difference between two shares that these samples would have found in 4 of 5 cases (two-sided 5 %, power
 * 80 %), as a share of 1; `n` is Kish's effective number. Source: H. S. Bloom, "Minimum Detectable Effects", Evaluation
 * Review 19 (1995) 547-556, with the standard error of J. L. Fleiss and others, "Statistical Methods for Rates and
 * Proportions" (2003), 4.2, both groups taken at the pooled share.
 */
export const smallestDetectable = (first: ShareOf, second: ShareOf): Detectable => {
  if (!(notNegative('n', first.n) > 0 && notNegative('n', second.n) > 0)) {
    return { outcome: 'refused', reason: 'too-few' }
  }
  const p = pooledShare(first, second)
  const difference = MULTIPLIER * Math.sqrt(p * (1 - p) * (1 / first.n + 1 / second.n))
  if (!(difference > 0)) return { outcome: 'refused', reason: 'no-variation' }
  return difference < 1 ? { outcome: 'detectable', difference } : { outcome: 'refused', reason: 'too-few' }
}
