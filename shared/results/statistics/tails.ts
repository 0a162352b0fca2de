import { deviance, stirlingError } from './saddle-point.ts'

/** What lies below and above a point. Each is computed by itself where it is small, so that 1e-30 keeps its digits. */
export type Tails = { lower: number; upper: number }

/**
 * Regularised incomplete gamma functions P(a, x) and Q(a, x), for a > 0. Source: Abramowitz and Stegun 6.5.29 (series)
 * and 6.5.31 (continued fraction).
 */
export const gammaTails = (a: number, x: number): Tails => {
  if (x <= 0) return { lower: 0, upper: 1 }
  if (x === Number.POSITIVE_INFINITY) return { lower: 1, upper: 0 }
  return x < a + 1 ? fromLower(gammaSeries(a, x)) : fromUpper(gammaFraction(a, x))
}

/** `x^a e^-x / Gamma(a)`: the density of ln x. */
export const gammaSlope = (a: number, x: number): number =>
  Math.sqrt(a / (2 * Math.PI)) * Math.exp(-stirlingError(a) - deviance(a, x))

/**
 * Regularised incomplete beta function I_x(a, b) and its complement, for a, b > 0. `y` is 1 - x, given apart because
 * a subtraction would lose what is small. Source: Abramowitz and Stegun 26.5.8.
 */
export const betaTails = (a: number, b: number, x: number, y: number): Tails => {
  if (x <= 0) return { lower: 0, upper: 1 }
  if (y <= 0) return { lower: 1, upper: 0 }
  const slope = betaSlope(a, b, x, y)
  return x < (a + 1) / (a + b + 2)
    ? fromLower((slope * betaFraction(a, b, x)) / a)
    : fromUpper((slope * betaFraction(b, a, y)) / b)
}

/** `x^a y^b / B(a, b)`: the density of ln(x / y). */
export const betaSlope = (a: number, b: number, x: number, y: number): number => {
  const n = a + b
  const errors = stirlingError(n) - stirlingError(a) - stirlingError(b)
  return Math.sqrt((a * b) / (2 * Math.PI * n)) * Math.exp(errors - deviance(a, n * x) - deviance(b, n * y))
}

/**
 * The point `s` where a tail reaches `target`, by Newton's method on the logarithm of the tail. Tails of the families
 * here are log-concave in s, so that it cannot run away.
 */
export const whereTailIs = (target: number, start: number, at: (s: number) => { tail: number; slope: number }) => {
  let s = start
  let before = start
  for (let step = 0; step < MOST_STEPS; step++) {
    const { tail, slope } = at(s)
    if (tail === 0 || slope === 0) {
      s = (s + before) / 2
      continue
    }
    const move = (Math.log(target / tail) * tail) / slope
    before = s
    s += move
    // The method doubles the correct digits in each step: the next one would move s by about the square of this.
    if (Math.abs(move) <= 1e-9 * Math.max(1, Math.abs(s))) return s
  }
  throw new RangeError(`no point found where a tail is ${target}`)
}

const MOST_STEPS = 1000
const MOST_TERMS = 100_000

const fromLower = (lower: number): Tails => ({ lower, upper: Math.max(0, 1 - lower) })
const fromUpper = (upper: number): Tails => ({ lower: Math.max(0, 1 - upper), upper })

const gammaSeries = (a: number, x: number): number => {
  let term = 1 / a
  let sum = term
  for (let k = 1; k < MOST_TERMS; k++) {
    term *= x / (a + k)
    if (sum + term === sum) return gammaSlope(a, x) * sum
    sum += term
  }
  throw new RangeError(`P(${a}, ${x}) does not converge`)
}

const gammaFraction = (a: number, x: number): number =>
  gammaSlope(a, x) / continuedFraction(x + 1 - a, (k) => ({ numerator: -k * (k - a), denominator: x + 2 * k + 1 - a }))

const betaFraction = (a: number, b: number, x: number): number =>
  1 /
  continuedFraction(1, (k) => {
    const m = k >> 1
    const numerator =
      k % 2 === 0
        ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
        : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    return { numerator, denominator: 1 }
  })

/** `first + n1/(d1 + n2/(d2 + ...))`, by Lentz's method as modified by Thompson and Barnett (1986). */
const continuedFraction = (first: number, part: (k: number) => { numerator: number; denominator: number }): number => {
  const NEARLY_NOTHING = 1e-300
  let value = first || NEARLY_NOTHING
  let c = value
  let d = 0
  for (let k = 1; k < MOST_TERMS; k++) {
    const { numerator, denominator } = part(k)
    d = 1 / (denominator + numerator * d || NEARLY_NOTHING)
    c = denominator + numerator / c || NEARLY_NOTHING
    value *= c * d
    if (Math.abs(c * d - 1) < 1e-15) return value
  }
  throw new RangeError('a continued fraction does not converge')
}
