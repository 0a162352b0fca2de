import { anyNumber, fraction, inRange } from './in-range.ts'
import { betaSlope, betaTails, gammaSlope, gammaTails, whereTailIs } from './tails.ts'

/**
 * The distributions that tests and intervals rest on: `lower` and `upper` are the probabilities below and above a
 * point, `quantile` the point below which a probability lies. Upper tails are computed as such and keep their digits.
 * Checked to 1e-10 against R's nmath. Degrees of freedom need not be whole.
 */
export const normal = {
  lower: (x: number): number => normal.upper(-x),
  upper: (x: number): number => {
    const { lower, upper } = gammaTails(0.5, anyNumber('a normal deviate', x) ** 2 / 2)
    return x > 0 ? upper / 2 : 0.5 + lower / 2
  },
  /** Source: P. J. Acklam's rational approximation, then one step of Newton's method on the tail. */
  quantile: (p: number): number => {
    open('a probability', p)
    if (p > 0.5) return -normalQuantileBelow(1 - p)
    return normalQuantileBelow(p)
  },
}

export const studentT = {
  lower: (t: number, df: number): number => studentT.upper(-t, df),
  upper: (t: number, df: number): number => {
    if (degrees(df) === Number.POSITIVE_INFINITY) return normal.upper(t)
    const square = anyNumber('a t value', t) ** 2
    const half = betaTails(df / 2, 0.5, df / (df + square), square / (df + square)).lower / 2
    return t < 0 ? 1 - half : half
  },
  quantile: (p: number, df: number): number => {
    if (degrees(df) === Number.POSITIVE_INFINITY) return normal.quantile(p)
    if (open('a probability', p) === 0.5) return 0
    const { x, y } = betaPoint(2 * Math.min(p, 1 - p), df / 2, 0.5)
    return Math.sqrt((df * y) / x) * (p < 0.5 ? -1 : 1)
  },
}

export const chiSquare = {
  lower: (x: number, df: number): number => gammaTails(degrees(df) / 2, square(x) / 2).lower,
  upper: (x: number, df: number): number => gammaTails(degrees(df) / 2, square(x) / 2).upper,
  quantile: (p: number, df: number): number => {
    const a = degrees(df) / 2
    const below = open('a probability', p) <= 0.5
    const tailAt = (s: number) => {
      const { lower, upper } = gammaTails(a, Math.exp(s))
      const slope = gammaSlope(a, Math.exp(s))
      return below ? { tail: lower, slope } : { tail: upper, slope: -slope }
    }
    return 2 * Math.exp(whereTailIs(below ? p : 1 - p, Math.log(a), tailAt))
  },
}

export const fisherF = {
  lower: (f: number, df1: number, df2: number): number => fTails(f, df1, df2).lower,
  upper: (f: number, df1: number, df2: number): number => fTails(f, df1, df2).upper,
  quantile: (p: number, df1: number, df2: number): number => {
    const { x, y } = betaPoint(open('a probability', p), degrees(df1) / 2, degrees(df2) / 2)
    return (df2 * x) / (df1 * y)
  },
}

export const beta = {
  lower: (x: number, a: number, b: number): number => betaTails(shape(a), shape(b), fraction('x', x), 1 - x).lower,
  upper: (x: number, a: number, b: number): number => betaTails(shape(a), shape(b), fraction('x', x), 1 - x).upper,
  quantile: (p: number, a: number, b: number): number => betaPoint(open('a probability', p), shape(a), shape(b)).x,
}

const fTails = (f: number, df1: number, df2: number) => {
  const sum = degrees(df1) * square(f) + degrees(df2)
  return betaTails(df1 / 2, df2 / 2, (df1 * f) / sum, df2 / sum)
}

/** Where I_x(a, b) = p, with 1 - x beside it. */
const betaPoint = (p: number, a: number, b: number): { x: number; y: number } => {
  if (p > 0.5) {
    const { x, y } = betaPoint(1 - p, b, a)
    return { x: y, y: x }
  }
  // Below x the tail is about x^a: where that leaves the numbers, x is as good as nothing.
  if (Math.log(p) / a < -LEAST_LOGARITHM) return { x: 0, y: 1 }
  const point = (s: number) => ({ x: 1 / (1 + Math.exp(-s)), y: 1 / (1 + Math.exp(s)) })
  return point(
    whereTailIs(p, Math.log(a / b), (s) => {
      const { x, y } = point(s)
      return { tail: betaTails(a, b, x, y).lower, slope: betaSlope(a, b, x, y) }
    }),
  )
}

const LEAST_LOGARITHM = 700

/** For p up to 1/2. */
const normalQuantileBelow = (p: number): number => {
  const x = p < 0.02425 ? acklamTail(Math.sqrt(-2 * Math.log(p))) : acklamMiddle(p - 0.5)
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
  const error = (normal.lower(x) - p) / density
  return x - error / (1 + (x * error) / 2)
}

const horner = (x: number, ...coefficients: number[]) => coefficients.reduce((sum, c) => sum * x + c, 0)

const acklamTail = (q: number): number =>
  horner(
    q,
    -7.784894002430293e-3,
    -3.223964580411365e-1,
    -2.400758277161838,
    -2.549732539343734,
    4.374664141464968,
    2.938163982698783,
  ) / horner(q, 7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1)

const acklamMiddle = (q: number): number =>
  (horner(
    q * q,
    -3.969683028665376e1,
    2.209460984245205e2,
    -2.759285104469687e2,
    1.38357751867269e2,
    -3.066479806614716e1,
    2.506628277459239,
  ) *
    q) /
  horner(
    q * q,
    -5.447609879822406e1,
    1.615858368580409e2,
    -1.556989798598866e2,
    6.680131188771972e1,
    -1.328068155288572e1,
    1,
  )

const degrees = (df: number) => inRange('degrees of freedom', df, Number.MIN_VALUE, Number.POSITIVE_INFINITY)
const shape = (a: number) => inRange('a shape', a, Number.MIN_VALUE, Number.MAX_VALUE)
const square = (x: number) => inRange('a sum of squares', x, 0, Number.MAX_VALUE)
const open = (what: string, p: number) => inRange(what, p, Number.MIN_VALUE, 1 - Number.EPSILON / 2)
