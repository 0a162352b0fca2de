import { type Confidence, type Interval, wilson } from './proportion-interval.ts'

/** A share and the number of people it rests on: Kish's effective number where answers are weighted. */
export type ShareOf = { p: number; n: number }

/**
 * Interval of `first.p - second.p` of two groups without a common member. Source: R. G. Newcombe, Statistics in
 * Medicine 17 (1998) 873-890, method 10.
 */
export const differenceInterval = (first: ShareOf, second: ShareOf, confidence: Confidence = 0.95): Interval => {
  const difference = first.p - second.p
  const one = wilson(first.p, first.n, confidence)
  const other = wilson(second.p, second.n, confidence)
  return {
    low: difference - Math.hypot(first.p - one.low, other.high - second.p),
    high: difference + Math.hypot(one.high - first.p, second.p - other.low),
  }
}
