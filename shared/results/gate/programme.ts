import { type GateProblem, type PublishedForm, sumOf, type Witness } from './problem.ts'

/** Columns with bounds, linear rows with bounds, and what is to be as large or as small as it can be. */
export type Programme = {
  columns: readonly { low: number; high: number; whole: boolean; gain: number }[]
  rows: readonly { low: number; high: number; terms: readonly Term[] }[]
  aim: 'most' | 'least'
}
export type Term = readonly [column: number, weight: number]

export type Solution =
  | { outcome: 'optimal'; values: readonly number[]; gain: number }
  | { outcome: 'infeasible' }
  | { outcome: 'time-limit' }
  /** The solver gave up, broke, or said something that is none of the above. */
  | { outcome: 'failed'; because: string }

/** Nothing rests on its being right: an answer is a proposal that is checked, and no answer is no proof. */
export type Solve = (programme: Programme, seconds: number) => Promise<Solution>

/** A solver may be off by about this much for each unit of weight; its proposals shall pass the exact check all the same. */
const TOLERANCE = 1e-4

/** All data sets with the published numbers. The column of x[p,i] is profile × answers + answer. */
export const dataSets = (problem: GateProblem, whole = true): Omit<Programme, 'aim'> => {
  const { profiles, answers, published } = problem
  const all = Array.from({ length: answers }, (_, answer) => answer)
  return {
    columns: profiles.flatMap(({ size }) => all.map(() => ({ low: 0, high: size, whole, gain: 0 }))),
    rows: [
      ...profiles.map(({ size }, p) => ({
        low: size,
        high: size,
        terms: all.map((answer): Term => [p * answers + answer, 1]),
      })),
      ...published.map((form) => ({ ...inside(form, problem), terms: termsOf(form.terms, answers) })),
    ],
  }
}

/**
 * The data set in which as many as possible of these profiles (with their only answer) have somebody with another one.
 * @param near looks only among data sets like the true one: about `others` profiles besides the open ones may differ, no
 * count by more than `by`. A fraction of the time, and what it finds is as good; only that it finds nothing means nothing.
 */
export const mostChanged = (
  problem: GateProblem,
  open: ReadonlyMap<number, number>,
  near?: { others: number; by: number },
): Programme => {
  const { columns: all, rows } = dataSets(problem)
  const columns = near ? nearTruth(problem, open, near, all) : all
  const opened = [...open]
  return {
    aim: 'most',
    columns: [...columns, ...opened.map(() => ({ low: 0, high: 1, whole: false, gain: 1 }))],
    rows: [
      ...rows,
      ...opened.map(([profile, answer], index) => ({
        low: 0,
        high: problem.profiles[profile]?.size ?? 0,
        terms: [[profile * problem.answers + answer, 1] as const, [columns.length + index, 1] as const],
      })),
    ],
  }
}

const nearTruth = (
  { profiles, answers, counts }: GateProblem,
  open: ReadonlyMap<number, number>,
  { others, by }: { others: number; by: number },
  columns: Programme['columns'],
): Programme['columns'] => {
  const step = Math.max(1, Math.floor(profiles.length / others))
  return columns.map((column, index) => {
    const profile = Math.floor(index / answers)
    const count = counts[profile]?.[index % answers] ?? 0
    const room = open.has(profile) || profile % step === 0 ? by : 0
    return { ...column, low: Math.max(0, count - room), high: Math.min(column.high, count + room) }
  })
}

/** How large or small a sum of cells can be in any data set with the published numbers. */
export const extreme = (
  problem: GateProblem,
  cells: readonly { profile: number; answer: number }[],
  aim: 'most' | 'least',
  whole: boolean,
): Programme => {
  const { columns, rows } = dataSets(problem, whole)
  const asked = new Set(cells.map(({ profile, answer }) => profile * problem.answers + answer))
  return { aim, rows, columns: columns.map((column, index) => (asked.has(index) ? { ...column, gain: 1 } : column)) }
}

/** The data set that a solver proposes, in whole people. */
export const proposed = ({ profiles, answers }: GateProblem, values: readonly number[]): Witness =>
  profiles.map((_, p) => Array.from({ length: answers }, (_, i) => Math.round(values[p * answers + i] ?? Number.NaN)))

/** Away from the bounds where counts are weighted, but never so far that the truth is outside. */
const inside = (form: PublishedForm, { counts }: GateProblem) => {
  const { terms, low, high } = form
  const largest = terms.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0)
  if (largest === 1) return { low, high }
  const truth = sumOf(form, counts)
  const margin = TOLERANCE * largest
  return { low: Math.max(low, Math.min(low + margin, truth)), high: Math.min(high, Math.max(high - margin, truth)) }
}

/** A column stands once in a row, however many terms of the form name it. */
const termsOf = (terms: PublishedForm['terms'], answers: number): Term[] => {
  const weights = new Map<number, number>()
  for (const term of terms)
    for (const profile of term.profiles)
      for (const answer of term.answers) {
        const column = profile * answers + answer
        weights.set(column, (weights.get(column) ?? 0) + term.weight)
      }
  return [...weights]
}
