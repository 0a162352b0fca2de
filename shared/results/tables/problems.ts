import type { GateProblem, PublishedForm } from '../gate/problem.ts'
import { whyCoarser } from '../gate/why-coarser.ts'
import type { Counted, TabledQuestion } from './counted.ts'
import { allOf, formsOf, orderForms, sumOf, type Told, type Truth } from './forms.ts'
import type { Rung } from './ladder.ts'
import type { Prepared } from './prepare.ts'
import { type Chosen, type QuestionTables, toldOf } from './question-tables.ts'
import { hiddenBefore, toldBefore } from './told-before.ts'

/**
 * Everything that a reader who has the roster and knows the rules can use of a question: what its tables tell, in this and in
 * earlier releases, and why they are not finer. One problem, or one for each option of a "select all" question that is shown.
 */
export const problemsOf = (
  prepared: Prepared,
  { question, counted, ladder }: QuestionTables,
  chosen: readonly Chosen[],
): GateProblem[] => {
  const parts = question.kind === 'multiple' ? question.options.map((_, option) => option) : [0]
  return parts.flatMap((part) => {
    const told = chosen.flatMap((table) => toldOf(prepared, question, table, part) ?? [])
    if (told.length === 0) return []
    const truth = truthOf(prepared, question, counted, part)
    const before = prepared.profiles.earlier.map((release) => ({
      tables: toldBefore(release, question, part, truth),
      hidden: hiddenBefore(release, question, part),
      seal: release.seal.slice(0, 8),
      cell: release.cell,
    }))
    const all = [...told, ...before.flatMap(({ tables }) => tables)]
    const counts = linesOf(truth, prepared.profiles.count)
    const least = prepared.policy === 'exact' ? 0 : prepared.policy.cell
    return [
      {
        profiles: prepared.profiles.list,
        answers: truth.width,
        counts,
        published: [
          ...all.flatMap((one) => formsOf(one, truth)),
          ...(question.kind === 'single' ? all.flatMap((one) => orderForms(one.name, one, truth)) : []),
          ...(question.kind === 'multiple' && question.required
            ? choseSomething(counted, part, prepared.profiles.sizes)
            : []),
          ...chosen.flatMap((table) => whyNotFiner(table, part, ladder, counts, least)),
          ...chosen.flatMap((table) => whyNoQuarters(table, truth, prepared.policy)),
          ...before.flatMap(({ tables, cell }) =>
            tables.flatMap((one) => whyCoarser(one.name, one.rows.members, finerThan(one, ladder), counts, cell)),
          ),
          ...before.flatMap(({ hidden, seal, cell }) =>
            hidden.flatMap((rows) => whyCoarser(`${seal} without it`, rows.members, ladder, counts, cell)),
          ),
        ],
      },
    ]
  })
}

/** What was released of a question already, and nothing else: to be attacked, whoever has made it. */
export const releasedProblems = (
  prepared: Prepared,
  question: TabledQuestion,
): { part: number; problem: GateProblem }[] => {
  const counted = prepared.counted.get(question.id)
  if (!counted) throw new Error(`the question ${question.id} was not counted`)
  const parts = question.kind === 'multiple' ? question.options.map((_, option) => option) : [0]
  return parts.flatMap((part) => {
    const truth = truthOf(prepared, question, counted, part)
    const told = prepared.profiles.earlier.flatMap((release) => toldBefore(release, question, part, truth))
    if (told.length === 0) return []
    const published = told.flatMap((one) => [
      ...formsOf(one, truth),
      ...(question.kind === 'single' ? orderForms(one.name, one, truth) : []),
    ])
    const counts = linesOf(truth, prepared.profiles.count)
    return [{ part, problem: { profiles: prepared.profiles.list, answers: truth.width, counts, published } }]
  })
}

/** Of a table that is shown the finer rungs, of one that could not be shown all of them. */
const whyNotFiner = (
  table: Chosen,
  part: number,
  ladder: readonly Rung[],
  counts: readonly (readonly number[])[],
  least: number,
): PublishedForm[] => {
  if (!table.rows) return []
  const level = 'levels' in table ? table.levels[part] : undefined
  const givenUp = level?.form === 'percent' ? ladder.slice(0, ladder.indexOf(level.rung)) : ladder
  return whyCoarser(`by ${table.by}`, table.rows.members, givenUp, counts, least)
}

/** Where even quarters are left out, some row had too few answers: of the row with the fewest this is told. */
const whyNoQuarters = (table: Chosen, truth: Truth, policy: Prepared['policy']): PublishedForm[] => {
  if (policy === 'exact' || !policy.bands || 'levels' in table || !table.rows) return []
  const answers = allOf(truth).filter((answer) => answer !== truth.none)
  const rows = table.rows.members.map((profiles) => ({ profiles, people: sumOf(profiles, answers, truth) }))
  const [fewest] = rows.sort((a, b) => a.people - b.people)
  if (!fewest || fewest.people >= policy.residual) return []
  const terms = [{ profiles: fewest.profiles, answers, weight: 1 }]
  return [{ name: `by ${table.by}: too few answers for quarters`, terms, low: 0, high: policy.residual - 1 }]
}

/** Of answers without an order a city may have given up other rungs than these; what is said of them is true all the same. */
const finerThan = ({ form, columns }: Told, ladder: readonly Rung[]): readonly Rung[] =>
  ladder.filter((rung) => form === 'quarters' || rung.length > columns.length)

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
const choseSomething = ({ columns, people }: Counted, option: number, sizes: Int32Array): PublishedForm[] =>
  Array.from(sizes, (size, p) => {
    let others = 0
    for (let i = 0; i < columns; i++) if (i !== option) others += people[p * columns + i] ?? 0
    const least = Math.max(0, size - others)
    const name = `everybody of profile ${p} chose something`
    return { name, terms: [{ profiles: [p], answers: [0], weight: 1 }], low: least, high: size }
  }).filter(({ low }) => low > 0)
