import type { Steps } from './chain.ts'
import { type KnownCounts, knownCounts } from './known-counts.ts'
import type { GateProblem } from './problem.ts'

/** Others could have given an answer than those who did: a profile for each person. */
export type Exchange = { leaving: readonly number[]; joining: readonly number[] }

export type Givers = {
  answer: number
  known: KnownCounts
  /** The profile of each person who gave the answer, and how many of each profile did not. */
  givers: readonly number[]
  others: Int32Array
}

export const giversOf = (problem: GateProblem, answer: number): Givers => ({
  answer,
  known: knownCounts(problem, answer),
  givers: problem.counts.flatMap((row, profile) => Array.from({ length: row[answer] ?? 0 }, () => profile)),
  others: Int32Array.from(problem.counts, (row) =>
    row.reduce((all, count, i) => (i === answer ? all : all + count), 0),
  ),
})

/**
 * Looks for people who could have given an answer in place of somebody of a profile who did, and of as few others as possible, so that as
 * many of every known group gave it. Few people skip a question, and they stand in a group of every table: most readers' doubts end
 * with them, and where nobody could have skipped in their place no search among the other answers need be begun.
 * @param use takes an exchange, or asks for the next one by false
 * @returns `none` where all exchanges were looked at: there are no others
 */
export const findExchange = (
  given: Givers,
  profile: number,
  most: number,
  steps: Steps,
  use: (exchange: Exchange) => boolean,
): 'used' | 'none' | 'unknown' => {
  const { known } = given
  const others = sharingMost(given, profile)
  const all = Math.min(most, others.length + 1)
  const need = new Int32Array(known.members.length)
  for (let size = 1; size <= all; size++) {
    const search: Cover = { ...given, need, steps, use, leaving: [profile], joining: [] }
    shift(search, profile, 1)
    const found = leave(search, others, 0, size - 1)
    shift(search, profile, -1)
    if (found) return 'used'
    if (steps.left <= 0) return 'unknown'
  }
  return all === given.givers.length ? 'none' : 'unknown'
}

type Cover = Givers & {
  /** Of each known group the people who are missing. */
  need: Int32Array
  steps: Steps
  use: (exchange: Exchange) => boolean
  leaving: number[]
  joining: number[]
}

/** Who stands in the same groups is exchanged by the fewest changes of other answers. Of thousands some are enough. */
const sharingMost = ({ known, givers }: Givers, profile: number): number[] => {
  const own = new Set(known.of[profile])
  const byShared: number[][] = known.members.map(() => [])
  let self = false
  for (const other of givers) {
    if (other === profile && !self) self = true
    else
      byShared[own.size - (known.of[other] ?? []).reduce((all, row) => (own.has(row) ? all + 1 : all), 0)]?.push(other)
  }
  return byShared.flat().slice(0, MOST_LEAVING)
}
const MOST_LEAVING = 300

/** So many more leave, of those from a position on. */
const leave = (search: Cover, others: readonly number[], from: number, more: number): boolean => {
  if (more === 0) return join(search, -1, 0)
  for (let k = from; k <= others.length - more; k++) {
    if (search.steps.left <= 0) return false
    const profile = others[k] ?? 0
    // People of one profile are alike: the first of them is looked at.
    if (k > from && others[k - 1] === profile) continue
    search.leaving.push(profile)
    shift(search, profile, 1)
    const found = leave(search, others, k + 1, more - 1)
    shift(search, profile, -1)
    search.leaving.pop()
    if (found) return true
  }
  return false
}

/** Somebody of the smallest group with people missing joins, until none is missing. */
const join = (search: Cover, before: number, from: number): boolean => {
  const { known, need, steps, leaving, joining, others } = search
  const row = smallestMissing(search)
  if (row === undefined) return search.use({ leaving: [...leaving], joining: [...joining] })
  const members = known.members[row] ?? []
  // The second of two people who are missing in a group comes after the first.
  for (let k = row === before ? from : 0; k < members.length; k++) {
    if (steps.left-- <= 0) return false
    const profile = members[k] ?? 0
    if ((others[profile] ?? 0) === 0 || leaving.includes(profile)) continue
    if ((known.of[profile] ?? []).some((own) => (need[own] ?? 0) <= 0)) continue
    shift(search, profile, -1)
    others[profile] = (others[profile] ?? 0) - 1
    joining.push(profile)
    const found = join(search, row, k)
    joining.pop()
    others[profile] = (others[profile] ?? 0) + 1
    shift(search, profile, 1)
    if (found) return true
  }
  return false
}

const smallestMissing = ({ known, need }: Cover): number | undefined => {
  let smallest: number | undefined
  for (let row = 0; row < need.length; row++)
    if ((need[row] ?? 0) > 0 && (smallest === undefined || sizeOf(known, row) < sizeOf(known, smallest))) smallest = row
  return smallest
}

const sizeOf = ({ members }: KnownCounts, row: number) => members[row]?.length ?? 0

const shift = ({ known, need }: Cover, profile: number, by: 1 | -1) => {
  for (const row of known.of[profile] ?? []) need[row] = (need[row] ?? 0) + by
}
