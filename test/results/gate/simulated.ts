import type { GateProblem, PublishedForm } from '../../../shared/results/gate/problem.ts'
import { whyCoarser } from '../../../shared/results/gate/why-coarser.ts'

/** One person: the category in each demographic, and the answer. The last answer is "no answer". */
export type Person = { groups: readonly number[]; answer: number }
export type Thresholds = { group: number; residual: number; cell: number; base: number }
export const STANDARD: Thresholds = { group: 20, residual: 10, cell: 5, base: 20 }

/** Which answers stand together, finest first; "no answer" is in none. */
export const FIVE_POINTS = [
  [[0], [1], [2], [3], [4]],
  [[0, 1], [2], [3, 4]],
  [
    [0, 1, 2],
    [3, 4],
  ],
]

export type Table = { by: string; rows: number[][]; rung: number[][] }
export type Release = { tables: Table[]; problem: GateProblem }
type Ladder = number[][][]
type Weight = (person: Person) => number
/** A table that rules foresee; without a rung it is not shown. */
type Registered = { by: string; rows: number[][]; rung?: number[][] }

/**
 * A publisher of few words: groups by size, the rest together, the finest rung on which all cells are large enough. With a
 * weight the total of the city is weighted and in whole percentages; all else is told exactly.
 * @param rulesKnown the problem is that of a reader who also concludes from how coarse the tables are
 */
export const release = (
  people: readonly Person[],
  thresholds: Thresholds,
  { ladder = FIVE_POINTS, weight, rulesKnown = false }: { ladder?: Ladder; weight?: Weight; rulesKnown?: boolean } = {},
): Release => {
  const answers = (ladder[0]?.flat().length ?? 0) + 1
  const registered = registeredTables(people, thresholds, ladder)
  const tables = registered.flatMap(({ rung, ...table }) => (rung ? [{ ...table, rung }] : []))
  const { problem, of } = problemOf(people, rulesKnown ? registered : tables, answers, weight)
  if (!rulesKnown) return { tables, problem }
  const why = registered.flatMap(({ by, rows, rung }) =>
    whyCoarser(
      by,
      rows.map((row) => profilesOf(row, of)),
      rung ? ladder.slice(0, ladder.indexOf(rung)) : ladder,
      problem.counts,
      thresholds.cell,
    ),
  )
  return { tables, problem: { ...problem, published: [...problem.published, ...why] } }
}

const registeredTables = (people: readonly Person[], thresholds: Thresholds, ladder: Ladder): Registered[] => {
  const everybody = { by: 'everybody', rows: [people.map((_, index) => index)] }
  const crossed = (people[0]?.groups ?? []).map((_, d) => ({
    by: `demographic ${d}`,
    rows: rowsOf(people, d, thresholds),
  }))
  return [everybody, ...crossed.filter(({ rows }) => rows.length > 1)].map((table) => {
    const rung = rungOf(table.rows, people, ladder, thresholds.cell)
    return { ...table, ...(rung && people.length >= thresholds.base && { rung }) }
  })
}

const rowsOf = (people: readonly Person[], demographic: number, { group, residual }: Thresholds): number[][] => {
  const byCategory = new Map<number, number[]>()
  for (const [index, { groups }] of people.entries())
    byCategory.set(groups[demographic] ?? 0, [...(byCategory.get(groups[demographic] ?? 0) ?? []), index])
  const sized = [...byCategory.values()].sort((a, b) => b.length - a.length)
  const shown = sized.filter((row) => row.length >= group)
  const rest = sized.filter((row) => row.length < group).flat()
  while (shown.length > 0 && rest.length > 0 && rest.length < residual) rest.push(...(shown.pop() ?? []))
  return rest.length > 0 ? [...shown, rest] : shown
}

const rungOf = (rows: number[][], people: readonly Person[], ladder: Ladder, cell: number) =>
  ladder.find((rung) =>
    rows.every((row) =>
      rung.every((group) => row.filter((index) => group.includes(people[index]?.answer ?? -1)).length >= cell),
    ),
  )

/** People are alike who stand in the same rows of all tables and, where weights tell them apart, have the same weight. */
const problemOf = (people: readonly Person[], tables: readonly Registered[], answers: number, weight?: Weight) => {
  const rowOf = tables.map(({ rows }) => {
    const own: number[] = []
    for (const [row, those] of rows.entries()) for (const index of those) own[index] = row
    return own
  })
  const profileOf = new Map<string, number>()
  const counts: number[][] = []
  const weights: number[] = []
  const of = people.map((person, index) => {
    const weighs = weight?.(person) ?? 1
    const key = [...rowOf.map((own) => own[index]), weighs].join('|')
    const profile = profileOf.get(key) ?? profileOf.size
    profileOf.set(key, profile)
    counts[profile] ??= Array.from({ length: answers }, () => 0)
    weights[profile] = weighs
    const row = counts[profile]
    if (row) row[person.answer] = (row[person.answer] ?? 0) + 1
    return profile
  })
  const published = tables.flatMap(({ by, rows, rung = [] }) =>
    rows.flatMap((row, place) =>
      rung.map((group) => {
        const name = `${by}, row ${place}: answers ${group.join('+')}`
        return weight && by === 'everybody'
          ? wholePercentage(name, profilesOf(row, of), group, counts, weights)
          : exactCount(name, profilesOf(row, of), group, counts)
      }),
    ),
  )
  const profiles = [...profileOf].map(([key, p]) => ({ key, size: (counts[p] ?? []).reduce((a, b) => a + b, 0) }))
  const problem: GateProblem = { profiles, answers, counts, published }
  return { problem, of }
}

const profilesOf = (row: readonly number[], of: readonly number[]) => [...new Set(row.map((index) => of[index] ?? 0))]

const exactCount = (name: string, profiles: number[], answers: number[], counts: number[][]): PublishedForm => {
  const count = sumOver(profiles, answers, counts)
  return { name, terms: [{ profiles, answers, weight: 1 }], low: count, high: count }
}

const wholePercentage = (
  name: string,
  profiles: number[],
  answers: number[],
  counts: number[][],
  weights: number[],
): PublishedForm => {
  const terms = profiles.map((p) => ({ profiles: [p], answers, weight: weights[p] ?? 1 }))
  const all = profiles.reduce((sum, p) => sum + (weights[p] ?? 1) * (counts[p] ?? []).reduce((a, b) => a + b, 0), 0)
  const part = profiles.reduce((sum, p) => sum + (weights[p] ?? 1) * sumOver([p], answers, counts), 0)
  const percent = Math.round((100 * part) / all)
  const slack = 1e-9 * all
  return { name, terms, low: ((percent - 0.5) * all) / 100 + slack, high: ((percent + 0.5) * all) / 100 - slack }
}

const sumOver = (profiles: readonly number[], answers: readonly number[], counts: readonly (readonly number[])[]) =>
  profiles.reduce((all, p) => all + answers.reduce((sum, i) => sum + (counts[p]?.[i] ?? 0), 0), 0)

/** 26 categories in five demographics, some of them rare. */
const CATEGORIES = [
  [50, 47, 3],
  [55, 20, 12, 6, 4, 3],
  [18, 22, 20, 18, 12, 10],
  [30, 25, 20, 15, 10],
  [25, 22, 20, 15, 12, 6],
]

/** A survey as one could be: answers lean a little with who people are. The same seed gives the same survey. */
export const survey = (n: number, seed: number, skipping = 0): Person[] => {
  const chance = chanceFrom(seed)
  const lean = CATEGORIES.map((shares) => shares.map(() => (chance() - 0.5) * 0.8))
  return Array.from({ length: n }, () => {
    const groups = CATEGORIES.map((shares) => pick(shares, chance))
    if (chance() < skipping) return { groups, answer: 5 }
    const mood = groups.reduce((sum, category, d) => sum + (lean[d]?.[category] ?? 0), 0)
    const shares = [0, 1, 2, 3, 4].map((point) => Math.exp(-((point - 2.4 - mood) ** 2) / 4))
    return { groups, answer: pick(shares, chance) }
  })
}

/** Weights as raking to three margins would give them. */
export const rakedWeight = ({ groups }: Person): number => {
  const factors = [
    [0.9, 1.1, 1.4],
    [0.8, 1.3, 1.1, 1.6, 1.2, 0.7],
    [1.5, 1.2, 1, 0.9, 0.8, 0.7],
  ]
  return factors.reduce((weight, own, d) => weight * (own[groups[d] ?? 0] ?? 1) * (1 + d / 97), 1)
}

const pick = (shares: readonly number[], chance: () => number): number => {
  let at = chance() * shares.reduce((sum, share) => sum + share, 0)
  for (const [index, share] of shares.entries()) {
    at -= share
    if (at < 0) return index
  }
  return shares.length - 1
}

const chanceFrom = (seed: number) => {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
