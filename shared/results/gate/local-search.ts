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

/** Candidates looked at for all profiles together, and for one of them: bounds the time, the same for the same problem. */
export type Effort = { total: number; each: number }
export const USUAL_EFFORT: Effort = { total: 20_000_000, each: 100_000 }

/**
 * Looks for data sets with the same published numbers in which people of uncovered profiles gave another answer. One person's
 * answer is changed, then up to three others' so that all exact numbers are again as published; such chains are added up in one
 * data set as long as they go, and begun again from the truth for the profiles that are left.
 */
export const searchLocally = (problem: GateProblem, effort: Effort = USUAL_EFFORT): Found => {
  const chance = chanceFrom(problem)
  const left = uncovered(problem)
  const witnesses: Witness[] = []
  if (left.size === 0) return { witnesses, left }
  const moves = movesOf(problem, chance)
  const budget = { total: effort.total }

  while (left.size > 0 && budget.total > 0) {
    const data = dataSet(problem, moves)
    const changed = new Set<number>()
    for (const profile of shuffled([...left.keys()], chance))
      if (!changed.has(profile))
        changeOne(problem, { data, moves, left, changed, chance }, profile, budget, effort.each)
    const witness = data.rows()
    const covered = checkWitness(problem, witness) ? changedBy(witness, left, problem) : []
    if (covered.length === 0) break
    witnesses.push(witness)
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
}
type Budget = { total: number }

const changeOne = (problem: GateProblem, search: Search, profile: number, budget: Budget, each: number) => {
  const { data, moves, left, chance } = search
  const { answers, first } = moves
  const from = left.get(profile) ?? 0
  const starts = Array.from({ length: answers }, (_, to) => (profile * answers + from) * answers + to)
    .filter((_, to) => to !== from)
    .map((move) => ({ move, effects: (first[move + 1] ?? 0) - (first[move] ?? 0), tie: chance() }))
    .sort((a, b) => a.effects - b.effects || a.tie - b.tie)
  const holds = () => data.agrees() && keepsChanged(problem, search)
  // Some starts lead nowhere, for example to an answer that nobody gave: all get a little time before one gets much.
  for (const share of [each / 200, each / 20, each / starts.length])
    for (const { move } of starts) {
      const granted = Math.min(share, budget.total)
      const own = { left: granted }
      data.make(move)
      const done = closed(search, own, holds)
      budget.total -= granted - own.left + 1
      if (done) {
        noteChanged(problem, search)
        data.keep()
        return
      }
      data.takeBack()
    }
}

/** With one more move, two more or three more everything is as published again; they are made then. */
const closed = (search: Search, own: { left: number }, holds: () => boolean): boolean => {
  if (holds() || closedByOne(search, own, holds)) return true
  const { data, moves } = search
  for (const second of nearest(search, own)) {
    data.make(second)
    if (closedByOne(search, own, holds)) return true
    const sum = hashOf(search)
    for (const third of repairing(search)) {
      if (own.left-- <= 0) break
      // Most thirds leave something that no single move undoes.
      if (!moves.withHash.has(-(sum + (moves.hash[third] ?? 0))) || !data.can(third)) continue
      data.make(third)
      if (closedByOne(search, own, holds)) return true
      data.takeBack()
    }
    data.takeBack()
    if (own.left <= 0) break
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
  const { data, moves, chance } = search
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
    .slice(0, BEAM)
    .map(({ move }) => move)
}
const BEAM = 24

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
