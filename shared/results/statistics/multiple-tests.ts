import { fraction } from './in-range.ts'

/**
 * P-values adjusted for how many there are, in the order given: what stays at or below 0.05 may be called a difference.
 * An adjusted value is never below its own, and never above 1.
 */
export type Adjustment = (pValues: readonly number[]) => number[]

/**
 * Keeps the share of false findings among all findings of a report at or below the level. Source: Y. Benjamini and Y.
 * Hochberg, Journal of the Royal Statistical Society B 57 (1995) 289-300.
 */
export const benjaminiHochberg: Adjustment = (pValues) => stepUp(pValues, (rank, tests) => tests / rank)

/** The same whatever the tests have to do with one another. Source: Y. Benjamini, D. Yekutieli, Ann. Stat. 29 (2001). */
export const benjaminiYekutieli: Adjustment = (pValues) => {
  const harmonic = pValues.reduce((sum, _, index) => sum + 1 / (index + 1), 0)
  return stepUp(pValues, (rank, tests) => (tests / rank) * harmonic)
}

/** Keeps the chance of any false finding at or below the level. Source: S. Holm, Scand. J. Statistics 6 (1979) 65-70. */
export const holm: Adjustment = (pValues) => {
  let largest = 0
  return byRank(pValues, (p, rank, tests) => {
    largest = Math.max(largest, p * (tests - rank + 1))
    return largest
  })
}

/** As Holm's, for tests that do not contradict one another. Source: Y. Hochberg, Biometrika 75 (1988) 800-802. */
export const hochberg: Adjustment = (pValues) => stepUp(pValues, (rank, tests) => tests - rank + 1)

export const bonferroni: Adjustment = (pValues) => byRank(pValues, (p, _, tests) => p * tests)

/** From the largest p-value down; an adjusted value is never above that of a larger one. */
const stepUp = (pValues: readonly number[], factor: (rank: number, tests: number) => number): number[] => {
  let smallest = 1
  return byRank(
    pValues,
    (p, rank, tests) => {
      smallest = Math.min(smallest, p * factor(rank, tests))
      return smallest
    },
    'largest first',
  )
}

const byRank = (
  pValues: readonly number[],
  adjust: (p: number, rank: number, tests: number) => number,
  order: 'smallest first' | 'largest first' = 'smallest first',
): number[] => {
  const ranked = pValues.map((p, index) => ({ p: fraction('a p-value', p), index })).sort((a, b) => a.p - b.p)
  const places = ranked.map((place, index) => ({ ...place, rank: index + 1 }))
  const adjusted = new Array<number>(pValues.length)
  for (const { p, index, rank } of order === 'largest first' ? places.reverse() : places) {
    adjusted[index] = Math.min(1, adjust(p, rank, pValues.length))
  }
  return adjusted
}
