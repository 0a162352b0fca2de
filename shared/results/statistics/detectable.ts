import type { ShareOf } from './difference-interval.ts'
import { chiSquare } from './distributions.ts'
import { notNegative } from './in-range.ts'
import { gammaSlope } from './tails.ts'
import { pooledShare } from './two-groups.ts'

/** Chance of finding a difference that is there. */
const POWER = 0.8

/**
 * What a difference has to pass: `alpha`, what a p-value may be at most; `df`, 1 where just these two shares are compared, more
 * where they are one difference among those that a test of a whole table looks at.
 */
export type Passing = { alpha: number; df: number }

export type Detectable =
  | { outcome: 'detectable'; difference: number }
  /** Nobody, or everybody, gave the answer; or so few people answered that no difference would have shown. */
  | { outcome: 'refused'; reason: 'no-variation' | 'too-few' }

/**
 * The smallest difference between two shares that these samples would have found in 4 of 5 cases at least, as a share of 1; `n` is
 * Kish's effective number, `errors` what `standardErrors` gives. Alone at 5 % it is about 2.8 standard errors. Source: H. S. Bloom, "Minimum Detectable Effects",
 * Evaluation Review 19 (1995) 547-556, with the standard error of J. L. Fleiss and others, "Statistical Methods for Rates and
 * Proportions" (2003), 4.2, both groups taken at the pooled share; of a whole table J. Cohen, "Statistical Power Analysis" (1988),
 * 7.2. The table's chi-square is never below that of two of its shares, so that it finds the difference at least as often.
 */
export const smallestDetectable = (
  first: ShareOf,
  second: ShareOf,
  errors = standardErrors({ alpha: 0.05, df: 1 }),
): Detectable => {
  if (!(notNegative('n', first.n) > 0 && notNegative('n', second.n) > 0)) {
    return { outcome: 'refused', reason: 'too-few' }
  }
  const p = pooledShare(first, second)
  const difference = errors * Math.sqrt(p * (1 - p) * (1 / first.n + 1 / second.n))
  if (!(difference > 0)) return { outcome: 'refused', reason: 'no-variation' }
  return difference < 1 ? { outcome: 'detectable', difference } : { outcome: 'refused', reason: 'too-few' }
}

/** How large a difference must be, in standard errors: the root of the noncentrality at which a chi-square passes as often as wanted. */
export const standardErrors = ({ alpha, df }: Passing): number => {
  const needed = chiSquare.quantile(1 - alpha, df)
  let [low, high] = [0, 2 * needed + 60]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (noncentralUpper(needed, df, middle) < POWER) low = middle
    else high = middle
  }
  return Math.sqrt(high)
}

/** The upper tail of the noncentral chi-square: central ones with 2 more degrees each, weighed as Poisson's distribution does. */
const noncentralUpper = (x: number, df: number, noncentrality: number): number => {
  const mean = noncentrality / 2
  let weight = Math.exp(-mean)
  let tail = chiSquare.upper(x, df)
  // What the next two degrees of freedom add to the tail: (x/2)^a e^(-x/2) / Gamma(a + 1), a = df/2.
  let more = gammaSlope(df / 2, x / 2) / (df / 2)
  let sum = 0
  for (let k = 0; k <= mean + 12 * Math.sqrt(mean) + 12; k++) {
    sum += weight * tail
    weight *= mean / (k + 1)
    tail += more
    more *= x / 2 / (df / 2 + k + 1)
  }
  return sum
}
