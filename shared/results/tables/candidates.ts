import type { By, ReportTable } from '../document.ts'
import type { GateProblem } from '../gate/problem.ts'
import type { TabledQuestion } from './counted.ts'
import { AS_COUNTED, LIMITS, type Limit } from './levels.ts'
import type { Prepared } from './prepare.ts'
import { problemsOf } from './problems.ts'
import { type Chosen, type QuestionTables, shown, tablesOf } from './question-tables.ts'

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
