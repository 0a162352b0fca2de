import type { GateProblem } from './problem.ts'

/**
 * What is left to find out for people who know their own answers, and tell each other: they are taken out of the data and out of all
 * that was published.
 */
export const withoutInsiders = (
  problem: GateProblem,
  insiders: readonly { profile: number; answer: number }[],
): GateProblem => {
  const counts = problem.counts.map((row) => [...row])
  for (const { profile, answer } of insiders) {
    const row = counts[profile]
    if (!row?.[answer]) throw new Error(`nobody of profile ${profile} gave answer ${answer}`)
    row[answer] = (row[answer] ?? 0) - 1
  }
  return {
    ...problem,
    counts,
    profiles: problem.profiles.map(({ key }, p) => ({ key, size: (counts[p] ?? []).reduce((all, n) => all + n, 0) })),
    published: problem.published.map((form) => {
      const theirs = form.terms.reduce(
        (all, { profiles, answers, weight }) =>
          all +
          weight *
            insiders.reduce(
              (people, { profile, answer }) => people + timesIn(profiles, profile) * timesIn(answers, answer),
              0,
            ),
        0,
      )
      return { ...form, low: form.low - theirs, high: form.high - theirs }
    }),
  }
}

const timesIn = (values: readonly number[], value: number) => values.filter((one) => one === value).length
