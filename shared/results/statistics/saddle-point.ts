/**
 * The two pieces from which binomial and Poisson probabilities are put together without losing digits to large
 * logarithms. Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000).
 */

/** ln n! minus Stirling's approximation `(n + 1/2) ln n - n + ln(2 pi)/2`, for n > 0. */
export const stirlingError = (n: number): number => {
  let error = 0
  let m = n
  // The series below is exact to 1e-16 from 16 on; smaller numbers climb there step by step.
  for (; m < 16; m++) error += (m + 0.5) * Math.log1p(1 / m) - 1
  const square = 1 / (m * m)
  return error + (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - square / 1188) * square) * square) * square) / m
}

/** `x ln(x / expected) + expected - x`: how far x is from what was expected, never negative. */
export const deviance = (x: number, expected: number): number => {
  if (Math.abs(x - expected) >= 0.1 * (x + expected)) return x * Math.log(x / expected) + expected - x
  const v = (x - expected) / (x + expected)
  let sum = (x - expected) * v
  let term = 2 * x * v
  for (let k = 3; ; k += 2) {
    term *= v * v
    const next = sum + term / k
    if (next === sum) return sum
    sum = next
  }
}
