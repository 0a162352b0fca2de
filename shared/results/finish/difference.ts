import { smallestDetectable } from '../statistics/detectable.ts'
import { differenceInterval } from '../statistics/difference-interval.ts'
import { normal } from '../statistics/distributions.ts'
import { compareShares } from '../statistics/two-groups.ts'
import type { Published } from './percent.ts'

/** In whole percentage points, `low` and `high` rounded outwards. */
export type Estimated = { points: number; low: number; high: number }

/**
 * What the published percentages of two groups of different people say of their difference: Newcombe's interval (method 10).
 * Rounding can have made a difference, or hidden one: the interval is wider by all that it can have done, on both sides. With
 * tens of thousands of answers, rounding is larger than chance.
 */
export const estimatedDifference = (here: Published, there: Published): Estimated => {
  const { low, high } = widenedInterval(here, there)
  return {
    points: evenly(here.percent - there.percent),
    low: withinWhole(Math.floor(low)),
    high: withinWhole(Math.ceil(high)),
  }
}

/**
 * Whether the difference is more than chance: the score test of two shares, of that part of the difference that rounding cannot
 * have made. 1 where the interval has 0 in it, which it can have where few gave the answer, so that the test never says
 * more than the interval. Nothing where both are 0, or 100.
 */
export const differenceTest = (here: Published, there: Published): { pValue: number } | undefined => {
  const test = compareShares(shareOf(here), shareOf(there))
  if (test.outcome === 'refused') return undefined
  const { low, high } = widenedInterval(here, there)
  if (low <= 0 && high >= 0) return { pValue: 1 }
  const beyondRounding = Math.abs(here.percent - there.percent) - here.rounding - there.rounding
  return { pValue: Math.min(1, 2 * normal.upper(beyondRounding / 100 / test.se)) }
}

/** In percentage points, rounded up; 100 where no difference would have shown. `errors`: how many of them it has to be. */
export const detectableDifference = (here: Published, there: Published, errors: number): number | undefined => {
  const smallest = smallestDetectable(shareOf(here), shareOf(there), errors)
  if (smallest.outcome === 'refused') return smallest.reason === 'too-few' ? 100 : undefined
  return Math.min(100, Math.ceil(100 * smallest.difference + here.rounding + there.rounding))
}

/** The largest of several, so that what is said holds for each of them. */
export const detectableOfAll = (each: readonly (number | undefined)[]): number => {
  const known = each.flatMap((points) => points ?? [])
  return known.length === 0 ? 100 : Math.max(...known)
}

const widenedInterval = (here: Published, there: Published) => {
  const { low, high } = differenceInterval(shareOf(here), shareOf(there))
  const rounding = here.rounding + there.rounding
  return { low: 100 * low - rounding, high: 100 * high + rounding }
}

const shareOf = ({ percent, n }: Published) => ({ p: percent / 100, n })

/** Half a point away from 0, so that the difference the other way round is the same. */
const evenly = (points: number) => withinWhole(Math.sign(points) * Math.round(Math.abs(points)))
const withinWhole = (points: number) => Math.max(-100, Math.min(100, points)) + 0
