import type { GateProblem, PublishedForm, Witness } from './problem.ts'

/**
 * Whether a data set agrees with everything that was published. The searches need not be trusted: whatever they found counts
 * only when it passes here.
 *
 * Nothing is rounded: every weight and bound is taken as exactly the fraction that its floating-point number stands for, and a sum lies
 * within the closed interval or does not. A number that is not a multiple of 2^-60 passes nowhere.
 */
export const checkWitness = ({ profiles, answers, published }: GateProblem, witness: Witness): boolean =>
  witness.length === profiles.length &&
  witness.every(
    (row, profile) =>
      row.length === answers &&
      row.every((count) => Number.isSafeInteger(count) && count >= 0) &&
      row.reduce((all, count) => all + count, 0) === profiles[profile]?.size,
  ) &&
  published.every((form) => agrees(form, witness))

const agrees = ({ terms, low, high }: PublishedForm, witness: Witness): boolean => {
  if (![low, high, ...terms.map(({ weight }) => weight)].every(isExact)) return false
  let sum = 0n
  for (const { profiles, answers, weight } of terms) {
    let people = 0
    for (const profile of profiles) for (const answer of answers) people += witness[profile]?.[answer] ?? Number.NaN
    if (!Number.isSafeInteger(people)) return false
    sum += exact(weight) * BigInt(people)
  }
  return exact(low) <= sum && sum <= exact(high)
}

/** Times 2^60, which changes no digit of a floating-point number. */
const SCALE = 2 ** 60
const isExact = (value: number) => Number.isFinite(value * SCALE) && Number.isInteger(value * SCALE)
const exact = (value: number) => BigInt(value * SCALE)
