/**
 * What an attacker on one question knows who has the roster: which respondents there are and every published answer of each about
 * who they are (the profiles), and all that was published of the question, in this release and in all earlier ones.
 *
 * With the roster fixed every published number is a function of the answers to exactly one question: the questions of a
 * survey do not help one another, and each is a problem of its own.
 */
export type GateProblem = {
  /** People who are alike in everything that any table tells apart, the cities of a network included. */
  profiles: readonly Profile[]
  /** Answers that can be told apart; the last one is "no answer". At least two. */
  answers: number
  /** What is true: `counts[p][i]` people of profile `p` gave answer `i`. The sum of a row is the profile's size. */
  counts: readonly (readonly number[])[]
  /** Every published number, as a linear form over x[p,i]. */
  published: readonly PublishedForm[]
}

export type Profile = { key: string; size: number }

/**
 * low <= sum over `terms` of weight × (sum of x[p,i] over the profiles and answers of the term) <= high. A count that is published, or
 * follows from a whole percentage of a small base, has low = high; a rounded percentage of a weighted total has the
 * interval that it was rounded from. Where all weights are 1 it has one term.
 *
 * Both bounds are finite and belong to the interval. Where rounding, or floating point in what is published, leaves a bound in
 * doubt, the interval must be the narrower one: that can refuse a safe question, the wider one could prove an unsafe one.
 */
export type PublishedForm = {
  /** For people who read what went wrong: `by gender, woman: 4-5`. */
  name: string
  terms: readonly { profiles: readonly number[]; answers: readonly number[]; weight: number }[]
  low: number
  high: number
}

/** Another data set with the same published numbers: `witness[p][i]` people of profile `p` gave answer `i`. */
export type Witness = readonly (readonly number[])[]

/**
 * The one answer that all people of a profile gave, where they gave the same one: whoever sees that no other data set is
 * possible knows the answer of each of them. Two different answers in a profile already leave the reader uncertain.
 */
export const soleAnswerOf = (row: readonly number[]): number | undefined => {
  const given = row.flatMap((count, answer) => (count > 0 ? [answer] : []))
  return given.length === 1 ? given[0] : undefined
}

/** The profiles that need a witness, with their only answer. */
export const uncovered = ({ counts }: GateProblem): Map<number, number> => {
  const open = new Map<number, number>()
  for (const [profile, row] of counts.entries()) {
    const answer = soleAnswerOf(row)
    if (answer !== undefined) open.set(profile, answer)
  }
  return open
}

/** Of the profiles that are given, those whose only answer is not everybody's in the witness. */
export const changedBy = (witness: Witness, open: ReadonlyMap<number, number>, { profiles }: GateProblem): number[] =>
  [...open].flatMap(([profile, answer]) => {
    const still = witness[profile]?.[answer]
    return still !== undefined && still < (profiles[profile]?.size ?? 0) ? [profile] : []
  })

/** What a form adds up to; in floating point where weights are fractions. */
export const sumOf = ({ terms }: PublishedForm, data: Witness): number => {
  let sum = 0
  for (const { profiles, answers, weight } of terms)
    for (const profile of profiles) for (const answer of answers) sum += weight * (data[profile]?.[answer] ?? 0)
  return sum
}
