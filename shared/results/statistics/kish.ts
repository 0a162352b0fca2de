import { notNegative } from './in-range.ts'

/** People of one cell: each of the `count` has the same weight. */
export type Weighted = { count: number; weight: number }

/**
 * How many people drawn with equal chances would say as much (`nEff`), and the design effect `n / nEff`, which is 1
 * where all weights are equal. Nobody, or nobody with a weight, is worth 0 people. Source: L. Kish, "Survey Sampling"
 * (1965), 11.7.
 */
export const kish = (people: Iterable<Weighted>): { n: number; nEff: number; deff: number } => {
  let n = 0
  let sum = 0
  let squares = 0
  for (const { count, weight } of people) {
    n += notNegative('a count', count)
    sum += count * notNegative('a weight', weight)
    squares += count * weight * weight
  }
  return sum > 0 ? { n, nEff: (sum / squares) * sum, deff: ((n / sum) * squares) / sum } : { n, nEff: 0, deff: 1 }
}
