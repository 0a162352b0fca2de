import type { By, ShownTable } from '../document.ts'
import { type Counted, positionsOf, type TabledQuestion } from './counted.ts'
import type { EarlierRows } from './earlier.ts'
import type { Rung } from './ladder.ts'
import type { Prepared } from './prepare.ts'
import type { Rows } from './rows.ts'

/** Whether a table may be shown on a rung beside all that was released before. */
export type Remainders = (table: { by: By; rows: Rows }, part: number, rung: Rung) => boolean

/**
 * Whoever takes the rows of earlier releases off a row of this one reads a further group: the network without the cities that have
 * published, say. That remainder must be nobody, or as large as a residual with every cell large enough. The gate rules out
 * certainty; this holds what can be taken off to the same sizes as what is shown.
 */
export const remaindersOf = (prepared: Prepared, question: TabledQuestion, counted: Counted): Remainders => {
  const { policy, profiles } = prepared
  const earlier = profiles.earlier.map((release) => subtrahendsOf(release, question))
  if (policy === 'exact' || earlier.every((tables) => tables.length === 0)) return () => true
  return ({ rows }, part, rung) =>
    rows.members.every((members, row) => {
      const taken = new Uint8Array(profiles.count)
      const isFree = (p: number) => rows.rowOf[p] === row && taken[p] === 0
      for (const tables of earlier) {
        const comparable = tables.filter(({ columns }) =>
          question.kind === 'multiple' ? columns.some(([option]) => option === part) : refines(columns, rung),
        )
        const most = mostCovered(comparable, isFree, profiles.sizes)
        for (const p of most) taken[p] = 1
      }
      const rest = members.filter((p) => taken[p] === 0)
      if (rest.length === members.length) return true
      const people = rest.reduce((all, p) => all + (profiles.sizes[p] ?? 0), 0)
      if (people === 0) return true
      const cells = question.kind === 'multiple' ? yesAndNo(counted, rest, part, people) : cellsOf(counted, rest, rung)
      return people >= policy.residual && cells.every((count) => count >= policy.cell)
    })
}

type Subtrahend = { columns: Rung; rows: Rows }

/** Tables in percentages: of quarters nothing can be taken off exactly. */
const subtrahendsOf = ({ tables, rows }: EarlierRows, question: TabledQuestion): Subtrahend[] =>
  (tables.get(question.id) ?? []).flatMap((table) => {
    const own = rows.get(table.by)
    return own && !isQuartered(table)
      ? [{ columns: table.answers.map((group) => positionsOf(question, group)), rows: own }]
      : []
  })

export const isQuartered = ({ rows }: ShownTable) =>
  rows.some(({ shares }) => shares.some(({ kind }) => kind === 'quarter'))

const refines = (finer: Rung, coarser: Rung): boolean =>
  finer.every((column) => coarser.some((group) => column.every((answer) => group.includes(answer))))

const mostCovered = (
  tables: readonly Subtrahend[],
  isFree: (profile: number) => boolean,
  sizes: Int32Array,
): readonly number[] => {
  let best: number[] = []
  let most = 0
  for (const { rows } of tables) {
    const covered = rows.members.filter((members) => members.length > 0 && members.every(isFree)).flat()
    const people = covered.reduce((all, p) => all + (sizes[p] ?? 0), 0)
    if (people > most) [best, most] = [covered, people]
  }
  return best
}

const cellsOf = ({ columns, people }: Counted, profiles: readonly number[], rung: Rung): number[] =>
  rung.map((group) =>
    group.reduce((all, answer) => all + profiles.reduce((sum, p) => sum + (people[p * columns + answer] ?? 0), 0), 0),
  )

const yesAndNo = (counted: Counted, profiles: readonly number[], option: number, all: number): number[] => {
  const [yes = 0] = cellsOf(counted, profiles, [[option]])
  return [yes, all - yes]
}
