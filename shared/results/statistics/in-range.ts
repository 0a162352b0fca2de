/**
 * Gives the number back, or throws: a number that is none, or outside its range, is a fault of the caller. What
 * people can bring about (nobody answered, everybody agrees) is an outcome of the function, never NaN.
 */
export const inRange = (what: string, value: number, low: number, high: number): number => {
  if (value >= low && value <= high) return value
  throw new RangeError(`${what} must be from ${low} to ${high}, not ${value}`)
}

/** A share or a probability. */
export const fraction = (what: string, value: number): number => inRange(what, value, 0, 1)

export const notNegative = (what: string, value: number): number => inRange(what, value, 0, Number.MAX_VALUE)

export const anyNumber = (what: string, value: number): number =>
  inRange(what, value, -Number.MAX_VALUE, Number.MAX_VALUE)
