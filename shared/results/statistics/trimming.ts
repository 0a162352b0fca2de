import type { Weighted } from './kish.ts'

/** Weights that may occur. */
export type Limits = { low: number; high: number }
export type Trimming =
  | { outcome: 'trimmed'; weights: number[]; people: number }
  /** The limits leave nobody to take over what was cut off: they do not hold the mean. */
  | { outcome: 'refused'; reason: 'limits-without-the-mean' }

/**
 * Cuts weights to the limits and spreads what was cut off equally over the people within them, so that the sum stays.
 * Spreading may push some across again: `once` leaves it at that, as `survey::trimWeights` does by default; otherwise it
 * is repeated until all are within, as it does with `strict = TRUE`. `people` is how many were outside at first. Source:
 * F. Potter, "A Study of Procedures to Identify and Trim Extreme Sampling Weights", ASA Proceedings (1990) 225-230.
 */
export const trim = (groups: readonly Weighted[], limits: Limits, once = false): Trimming => {
  let weights = groups.map(({ weight }) => weight)
  let people = 0
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const next = trimmedOnce(groups, weights, limits)
    if (next.outside === 0) return { outcome: 'trimmed', weights: weights.map((w) => clamp(w, limits)), people }
    if (next.inside === 0) return { outcome: 'refused', reason: 'limits-without-the-mean' }
    if (pass === 0) people = next.outside
    weights = next.weights
    if (once) return { outcome: 'trimmed', weights, people }
  }
  return { outcome: 'refused', reason: 'limits-without-the-mean' }
}

/** Each pass leaves a part of what the one before cut off. */
const MOST_PASSES = 1000
/** Relative distance from a limit that is rounding. */
const HAIR = 1e-14

const clamp = (weight: number, { low, high }: Limits) => Math.min(high, Math.max(low, weight))

const trimmedOnce = (groups: readonly Weighted[], weights: readonly number[], limits: Limits) => {
  let cut = 0
  let inside = 0
  let outside = 0
  const isOutside = weights.map((weight, g) => {
    const count = groups[g]?.count ?? 0
    const beyond = weight < limits.low * (1 - HAIR) || weight > limits.high * (1 + HAIR)
    if (beyond) {
      outside += count
      cut += count * (weight - clamp(weight, limits))
    } else inside += count
    return beyond
  })
  return {
    inside,
    outside,
    weights: weights.map((weight, g) =>
      isOutside[g] ? clamp(weight, limits) : weight + (inside > 0 ? cut / inside : 0),
    ),
  }
}
