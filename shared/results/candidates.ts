import type { Counted, TabledQuestion } from './counted.ts'
import type { By, ReportTable } from './document.ts'
import { formsOf, orderForms, type Told, type Truth } from './forms.ts'
import type { GateProblem, PublishedForm } from './gate/problem.ts'
import { AS_COUNTED, LIMITS, type Limit } from './levels.ts'
import type { Prepared } from './prepare.ts'
import { type Chosen, type QuestionTables, shown, tablesOf, toldOf } from './question-tables.ts'
import { toldBefore } from './told-before.ts'

/** One way to publish a question. Each of its problems must be proven, or nothing of it is published. */
export type Candidate = {
  /** How coarse it is, for people. */
  rung: string
  tables: readonly ReportTable[]
  /** What an attacker would know: one problem, or one for each option of a "select all" question. Built when asked for. */
  problems: () => readonly GateProblem[]
}

/**
 * From the finest to the coarsest: as counted; at most three and then two groups of answers; quarters; then the same without one
 * demographic after the other, at last everybody only. Whoever finds none proven publishes nothing of the question.
 */
export function* candidatesOf(prepared: Prepared, question: TabledQuestion): Generator<Candidate> {
  const tables = tablesOf(prepared, question)
  const seen = new Set<string>()
  for (const dropped of droppings(tables))
    for (const limit of prepared.policy === 'exact' ? [AS_COUNTED] : LIMITS) {
      const chosen = withoutDropped(tables, dropped, limit)
      const looks = JSON.stringify(chosen.map((table) => ('levels' in table ? table.levels : table.leftOut)))
      if (seen.has(looks)) continue
      seen.add(looks)
      yield {
        rung: [limit.name, ...dropped.map((by) => `without ${by}`)].join(', '),
        tables: chosen.map((table) => shown(prepared, question, table)),
        problems: () => problemsOf(prepared, tables, chosen),
      }
    }
}

/** What is given up first: where people live tells most of them apart. Of a network its cities stay longest. */
const GIVEN_UP_FIRST: readonly By[] = ['neighbourhood', 'race', 'ageBand', 'gender', 'city']

const droppings = ({ crossed }: QuestionTables): By[][] => {
  const there = crossed.flatMap((table) => ('leftOut' in table || table.by === 'everybody' ? [] : [table.by]))
  const order = [...there].sort((a, b) => GIVEN_UP_FIRST.indexOf(a) - GIVEN_UP_FIRST.indexOf(b))
  return [[], ...order.map((_, index) => order.slice(0, index + 1))]
}

const withoutDropped = (tables: QuestionTables, dropped: readonly By[], limit: Limit): Chosen[] => {
  const own = tables.within(limit)
  const twoGroups = LIMITS.findLast(({ percent }) => percent) ?? AS_COUNTED
  const keepsGroups = own.some(({ by }) => by !== 'everybody' && !dropped.includes(by))
  return own.map((table, index): Chosen => {
    if ('levels' in table && dropped.includes(table.by)) return { by: table.by, leftOut: 'to-protect-others' }
    // The total falls to quarters last.
    return table.by === 'everybody' && !limit.percent && keepsGroups
      ? (tables.within(twoGroups)[index] ?? table)
      : table
  })
}

const problemsOf = (
  prepared: Prepared,
  { question, counted }: QuestionTables,
  chosen: readonly Chosen[],
): GateProblem[] => {
  const parts = question.kind === 'multiple' ? question.options.map((_, option) => option) : [0]
  return parts.flatMap((part) => {
    const truth = truthOf(prepared, question, counted, part)
    const told = chosen.flatMap((table) => toldOf(prepared, question, table, part) ?? [])
    const before = prepared.profiles.earlier.flatMap((release) => toldBefore(release, question, part, truth))
    if (told.length === 0) return []
    return [problemOf(prepared, question, truth, [...told, ...before], part)]
  })
}

const problemOf = (
  { profiles, counted }: Prepared,
  question: TabledQuestion,
  truth: Truth,
  told: readonly Told[],
  part: number,
): GateProblem => ({
  profiles: profiles.list,
  answers: truth.width,
  counts: linesOf(truth, profiles.count),
  published: [
    ...told.flatMap((one) => formsOf(one, truth)),
    ...(question.kind === 'single' ? told.flatMap((one) => orderForms(one.name, one, truth)) : []),
    ...(question.kind === 'multiple' && question.required
      ? choseSomething(counted.get(question.id), part, profiles.sizes)
      : []),
  ],
})

const truthOf = ({ profiles }: Prepared, question: TabledQuestion, counted: Counted, part: number): Truth => {
  const { columns, people, answers } = counted
  if (question.kind !== 'multiple') return { width: columns, people, none: answers }
  const yesAndNo = new Int32Array(2 * profiles.count)
  for (let p = 0; p < profiles.count; p++) {
    const yes = people[p * columns + part] ?? 0
    yesAndNo[2 * p] = yes
    yesAndNo[2 * p + 1] = (profiles.sizes[p] ?? 0) - yes
  }
  return { width: 2, people: yesAndNo }
}

/** Plain loops: there are tens of thousands of lines for each problem. */
const linesOf = ({ width, people }: Truth, count: number): number[][] => {
  const lines: number[][] = []
  for (let p = 0; p < count; p++) {
    const line: number[] = []
    for (let i = 0; i < width; i++) line.push(people[p * width + i] ?? 0)
    lines.push(line)
  }
  return lines
}

/**
 * Where something had to be chosen, options are not independent: whoever chose none of the others chose this one. With all others as
 * they are, each profile must keep as many choices as it has people.
 */
const choseSomething = (counted: Counted | undefined, option: number, sizes: Int32Array): PublishedForm[] => {
  const { columns = 1, people = new Int32Array() } = counted ?? {}
  return Array.from(sizes, (size, p) => {
    let others = 0
    for (let i = 0; i < columns; i++) if (i !== option) others += people[p * columns + i] ?? 0
    const least = Math.max(0, size - others)
    const name = `everybody of profile ${p} chose something`
    return { name, terms: [{ profiles: [p], answers: [0], weight: 1 }], low: least, high: size }
  }).filter(({ low }) => low > 0)
}
