import { toldByGroup } from './known-counts.ts'
import type { GateProblem, PublishedForm } from './problem.ts'

/**
 * A move takes one person of a profile from one answer to another; its number is (profile × answers + from) × answers + to.
 * What all moves do to the published numbers is laid out once, in flat arrays: searches try millions of them.
 */
export type Moves = {
  answers: number
  count: number
  /** Effects of move m: positions `first[m]` up to `first[m + 1]` of `form` and `change`. */
  first: Int32Array
  form: Int32Array
  change: Float64Array
  /** Exact published counts must be met, and can be hashed; the others only have to stay within their interval. */
  exact: Uint8Array
  /** The largest weight of each form. */
  largest: Float64Array
  /** Sums to zero over moves that together leave all exact forms as they are; other sums are zero only by accident. */
  hash: Float64Array
  withHash: ReadonlyMap<number, readonly number[]>
  /** The moves that make a form larger, and those that make it smaller. */
  raising: readonly (readonly number[])[]
  lowering: readonly (readonly number[])[]
  /** For each profile and each of its groups all that stand in the same groups but for this one. */
  neighbours: readonly (readonly (readonly number[])[])[]
}

export const movesOf = (problem: GateProblem, chance: () => number): Moves => {
  const { profiles, answers, published } = problem
  const count = profiles.length * answers * answers
  const exact = Uint8Array.from(published, (form) => (isExactCount(form) ? 1 : 0))
  const key = published.map(() => Math.floor(chance() * 2 ** 40))
  const first = new Int32Array(count + 1)
  const hash = new Float64Array(count)
  const form: number[] = []
  const change: number[] = []
  const withHash = new Map<number, number[]>()
  const raising: number[][] = published.map(() => [])
  const lowering: number[][] = published.map(() => [])

  for (const [profile, weights] of weightsOf(problem).entries())
    for (let from = 0; from < answers; from++)
      for (let to = 0; to < answers; to++) {
        const move = (profile * answers + from) * answers + to
        let sum = 0
        for (const [index, by] of weights) {
          const delta = (by[to] ?? 0) - (by[from] ?? 0)
          if (delta === 0) continue
          form.push(index)
          change.push(delta)
          if (exact[index]) sum += delta * (key[index] ?? 0)
          ;(delta > 0 ? raising : lowering)[index]?.push(move)
        }
        first[move + 1] = form.length
        hash[move] = sum
        if (from !== to) pushTo(withHash, sum, move)
      }
  return {
    answers,
    count,
    first,
    form: Int32Array.from(form),
    change: Float64Array.from(change),
    exact,
    largest: Float64Array.from(published, ({ terms }) =>
      terms.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 1e-9),
    ),
    hash,
    withHash,
    raising,
    lowering,
    neighbours: neighboursOf(problem, chance),
  }
}

const isExactCount = ({ terms, low, high }: PublishedForm) =>
  low === high && terms.every(({ weight }) => Number.isInteger(weight) && Math.abs(weight) <= 16)

/** For each profile the forms that it stands in, with the weight of each answer. */
const weightsOf = ({ profiles, answers, published }: GateProblem): Map<number, number[]>[] => {
  const all = profiles.map(() => new Map<number, number[]>())
  for (const [index, { terms }] of published.entries())
    for (const term of terms)
      for (const profile of term.profiles) {
        const own = all[profile]
        if (!own) continue
        const by = own.get(index) ?? Array.from({ length: answers }, () => 0)
        for (const answer of term.answers) by[answer] = (by[answer] ?? 0) + term.weight
        own.set(index, by)
      }
  return all
}

/** Of profiles that are alike but for one group, the names of the other groups add up to the same. */
const neighboursOf = (problem: GateProblem, chance: () => number): number[][][] => {
  const groups = toldByGroup(problem).map(([told]) => told?.profiles ?? [])
  const names = groups.map(() => Math.floor(chance() * 2 ** 40))
  const sums = new Float64Array(problem.profiles.length)
  const alike = new Map<number, number[]>()
  for (const [group, profiles] of groups.entries())
    for (const profile of profiles) sums[profile] = (sums[profile] ?? 0) + (names[group] ?? 0)
  const others = problem.profiles.map((): number[][] => [])
  for (const [group, profiles] of groups.entries())
    for (const profile of profiles) {
      const without = (sums[profile] ?? 0) - (names[group] ?? 0)
      const own = alike.get(without) ?? []
      if (own.length === 0) alike.set(without, own)
      own.push(profile)
      others[profile]?.push(own)
    }
  return others
}

const pushTo = (map: Map<number, number[]>, key: number, value: number) => {
  const own = map.get(key)
  if (own) own.push(value)
  else map.set(key, [value])
}
