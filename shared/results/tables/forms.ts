import type { PublishedForm } from '../gate/problem.ts'
import type { Rung } from './ladder.ts'
import type { Rows } from './rows.ts'
import { percentOf, quarterOf } from './shares.ts'

/** One table, or an option of one, as it is or was published. */
export type Told = {
  name: string
  rows: Rows
  form: 'percent' | 'quarters' | 'weighted'
  /** The answers of each column. */
  columns: Rung
  /** Whole numbers by profile; for totals that are weighted. */
  weights?: Int32Array
}

/** Who gave what: so many numbers for each profile. `none`: the column of those who gave no answer, where there is one. */
export type Truth = { width: number; people: Int32Array; none?: number }

/**
 * What a table says, as forms over the people of each profile and answer. A percentage of a row is taken as the exact count: with the
 * base, which is published, it often is one. How many gave no answer is taken as known wherever it cannot be added up
 * from the rest. Of a weighted percentage only the interval is known that it was rounded from.
 */
export const formsOf = (told: Told, truth: Truth): PublishedForm[] =>
  told.form === 'weighted'
    ? weightedForms(told, truth)
    : told.rows.members.flatMap((_, row) => rowForms(told, row, truth))

const rowForms = ({ name, rows, form, columns }: Told, row: number, truth: Truth): PublishedForm[] => {
  const profiles = rows.members[row] ?? []
  const of = (answers: readonly number[]) => sumOf(profiles, answers, truth)
  const exactly = (what: string, answers: readonly number[], least: number, most: number): PublishedForm => ({
    name: `${name}, row ${row + 1}: ${what}`,
    terms: [{ profiles, answers, weight: 1 }],
    low: least,
    high: most,
  })
  if (form === 'percent')
    return columns.map((answers, k) => exactly(`column ${k + 1}`, answers, of(answers), of(answers)))
  const everybody = of(allOf(truth))
  const none = truth.none === undefined ? 0 : of([truth.none])
  const quarters = columns.map((answers, k) => {
    const { least, most } = quarterOf(of(answers), everybody - none)
    return exactly(`column ${k + 1}`, answers, least, most)
  })
  return truth.none === undefined ? quarters : [...quarters, exactly('no answer', [truth.none], none, none)]
}

/**
 * percent = weight of those with the answer / weight of those with any, rounded half up:
 * (2 percent - 1) × any <= 200 × those < (2 percent + 1) × any. All are whole numbers, so that "less" is "at most one less".
 */
const weightedForms = ({ name, rows, columns, weights }: Told, truth: Truth): PublishedForm[] => {
  const [profiles = []] = rows.members
  const alike = byWeight(profiles, weights ?? new Int32Array())
  const answered = allOf(truth).filter((answer) => answer !== truth.none)
  const sum = weightedSums(profiles, weights, truth)
  const any = sum(answered)
  const none = truth.none === undefined ? 0 : sumOf(profiles, [truth.none], truth)
  const forms = columns.flatMap((answers, k): PublishedForm[] => {
    const percent = percentOf(sum(answers), any)
    const column = `${name}: column ${k + 1}`
    const [from, below] = [2 * percent - 1, 2 * percent + 1]
    if (none === 0) {
      const terms = alike.map((one) => ({ ...one, answers }))
      const [low, high] = [Math.max(0, Math.ceil((from * any) / 200)), Math.ceil((below * any) / 200) - 1]
      return [{ name: column, terms, low, high }]
    }
    const others = answered.filter((answer) => !answers.includes(answer))
    const most = 201 * alike.reduce((all, one) => all + one.weight * sumOf(one.profiles, allOf(truth), truth), 0)
    const between = (what: string, those: number, rest: number, low: number): PublishedForm => ({
      name: `${column}, ${what}`,
      terms: alike.flatMap((one) => [
        { profiles: one.profiles, answers, weight: those * one.weight },
        { profiles: one.profiles, answers: others, weight: rest * one.weight },
      ]),
      low,
      high: most,
    })
    return [between('at least', 200 - from, -from, 0), between('less than', below - 200, below, 1)]
  })
  if (truth.none === undefined) return forms
  const noAnswer = { profiles, answers: [truth.none], weight: 1 }
  return [...forms, { name: `${name}: no answer`, terms: [noAnswer], low: none, high: none }]
}

/**
 * Answers are taken together as "others" because few people gave them: none of them more than any answer that has a
 * column of its own. Of two equal ones the first in the questionnaire counts as the larger.
 */
export const orderForms = (
  name: string,
  { columns, rows }: Pick<Told, 'columns' | 'rows'>,
  truth: Truth,
): PublishedForm[] => {
  const profiles = rows.members.flat()
  const others = columns.find((column) => column.length > 1) ?? []
  const kept = columns
    .filter((column) => column !== others)
    .map(([answer = 0]) => ({ answer, count: sumOf(profiles, [answer], truth) }))
  if (others.length === 0 || kept.length === 0) return []
  return others.map((answer) => ({
    name: `${name}: answer ${answer + 1} is one of the fewest`,
    terms: [{ profiles, answers: [answer], weight: 1 }],
    low: 0,
    high: Math.min(...kept.map((one) => (one.answer > answer ? one.count - 1 : one.count))),
  }))
}

export const allOf = ({ width }: Truth): number[] => Array.from({ length: width }, (_, answer) => answer)

export const sumOf = (profiles: readonly number[], answers: readonly number[], { width, people }: Truth): number => {
  let sum = 0
  for (let k = 0; k < profiles.length; k++) {
    const first = (profiles[k] ?? 0) * width
    for (let i = 0; i < answers.length; i++) sum += people[first + (answers[i] ?? 0)] ?? 0
  }
  return sum
}

/** Everybody counts once where there are no weights. */
export const weightedSums = (profiles: readonly number[], weights: Int32Array | undefined, truth: Truth) => {
  const alike = weights ? byWeight(profiles, weights) : [{ weight: 1, profiles }]
  return (answers: readonly number[]): number =>
    alike.reduce((all, one) => all + one.weight * sumOf(one.profiles, answers, truth), 0)
}

const byWeight = (profiles: readonly number[], weights: Int32Array) => {
  const alike = new Map<number, number[]>()
  for (const p of profiles) {
    const weight = weights[p] ?? 0
    const own = alike.get(weight)
    if (own) own.push(p)
    else alike.set(weight, [p])
  }
  return [...alike].map(([weight, those]) => ({ weight, profiles: those }))
}
