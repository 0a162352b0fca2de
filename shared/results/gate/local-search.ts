import { closeChain, type Pass, type Search } from './chain.ts'
import { dataSet } from './data-set.ts'
import { exchangeAnswers } from './exchange-answers.ts'
import { type Givers, giversOf } from './exchanges.ts'
import { movesOf } from './moves.ts'
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
 * `chains`: as many profiles as possible in one data set; data sets are begun as long as each of them covers this share of what is left.
 * `exchange`: candidates for one profile, in a data set of its own.
 */
type Stage = Pass & ({ way: 'chains'; share: number } | { way: 'exchange'; all: number })

/** Easy profiles first: most have a chain near at hand. */
const STAGES: readonly Stage[] = [
  { way: 'chains', share: 1 / 20, each: 1_500, depth: 1, beam: 0 },
  { way: 'chains', share: 1 / 20, each: 3_000, depth: 1, beam: 24 },
  { way: 'exchange', all: 400_000, each: 20_000, depth: 1, beam: 8 },
  { way: 'chains', share: 0, each: 100_000, depth: 1, beam: 24 },
  { way: 'chains', share: 0, each: 500_000, depth: 3, beam: 8 },
  { way: 'exchange', all: 4_000_000, each: 2_000_000, depth: 4, beam: 6 },
  { way: 'chains', share: 0, each: 2_000_000, depth: 3, beam: 8 },
]
/** Profiles one after the other for which a data set that changes some already has no chain: it is full. */
const MOST_MISSES = 30

/**
 * Looks for data sets with the same published numbers in which people of uncovered profiles gave another answer. One person's
 * answer is changed, then three others' (at last five) so that all exact numbers are again as published; such chains are added up in one
 * data set as long as they go, and begun again from the truth for the profiles that are left. In between, others are looked for who could
 * have given the answer in their place.
 */
export const searchLocally = (problem: GateProblem, effort: Effort = USUAL_EFFORT): Found => {
  const left = uncovered(problem)
  if (left.size === 0 || effort.total <= 0) return { witnesses: [], left }
  const chance = chanceFrom(problem)
  const state: State = { problem, moves: movesOf(problem, chance), chance, left, witnesses: [], budget: effort.total }
  for (const stage of STAGES)
    if (stage.way === 'chains') changeMany(state, stage)
    else exchangeEach(state, stage)
  return { witnesses: state.witnesses, left }
}

type State = Pick<Search, 'problem' | 'moves' | 'chance'> & {
  left: Map<number, number>
  witnesses: Witness[]
  /** Candidates that may still be looked at. */
  budget: number
}

const changeMany = (state: State, { share, ...pass }: Pass & { share: number }) => {
  const { left, chance } = state
  let covered = Number.POSITIVE_INFINITY
  while (covered > share * left.size && left.size > 0 && state.budget > 0) {
    const search = searchIn(state)
    let misses = 0
    for (const profile of shuffled([...left.keys()], chance)) {
      if (search.changed.has(profile)) continue
      if (changeOne(state, search, profile, pass)) misses = 0
      else if (search.changed.size > 0 && ++misses > MOST_MISSES) break
    }
    covered = noteWitness(state, search)
  }
}

const changeOne = (state: State, search: Search, profile: number, pass: Pass): boolean => {
  const { data, moves, left, chance } = search
  const { answers, first } = moves
  const from = left.get(profile) ?? 0
  const starts = Array.from({ length: answers }, (_, to) => (profile * answers + from) * answers + to)
    .filter((_, to) => to !== from)
    .map((move) => ({ move, effects: (first[move + 1] ?? 0) - (first[move] ?? 0), tie: chance() }))
    .sort((a, b) => a.effects - b.effects || a.tie - b.tie)
  for (const { move } of starts) {
    // Some starts lead nowhere, for example to an answer that nobody gave: each has its share.
    const granted = Math.min(pass.each / starts.length, state.budget)
    const own = { left: granted }
    data.make(move)
    const done = closeChain(search, pass, own)
    state.budget -= granted - own.left + 1
    if (done) return true
    data.takeBack()
  }
  return false
}

const exchangeEach = (state: State, pass: Pass & { all: number }) => {
  const givers = new Map<number, Givers>()
  for (const [profile, answer] of shuffled([...state.left], state.chance)) {
    if (!state.left.has(profile) || state.budget <= 0) continue
    const given = givers.get(answer) ?? giversOf(state.problem, answer)
    givers.set(answer, given)
    const search = searchIn(state)
    const granted = Math.min(pass.all, state.budget)
    const own = { left: granted }
    const done = exchangeAnswers(search, given, profile, pass, own)
    state.budget -= granted - own.left
    if (done) noteWitness(state, search)
  }
}

const searchIn = (state: State): Search => ({
  problem: state.problem,
  data: dataSet(state.problem, state.moves),
  moves: state.moves,
  left: state.left,
  changed: new Set<number>(),
  chance: state.chance,
})

/** @returns how many profiles it is the first to change */
const noteWitness = ({ problem, left, witnesses }: State, { data }: Search): number => {
  const witness = data.rows()
  const covered = checkWitness(problem, witness) ? changedBy(witness, left, problem) : []
  if (covered.length > 0) witnesses.push(witness)
  for (const profile of covered) left.delete(profile)
  return covered.length
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
