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
