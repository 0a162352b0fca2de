import { describe, expect, it } from 'vitest'
import { highsSolver } from '../../functions/adapters/integer-programme.ts'
import { attackQuestion } from '../../functions/results/gate/attack-question.ts'
import type { GateProblem } from '../../shared/results/gate/problem.ts'
import { report } from '../../shared/results/report.ts'
import { POLICIES, type Policy } from '../../shared/results/settings/policy.ts'
import { isTabled } from '../../shared/results/tables/counted.ts'
import { formsOf, type Told } from '../../shared/results/tables/forms.ts'
import { merged, orderedLadder, type Rung } from '../../shared/results/tables/ladder.ts'
import { type Prepared, prepare } from '../../shared/results/tables/prepare.ts'
import type { Rows } from '../../shared/results/tables/rows.ts'
import { gate, givenAway, isShown } from './attack.ts'
import { asked, inputsFrom, type Person, peopleOf, SAFE } from './people.ts'

const solve = highsSolver()
const { standard } = POLICIES
const LADDER = orderedLadder(5)

/** Counts of the five points in each row, by the people themselves. */
type RowCounts = readonly (readonly number[])[]
/** A rule gives each row its rung, or nothing where the row is not shown. `others`: the row of all others, where there is one. */
type Rule = (counts: RowCounts, others: number) => readonly (Rung | undefined)[]

const sharedRung =
  (allowed: (people: number) => boolean): Rule =>
  (counts) => {
    const rung = LADDER.find((one) => counts.every((row) => merged(row, one).every(allowed)))
    return counts.map(() => rung)
  }
const large = (people: number) => people >= standard.cell

const HOUSE = { rule: sharedRung(large), policy: standard }
const BROKEN: Record<string, { rule: Rule; policy: Policy; men: number }> = {
  'allow cells of nobody': {
    rule: sharedRung((people) => people === 0 || large(people)),
    policy: standard,
    men: 10,
  },
  'allow cells of any size': { rule: sharedRung(() => true), policy: standard, men: 10 },
  'do not look at the row of all others': {
    rule: (counts, others) => {
      const rung = LADDER.find((one) => counts.every((row, index) => index === others || merged(row, one).every(large)))
      return counts.map(() => rung)
    },
    policy: { ...standard, residual: 0 },
    men: 1,
  },
  'choose how fine each row is by itself': {
    rule: (counts) => counts.map((row) => LADDER.find((one) => merged(row, one).every(large))),
    policy: standard,
    men: 10,
  },
}

/** Each row of a table told by itself, as finely as the rule says. */
const toldBy = (rule: Rule, name: string, rows: Rows, countsOf: (profiles: readonly number[]) => number[]): Told[] =>
  rule(
    rows.members.map(countsOf),
    rows.groups.findIndex(({ kind }) => kind === 'residual'),
  ).flatMap((columns, row): Told[] => {
    const [group, base, members] = [rows.groups[row], rows.bases[row], rows.members[row]]
    if (!columns || columns.length < 2 || !group || base === undefined || !members) return []
    const only = {
      groups: [group],
      bases: [base],
      members: [members],
      rowOf: rows.rowOf.map((at) => (at === row ? 0 : -1)),
    }
    return [{ name: `${name} ${row}`, rows: only, form: 'percent', columns }]
  })

/** What would be published of the first question by this rule, without any gate. */
const problemOf = ({ profiles, counted }: Prepared, rule: Rule): GateProblem => {
  const own = counted.get(SAFE)
  if (!own) throw new Error('the question is missing')
  const countsOf = (members: readonly number[]) =>
    [0, 1, 2, 3, 4].map((point) => members.reduce((sum, p) => sum + (own.people[p * own.columns + point] ?? 0), 0))
  const tables: [string, Rows][] = [['everybody', profiles.everybody], ...profiles.crossings]
  const truth = { width: own.columns, people: own.people, none: own.answers }
  return {
    profiles: profiles.list,
    answers: own.columns,
    counts: profiles.list.map((_, p) => [...own.people.subarray(p * own.columns, (p + 1) * own.columns)]),
    published: tables.flatMap(([name, rows]) =>
      toldBy(rule, name, rows, countsOf).flatMap((told) => formsOf(told, truth)),
    ),
  }
}

const answering = (times: number, gender: string, point: string): Person[] =>
  Array.from({ length: times }, () => ({ cell: { gender }, answers: { [SAFE]: point } }))
/** Thirty women of all minds, and so many men of one. */
const womenAnd = (men: number): Person[] => [
  ...['1', '2', '3', '4', '5'].flatMap((point) => answering(6, 'woman', point)),
  ...answering(men, 'man', '5'),
]

const attackOn = ({ rule, policy }: { rule: Rule; policy: Policy }, people: Person[]) =>
  attackQuestion({ solve, seconds: 5 }, problemOf(prepare(inputsFrom(people, { policy })), rule))

describe('tables by the rules', () => {
  it('give nobody away', async () => {
    for (const men of [1, 10]) expect(await attackOn(HOUSE, womenAnd(men))).toEqual({ outcome: 'nobody' })
  })

  it.each(Object.entries(BROKEN))('that %s would tell what the men answered', async (_, { men, ...broken }) => {
    expect(await attackOn(broken, womenAnd(men))).toMatchObject({
      outcome: 'exposed',
      exposed: [{ key: expect.stringContaining('all other'), answer: 4, people: men }],
    })
  })
})

describe('a report that went past the gate', () => {
  it('by thresholds that are too low gives people away; through the gate it does not', async () => {
    const policy: Policy = { ...standard, cell: 0, group: 2, residual: 0 }
    const people: Person[] = peopleOf(40, 3, 0)
    const inputs = inputsFrom(people, { policy })
    const unproven = await report(inputs, async () => 'proven')
    expect((await givenAway(people, unproven.questions)).length).toBeGreaterThan(0)
    const proven = await report(inputs, gate)
    expect(await givenAway(people, proven.questions)).toEqual([])
    // Not because nothing is left.
    const tables = proven.questions.flatMap((one) => ('tables' in one ? one.tables.filter(isShown) : []))
    expect(tables.length).toBeGreaterThan(asked.filter(isTabled).length / 2)
  }, 120_000)
})
