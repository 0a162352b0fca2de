import { type DataSet, dataSet } from './data-set.ts'
import { type Moves, movesOf } from './moves.ts'
import { changedBy, type GateProblem, uncovered, type Witness } from './problem.ts'
import { checkWitness } from './witness.ts'

export type Found = {
  /** Each was checked. */
  witnesses: readonly Witness[]
  /** Profiles that no witness changes, with their only answer. */
  left: ReadonlyMap<number, number>
}

/** Candidates looked at for all profiles together: bounds the time, the same for the same problem. */
export type Effort = { total: number }
export const USUAL_EFFORT: Effort = { total: 30_000_000 }

/**
 * Easy profiles first: many have a chain near at hand, and where few people gave an answer it takes many data sets to give it to
 * everybody else once. `each`: candidates for one profile in one data set; `beam` and `depth`: how many of the best next moves
 * are followed, and how often, before the last two are looked up.
 */
const PASSES = [
  { each: 3_000, depth: 1, beam: 24 },
  { each: 30_000, depth: 1, beam: 24 },
  { each: 100_000, depth: 1, beam: 24 },
  { each: 2_000_000, depth: 3, beam: 8 },
]
type Pass = (typeof PASSES)[number]

/**
 * Looks for data sets with the same published numbers in which people of uncovered profiles gave another answer. One person's
 * answer is changed, then three others' (at last five) so that all exact numbers are again as published; such chains are added up in one
 * data set as long as they go, and begun again from the truth for the profiles that are left.
 */
export const searchLocally = (problem: GateProblem, effort: Effort = USUAL_EFFORT): Found => {
  const chance = chanceFrom(problem)
  const left = uncovered(problem)
  const witnesses: Witness[] = []
  if (left.size === 0 || effort.total <= 0) return { witnesses, left }
  const moves = movesOf(problem, chance)
  const budget = { total: effort.total }

  for (const pass of PASSES)
    for (let covered = [0]; covered.length > 0 && left.size > 0 && budget.total > 0; ) {
      const data = dataSet(problem, moves)
      const search: Search = { data, moves, left, changed: new Set<number>(), chance, pass }
      for (const profile of shuffled([...left.keys()], chance))
        if (!search.changed.has(profile)) changeOne(problem, search, profile, budget)
      const witness = data.rows()
      covered = checkWitness(problem, witness) ? changedBy(witness, left, problem) : []
      if (covered.length > 0) witnesses.push(witness)
      for (const profile of covered) left.delete(profile)
    }
  return { witnesses, left }
}

type Search = {
  data: DataSet
  moves: Moves
  left: ReadonlyMap<number, number>
  /** Changed in this data set; later chains must leave them so. */
  changed: Set<number>
  chance: () => number
  pass: Pass
}
type Budget = { total: number }

const changeOne = (problem: GateProblem, search: Search, profile: number, budget: Budget) => {
  const { data, moves, left, chance, pass } = search
  const { answers, first } = moves
  const from = left.get(profile) ?? 0
  const starts = Array.from({ length: answers }, (_, to) => (profile * answers + from) * answers + to)
    .filter((_, to) => to !== from)
    .map((move) => ({ move, effects: (first[move + 1] ?? 0) - (first[move] ?? 0), tie: chance() }))
    .sort((a, b) => a.effects - b.effects || a.tie - b.tie)
  const holds = () => data.agrees() && keepsChanged(problem, search)
  for (const { move } of starts) {
    // Some starts lead nowhere, for example to an answer that nobody gave: each has its share.
    const granted = Math.min(pass.each / starts.length, budget.total)
    const own = { left: granted }
    data.make(move)
    const done = closed(search, own, holds, pass.depth)
    budget.total -= granted - own.left + 1
    if (done) {
      noteChanged(problem, search)
      data.keep()
      return
    }
    data.takeBack()
  }
}

/** With one more move, two more or (as deep as it goes) more everything is as published again; they are made then. */
const closed = (search: Search, own: { left: number }, holds: () => boolean, depth: number): boolean => {
  if (holds() || closedByOne(search, own, holds)) return true
  if (depth === 0) return closedByTwo(search, own, holds)
  for (const next of nearest(search, own)) {
    if (own.left <= 0) break
    search.data.make(next)
    if (closed(search, own, holds, depth - 1)) return true
    search.data.takeBack()
  }
  return false
}

const closedByTwo = (search: Search, own: { left: number }, holds: () => boolean): boolean => {
  const { data, moves } = search
  const sum = hashOf(search)
  for (const move of repairing(search)) {
    if (own.left-- <= 0) break
    // Most moves leave something that no single other one undoes.
    if (!moves.withHash.has(-(sum + (moves.hash[move] ?? 0))) || !data.can(move)) continue
    data.make(move)
    if (closedByOne(search, own, holds)) return true
    data.takeBack()
  }
  return false
}

/** The last move is looked up: it must undo the hash of all that were made. */
const closedByOne = (search: Search, own: { left: number }, holds: () => boolean): boolean => {
  const { data, moves, chance } = search
  const fitting = moves.withHash.get(-hashOf(search))
  if (!fitting) return false
  const start = Math.floor(chance() * fitting.length)
  for (let k = 0; k < Math.min(fitting.length, LOOKED_UP); k++) {
    const move = fitting[(start + k) % fitting.length] ?? 0
    own.left--
    if (!data.can(move)) continue
    data.make(move)
    if (holds()) return true
    data.takeBack()
  }
  return false
}

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
const nearest = (search: Search, own: { left: number }): number[] => {
  const { data, moves, chance, pass } = search
  const scored: { move: number; wrong: number }[] = []
  for (const move of repairing(search)) {
    if (!data.can(move)) continue
    let wrong = chance() / 2
    for (let k = moves.first[move] ?? 0; k < (moves.first[move + 1] ?? 0); k++) {
      const form = moves.form[k] ?? 0
      if (!moves.exact[form]) continue
      const before = data.excess(form)
      wrong += Math.abs(before + (moves.change[k] ?? 0)) - Math.abs(before)
    }
    scored.push({ move, wrong })
  }
  own.left -= scored.length
  return scored
    .sort((a, b) => a.wrong - b.wrong)
    .slice(0, pass.beam)
    .map(({ move }) => move)
}

const profilesMoved = ({ data, moves }: Search): number[] =>
  data.made.map((move) => Math.floor(move / (moves.answers * moves.answers)))

const isChanged = ({ profiles }: GateProblem, { data, left }: Search, profile: number): boolean => {
  const answer = left.get(profile)
  return answer !== undefined && data.count(profile, answer) < (profiles[profile]?.size ?? 0)
}

const keepsChanged = (problem: GateProblem, search: Search): boolean =>
  profilesMoved(search).every((profile) => !search.changed.has(profile) || isChanged(problem, search, profile)) &&
  // The first move of a chain is the one that it is made for.
  profilesMoved(search)
    .slice(0, 1)
    .every((profile) => isChanged(problem, search, profile))

const noteChanged = (problem: GateProblem, search: Search) => {
  for (const profile of profilesMoved(search)) if (isChanged(problem, search, profile)) search.changed.add(profile)
}

const shuffled = <T>(values: T[], chance: () => number): T[] =>
  values
    .map((value) => ({ value, tie: chance() }))
    .sort((a, b) => a.tie - b.tie)
    .map(({ value }) => value)

/** The same problem is searched in the same way: numbers from 0 to 1 by mulberry32, begun from what is true. */
const chanceFrom = ({ counts }: GateProblem): (() => number) => {
  let state = counts.flat().reduce((sum, count, place) => (Math.imul(sum ^ (count + place), 0x9e3779b1) + 1) | 0, 1)
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
