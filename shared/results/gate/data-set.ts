import type { Moves } from './moves.ts'
import { type GateProblem, sumOf, type Witness } from './problem.ts'

/** A data set that is changed move by move, with the published numbers as it would give them. */
export type DataSet = {
  can(move: number): boolean
  make(move: number): void
  takeBack(): void
  /** Moves since the last `keep`. */
  made: readonly number[]
  keep(): void
  /** The forms that the moves since the last `keep` have put wrong; those that are intervals only where no exact one is. */
  wrong(): number[]
  /** How far a form is above, or below, what was published. */
  excess(form: number): number
  /** How much further a form would be, were it changed by so much. */
  further(form: number, by: number): number
  /** How far all of them are, in people. */
  distance(): number
  /** All forms that the moves since the last `keep` touched are as published. */
  agrees(): boolean
  count(profile: number, answer: number): number
  rows(): Witness
}

/** Floating-point sums of weights drift by much less; it keeps them inside the interval. */
const MARGIN = 1e-6

export const dataSet = ({ counts, published }: GateProblem, moves: Moves): DataSet => {
  const { answers, first, form, change, exact, largest } = moves
  const people = Int32Array.from(counts.flat())
  const sums = Float64Array.from(published, (one) => sumOf(one, counts))
  const margins = published.map(({ terms }) => (terms.every(({ weight }) => Number.isInteger(weight)) ? 0 : MARGIN))
  const low = Float64Array.from(published, (one, index) => one.low + (margins[index] ?? 0))
  const high = Float64Array.from(published, (one, index) => one.high - (margins[index] ?? 0))
  const made: number[] = []

  const shift = (move: number, times: 1 | -1) => {
    const to = move % answers
    const from = Math.floor(move / answers)
    const profile = Math.floor(from / answers)
    people[from] = at(people, from) - times
    people[profile * answers + to] = at(people, profile * answers + to) + times
    for (let k = at(first, move); k < at(first, move + 1); k++)
      sums[at(form, k)] = at(sums, at(form, k)) + times * at(change, k)
  }
  const touched = (test: (index: number) => boolean): boolean => {
    for (const move of made)
      for (let k = at(first, move); k < at(first, move + 1); k++) if (!test(at(form, k))) return false
    return true
  }
  const excess = (index: number, by = 0): number => {
    const sum = at(sums, index) + by
    return sum > at(high, index) ? sum - at(high, index) : Math.min(0, sum - at(low, index))
  }
  return {
    can: (move) => at(people, Math.floor(move / answers)) > 0,
    make(move) {
      shift(move, 1)
      made.push(move)
    },
    takeBack() {
      const move = made.pop()
      if (move !== undefined) shift(move, -1)
    },
    made,
    keep() {
      made.length = 0
    },
    wrong() {
      const found = new Set<number>()
      const intervals = new Set<number>()
      touched((index) => {
        if (excess(index) !== 0) (exact[index] ? found : intervals).add(index)
        return true
      })
      return [...(found.size > 0 ? found : intervals)]
    },
    excess: (index) => excess(index),
    further: (index, by) => Math.abs(excess(index, by)) - Math.abs(excess(index)),
    distance() {
      const found = new Set<number>()
      let sum = 0
      touched((index) => {
        if (!found.has(index)) sum += Math.abs(excess(index)) / at(largest, index)
        found.add(index)
        return true
      })
      return sum
    },
    agrees: () => touched((index) => excess(index) === 0),
    count: (profile, answer) => at(people, profile * answers + answer),
    rows: () => counts.map((_, profile) => Array.from(people.subarray(profile * answers, (profile + 1) * answers))),
  }
}

const at = (values: Int32Array | Float64Array, index: number): number => values[index] ?? 0
