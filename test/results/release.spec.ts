import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QuestionReport, type ReportTable, type TabledReport } from '../../shared/results/document.ts'
import { checkWitness } from '../../shared/results/gate/witness.ts'
import type { ReportInputs } from '../../shared/results/inputs.ts'
import { report } from '../../shared/results/report.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import { candidatesOf } from '../../shared/results/tables/candidates.ts'
import { isTabled } from '../../shared/results/tables/counted.ts'
import { prepare } from '../../shared/results/tables/prepare.ts'
import { gate, gave, givenAway, isShown, standsIn } from './attack.ts'
import {
  asked,
  CARE,
  chanceFrom,
  HELP,
  inputsFrom,
  MOVE,
  marginsOfTwo,
  type Person,
  peopleOf,
  SAFE,
  weighable,
} from './people.ts'

/**
 * The thresholds are read off the document, against the people that it is about. Seen to fail when: cells of zero are let through;
 * the residual is not checked, or not its cells; the rung is chosen row by row; a refusal by the gate is passed over;
 * counts of answers are published; quarters are shown of fewer people than a residual has.
 */
const brokenRules = (people: readonly Person[], questions: readonly QuestionReport[]): string[] =>
  questions.flatMap((question) =>
    'tables' in question
      ? question.tables.flatMap((table) => (isShown(table) ? brokenIn(people, question, table) : []))
      : [],
  )

const brokenIn = (
  people: readonly Person[],
  question: TabledReport,
  table: Extract<ReportTable, { kind: 'shown' }>,
) => {
  const broken: string[] = []
  const name = `${question.title} by ${table.by}`
  const rows = table.rows.map((row) => people.filter(standsIn(table, row)))
  if (rows.flat().length !== people.length) broken.push(`${name}: somebody is in no row, or in two`)
  for (const [r, { group, base, shares }] of table.rows.entries()) {
    const own = rows[r] ?? []
    const answered =
      question.kind === 'multiple' ? own : own.filter(({ answers }) => answers[question.id] !== undefined)
    const least = group.kind === 'residual' ? POLICIES.standard.residual : POLICIES.standard.group
    if (own.length < least) broken.push(`${name}: a row of ${own.length}`)
    if (group.kind !== 'everybody' && !(base.kind === 'exact' && base.count === own.length))
      broken.push(`${name}: a base that is not the row's`)
    if (shares.length !== table.answers.length) broken.push(`${name}: rows are shown differently`)
    for (const [k, answer] of table.answers.entries()) {
      const share = shares[k]
      const those = answered.filter(gave(question, answer)).length
      const others = answered.length - those
      if (share?.kind === 'exact') broken.push(`${name}: a count`)
      if (share?.kind === 'quarter' && answered.length < POLICIES.standard.residual)
        broken.push(`${name}: a quarter of ${answered.length}`)
      if (share?.kind !== 'quarter' && (those < 5 || others < 5))
        broken.push(`${name}: a cell of ${Math.min(those, others)}`)
    }
  }
  return broken
}

describe('a release, whatever people answered', () => {
  it('holds the thresholds in every row and gives nobody away to a reader who knows who answered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 20, max: 120 }),
        fc.nat(),
        fc.constantFrom(0, 0.05, 0.4),
        async (n, seed, skip) => {
          const people = peopleOf(n, seed, skip)
          const { questions } = await report(inputsFrom(people), gate)
          expect(brokenRules(people, questions)).toEqual([])
          expect(await givenAway(people, questions)).toEqual([])
          for (const one of questions) expect(QuestionReport.parse(one)).toEqual(one)
          expect(JSON.stringify(questions, (name, value) => (name === 'score' ? undefined : value))).not.toMatch(
            /\d\.\d|"kind":"exact","count":\d+,"percent"/,
          )
        },
      ),
      { seed: 7, numRuns: 15 },
    )
  }, 120_000)

  it('would give people away with tables that only hide what is small', async () => {
    const people = peopleOf(40, 3, 0)
    const { questions } = await report(inputsFrom(people, { level: 'open', policy: 'exact' }), gate)
    expect((await givenAway(people, questions)).length).toBeGreaterThan(0)
  })
})

describe('what an attacker would know of a question', () => {
  const problems = (inputs: ReportInputs) => {
    const prepared = prepare(inputs)
    return asked.flatMap((question) =>
      isTabled(question)
        ? [...candidatesOf(prepared, question)].flatMap((candidate) =>
            candidate.problems().map((problem) => ({ candidate, problem, question })),
          )
        : [],
    )
  }

  it('is true of the answers that were given, on every rung', () => {
    for (const seed of [1, 2, 3]) {
      const weighted = problems(inputsFrom(weighable(420, seed), { margins: marginsOfTwo }))
      for (const { problem } of [...weighted, ...problems(inputsFrom(peopleOf(60, seed)))])
        expect(checkWitness(problem, problem.counts)).toBe(true)
    }
  })

  it('holds the size of every profile, and every column of every row', () => {
    const [{ problem } = { problem: undefined }] = problems(inputsFrom(peopleOf(90, 4)))
    expect(problem?.profiles.reduce((all, { size }) => all + size, 0)).toBe(90)
    expect(new Set(problem?.published.map(({ name }) => name.split(/[,:]/)[0]))).toEqual(
      new Set(['by everybody', 'by gender', 'by race', 'by ageBand', 'by neighbourhood']),
    )
  })

  it('of weighted totals are the data sets that would be shown with the very same percentages, and no others', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(0, 0.1), (seed, skipping) => {
        const prepared = prepare(inputsFrom(weighable(400, seed, skipping), { margins: marginsOfTwo }))
        expect(prepared.weighting.outcome).toBe('weighted')
        const [question] = asked
        if (!question || !isTabled(question)) return
        const [candidate] = candidatesOf(prepared, question)
        const [problem] = candidate?.problems() ?? []
        const shares = (counts: readonly (readonly number[])[]) =>
          sharesOf(counts, prepared.profiles.weights, candidate?.tables[0])
        const total = problem && {
          ...problem,
          published: problem.published.filter(({ name }) => /^by everybody/.test(name)),
        }
        if (!problem || !total) return
        const chance = chanceFrom(seed)
        const other = problem.counts.map((row) => [...row])
        const at = (most: number) => Math.floor(chance() * most)
        for (let change = 0; change < 12; change++) {
          const row = other[at(other.length)] ?? []
          const [from, to] = [at(5), at(5)]
          if ((row[from] ?? 0) === 0) continue
          row[from] = (row[from] ?? 0) - 1
          row[to] = (row[to] ?? 0) + 1
          expect(checkWitness(total, other)).toBe(
            JSON.stringify(shares(other)) === JSON.stringify(shares(problem.counts)),
          )
        }
      }),
      { seed: 11, numRuns: 40 },
    )
  })

  it('of a question that had to be answered by choosing something leaves nobody without any choice', () => {
    const required = asked.map((question) => (question.id === HELP ? { ...question, required: true } : question))
    const people = peopleOf(80, 9, 0).map(({ cell, answers }) => {
      const chosen = [answers[HELP] ?? []].flat().map(String)
      return { cell, answers: { ...answers, [HELP]: chosen.length > 0 ? chosen : ['shade'] } }
    })
    const prepared = prepare(inputsFrom(people, { questionnaire: required }))
    const help = required.find(({ id }) => id === HELP)
    if (!help || !isTabled(help)) throw new Error('the question is missing')
    const [candidate] = candidatesOf(prepared, help)
    const names = (candidate?.problems() ?? []).flatMap(({ published }) => published.map(({ name }) => name))
    expect(names.some((name) => /chose something/.test(name))).toBe(true)
    for (const problem of candidate?.problems() ?? []) expect(checkWitness(problem, problem.counts)).toBe(true)
  })
})

/** As the engine shows a total, from another data set. */
const sharesOf = (
  counts: readonly (readonly number[])[],
  weights: Int32Array | undefined,
  table: ReportTable | undefined,
): number[] => {
  if (!table || !isShown(table)) return []
  const weigh = (answers: number[]) =>
    counts.reduce((all, row, p) => all + (weights?.[p] ?? 0) * answers.reduce((sum, i) => sum + (row[i] ?? 0), 0), 0)
  const any = weigh([0, 1, 2, 3, 4])
  return table.answers.map((group) => {
    const points =
      group.kind === 'points' ? [0, 1, 2, 3, 4].filter((i) => i + 1 >= group.from && i + 1 <= group.to) : []
    return Math.round((100 * weigh(points)) / any)
  })
}

describe('when the gate refuses', () => {
  const people = peopleOf(200, 2)

  it('tables become coarser, then fewer; and what was refused is nowhere', async () => {
    const seen: string[] = []
    for (let refusals = 0; refusals < 40; refusals++) {
      let calls = 0
      const { questions } = await report(inputsFrom(people), async ({ answers }) =>
        answers === 6 && calls++ < refusals ? 'refused' : 'proven',
      )
      const safe = questions.find(({ id }) => id === SAFE)
      if (!safe || !('tables' in safe)) throw new Error('there are no tables')
      seen.push(safe.tables.map((table) => (isShown(table) ? table.answers.length : '-')).join(' '))
      if (safe.gate === 'refused') {
        expect(safe.tables.every((table) => table.kind === 'left-out' && table.reason === 'not-proven')).toBe(true)
        break
      }
    }
    expect(seen[0]).not.toContain('-')
    expect(seen.at(-1)).toBe('- - - - -')
    expect(new Set(seen).size).toBeGreaterThan(5)
    const shownTables = seen.map((look) => look.split(' ').filter((one) => one !== '-').length)
    expect(shownTables).toEqual([...shownTables].sort((a, b) => b - a))
  })

  it('because it ran out of time, nothing of the question is shown', async () => {
    const { questions } = await report(inputsFrom(people), async () => 'refused')
    for (const one of questions)
      if ('tables' in one) expect([one.gate, one.tables.some(isShown)]).toEqual(['refused', false])
  })
})

describe('people who left a question out', () => {
  it('are no part of percentages, and are an answer of their own to the attacker', async () => {
    const people = peopleOf(150, 8, 0.5)
    const prepared = prepare(inputsFrom(people))
    const care = asked.find(({ id }) => id === CARE)
    if (!care || !isTabled(care)) throw new Error('the question is missing')
    const [candidate] = candidatesOf(prepared, care)
    const [problem] = candidate?.problems() ?? []
    const none = problem?.counts.reduce((all, row) => all + (row.at(-1) ?? 0), 0)
    expect(none).toBe(people.filter(({ answers }) => answers[CARE] === undefined).length)
    const [total] = candidate?.tables ?? []
    expect(total && isShown(total) && total.rows[0]?.base).toEqual({
      kind: 'at-least',
      count: 150 - (none ?? 0) - ((150 - (none ?? 0)) % 5),
    })
  })

  it('of a "select all" question have said no to each option: all options have the same base', async () => {
    const people = peopleOf(150, 8, 0.5)
    const { questions } = await report(inputsFrom(people), async () => 'proven')
    const help = questions.find(({ id }) => id === HELP)
    const total = help && 'tables' in help ? help.tables[0] : undefined
    expect(total && isShown(total) && total.rows[0]?.base).toEqual({ kind: 'at-least', count: 150 })
  })
})

describe('answers taken together as "others"', () => {
  it('are known to be the fewest: no data set counts that would have been taken together otherwise', () => {
    const prepared = prepare(inputsFrom(peopleOf(60, 5, 0)))
    const move = asked.find(({ id }) => id === MOVE)
    if (!move || !isTabled(move)) throw new Error('the question is missing')
    const [candidate] = candidatesOf(prepared, move)
    const [problem] = candidate?.problems() ?? []
    const fewest = problem?.published.filter(({ name }) => /one of the fewest/.test(name)) ?? []
    const others = candidate?.tables
      .filter(isShown)
      .flatMap(({ answers }) => answers.filter(({ kind }) => kind === 'others'))
    expect(others?.length).toBeGreaterThan(0)
    expect(fewest.length).toBeGreaterThan(1)
  })
})
