import type { DataSet } from './data-set.ts'
import type { Moves } from './moves.ts'
import type { GateProblem } from './problem.ts'

/** One data set that is changed, chain by chain, for profiles that no witness has changed yet. */
export type Search = {
  problem: GateProblem
  data: DataSet
  moves: Moves
  left: ReadonlyMap<number, number>
  /** Changed in this data set; later chains must leave them so. */
  changed: Set<number>
  chance: () => number
}

/**
 * `beam` and `depth`: how many of the best next moves are followed, and how often, before the last two are looked up. `each`:
 * candidates for one chain.
 */
export type Pass = { each: number; depth: number; beam: number }

/** Candidates that may be looked at. */
export type Steps = { left: number }

/**
 * Some moves are made. With one more, two more or (as deep as it goes) more everything is as published again; they are made then.
 * Otherwise everything is left as it was.
 */
export const closeChain = (search: Search, how: Pass, steps: Steps): boolean => {
  if (!closed(search, how, steps)) return false
  for (const profile of profilesMoved(search)) if (isChanged(search, profile)) search.changed.add(profile)
  search.data.keep()
  return true
}

const closed = (search: Search, { depth, beam, each }: Pass, steps: Steps): boolean => {
  if (holds(search) || closedByOne(search, steps)) return true
  if (depth === 0) return closedByTwo(search, steps, beam === 0 ? SHORT : Number.POSITIVE_INFINITY)
  for (const next of beam === 0 ? amongNeighbours(search) : nearest(search, beam, steps)) {
    if (steps.left <= 0) break
    search.data.make(next)
    if (closed(search, { depth: depth - 1, beam, each }, steps)) return true
    search.data.takeBack()
  }
  return false
}

const closedByTwo = (search: Search, steps: Steps, most: number): boolean => {
  const { data, moves } = search
  const sum = hashOf(search)
  const end = Math.max(0, steps.left - most)
  for (const move of repairing(search)) {
    if (steps.left-- <= end) break
    // Most moves leave something that no single other one undoes.
    if (!moves.withHash.has(-(sum + (moves.hash[move] ?? 0))) || !data.can(move)) continue
    data.make(move)
    if (closedByOne(search, steps)) return true
    data.takeBack()
  }
  return false
}

/** The last move is looked up: it must undo the hash of all that were made. */
const closedByOne = (search: Search, steps: Steps): boolean => {
  const { data, moves, chance } = search
  const fitting = moves.withHash.get(-hashOf(search))
  if (!fitting) return false
  const start = Math.floor(chance() * fitting.length)
  for (let k = 0; k < Math.min(fitting.length, LOOKED_UP); k++) {
    const move = fitting[(start + k) % fitting.length] ?? 0
    steps.left--
    if (!data.can(move)) continue
    data.make(move)
    if (holds(search)) return true
    data.takeBack()
  }
  return false
}

/** Somebody alike but for one group takes back what the last one did. */
const amongNeighbours = ({ data, moves, chance }: Search): number[] => {
  const last = data.made.at(-1) ?? 0
  const { answers } = moves
  const [to, from] = [last % answers, Math.floor(last / answers) % answers]
  const found: number[] = []
  for (const alike of moves.neighbours[Math.floor(last / answers / answers)] ?? []) {
    const start = Math.floor(chance() * alike.length)
    for (let k = 0; k < Math.min(alike.length, ALIKE); k++) {
      const move = ((alike[(start + k) % alike.length] ?? 0) * answers + to) * answers + from
      if (data.can(move)) found.push(move)
    }
  }
  return found
}
const ALIKE = 12
const SHORT = 100

const hashOf = ({ data, moves }: Search): number => data.made.reduce((sum, move) => sum + (moves.hash[move] ?? 0), 0)
const LOOKED_UP = 400

/** Moves that put right the wrong number that fewest moves can put right. */
const repairing = ({ data, moves }: Search): readonly number[] => {
  let best: readonly number[] | undefined
  for (const form of data.wrong()) {
    const those = (data.excess(form) > 0 ? moves.lowering : moves.raising)[form] ?? []
    if (!best || those.length < best.length) best = those
  }
  return best ?? []
}

/** Of the repairing moves those that leave least wrong. */
const nearest = (search: Search, beam: number, steps: Steps): number[] => {
  const { data, moves, chance } = search
  const scored: { move: number; wrong: number }[] = []
  for (const move of repairing(search)) {
    if (!data.can(move)) continue
    let wrong = chance() / 2
    for (let k = moves.first[move] ?? 0; k < (moves.first[move + 1] ?? 0); k++) {
      const form = moves.form[k] ?? 0
      wrong += data.further(form, moves.change[k] ?? 0) / (moves.largest[form] ?? 1)
    }
    scored.push({ move, wrong })
  }
  steps.left -= scored.length
  return scored
    .sort((a, b) => a.wrong - b.wrong)
    .slice(0, beam)
    .map(({ move }) => move)
}

const holds = (search: Search): boolean => search.data.agrees() && keepsChanged(search)

const keepsChanged = (search: Search): boolean => {
  const moved = profilesMoved(search)
  // The first move of a chain is the one that it is made for.
  return (
    moved.every((profile) => !search.changed.has(profile) || isChanged(search, profile)) &&
    moved.slice(0, 1).every((profile) => isChanged(search, profile))
  )
}

const profilesMoved = ({ data, moves }: Search): number[] =>
  data.made.map((move) => Math.floor(move / (moves.answers * moves.answers)))

const isChanged = ({ problem, data, left }: Search, profile: number): boolean => {
  const answer = left.get(profile)
  return answer !== undefined && data.count(profile, answer) < (problem.profiles[profile]?.size ?? 0)
}
