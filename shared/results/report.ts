import type { QuestionId } from '../ids.ts'
import { chose } from './counting/contribution.ts'
import type {
  GateVerdict,
  Headline,
  Quantity,
  QuestionReport,
  ReportTable,
  Share,
  ShownTable,
  Weighting,
} from './document.ts'
import type { EarlierWave } from './finish/earlier-wave.ts'
import { finish } from './finish/finish.ts'
import type { GateProblem } from './gate/problem.ts'
import type { ReportInputs } from './inputs.ts'
import type { ReportQuestion } from './questionnaire.ts'
import { ROUGH_STEP, roundedDown } from './settings/policy.ts'
import { candidatesOf } from './tables/candidates.ts'
import { isTabled, type TabledQuestion } from './tables/counted.ts'
import { rowGroup } from './tables/groups.ts'
import { type Prepared, prepare } from './tables/prepare.ts'
import { shownCounts } from './tables/question-tables.ts'
import { percentOf, shareOf } from './tables/shares.ts'

/** What a report says; its head says of what. */
export type Report = {
  answered: Quantity
  responseRate?: { ofInvited: Share; ofDelivered?: Share }
  weighting: Weighting
  questions: QuestionReport[]
  headlines: Headline[]
}
type ReportNumbers = Omit<Report, 'headlines'>

/** The gate: whether it has proven that the problem gives nobody away. It answers `refused` whenever it is in doubt. */
export type Prove = (problem: GateProblem) => Promise<'proven' | 'refused'>

/** What is published of a question: the finest tables that were proven, or none at all. */
export type ProvenQuestion = { verdict: GateVerdict; rung: string; tables: readonly ReportTable[] }

/** Inputs become protected results. Time and memory depend on the cube's cells, not on how many people answered. */
export const report = async (
  inputs: ReportInputs,
  prove: Prove,
  waves: readonly EarlierWave[] = [],
): Promise<Report> => {
  const prepared = prepare(inputs)
  const proven = new Map<QuestionId, ProvenQuestion>()
  for (const question of inputs.questionnaire)
    if (isTabled(question)) proven.set(question.id, await proveQuestion(prepared, question, prove))
  return finishedReport(prepared, proven, waves)
}

/** Walks from the finest tables of a question to the coarsest, up to the first that is proven. */
export const proveQuestion = async (
  prepared: Prepared,
  question: TabledQuestion,
  prove: Prove,
): Promise<ProvenQuestion> => {
  let by: ReportTable[] = []
  for (const { rung, tables, problems } of candidatesOf(prepared, question)) {
    if (prepared.policy === 'exact') return { verdict: 'open', rung, tables }
    if ((await provenAll(problems(), prove)) === 'proven') return { verdict: 'proven', rung, tables }
    by = [...tables]
  }
  return refused(by)
}

/** The report of what was proven. A question that is missing from it is refused. */
export const finishedReport = (
  prepared: Prepared,
  proven: ReadonlyMap<QuestionId, ProvenQuestion>,
  waves: readonly EarlierWave[],
): Report => {
  const numbers = numbersOf(prepared, proven)
  const { cities, questionnaire } = prepared.inputs
  const scope = cities ? { kind: 'network' as const, cities } : { kind: 'city' as const }
  const questions = numbers.questions.map((question, index) => {
    const asked = questionnaire[index]
    const shown = 'tables' in question && asked && isTabled(asked) ? question.tables.filter(isShown) : []
    const counts = shown.map(
      (table) => [table.by, asked && isTabled(asked) ? shownCounts(prepared, asked, table) : []] as const,
    )
    return { question, counts: new Map(counts) }
  })
  return { ...numbers, ...finish({ scope, ...numbers }, questions, waves) }
}

const isShown = (table: ReportTable): table is ShownTable => table.kind === 'shown'

const numbersOf = (prepared: Prepared, proven: ReadonlyMap<QuestionId, ProvenQuestion>): ReportNumbers => {
  const { inputs, policy, responses, weighting } = prepared
  const { invited, delivered } = inputs.turnout
  const questions = inputs.questionnaire.map((question, index) => questionReport(prepared, question, index + 1, proven))
  if (policy !== 'exact' && responses < policy.base)
    return { answered: { kind: 'fewer', than: policy.base }, weighting, questions }
  return {
    answered: { kind: 'exact', count: responses },
    // Somebody may have left the network since: the rate is never more than everybody.
    ...(invited > 0 && {
      responseRate: {
        ofInvited: shareOf(Math.min(responses, invited), invited, policy === 'exact'),
        ...(delivered && { ofDelivered: shareOf(Math.min(responses, delivered), delivered, policy === 'exact') }),
      },
    }),
    weighting,
    questions,
  }
}

const provenAll = async (problems: readonly GateProblem[], prove: Prove): Promise<'proven' | 'refused'> => {
  for (const problem of problems) if ((await prove(problem)) !== 'proven') return 'refused'
  return 'proven'
}

/** What the gate refuses leaves no number behind, only the reason. */
const refused = (tables: readonly ReportTable[]): ProvenQuestion => ({
  verdict: 'refused',
  rung: 'nothing',
  tables: tables.map(({ by }) => ({ kind: 'left-out', by, reason: 'not-proven' })),
})

const questionReport = (
  prepared: Prepared,
  question: ReportQuestion,
  number: number,
  proven: ReadonlyMap<QuestionId, ProvenQuestion>,
): QuestionReport => {
  const { id, title, contentHash } = question
  const asked = { id, number, title, contentHash }
  if (question.kind === 'text') return { ...asked, kind: 'text', texts: textsOf(prepared, id), quotations: [] }
  if (question.kind === 'demographic')
    return {
      ...asked,
      kind: 'demographic',
      dimension: question.dimension,
      groups: whoAnswered(prepared, question.dimension),
    }
  const { verdict, tables } = proven.get(id) ?? refused([...registered(prepared)].map(leftOutBy))
  const tabled = { gate: verdict, tables: [...tables], comparisons: [] }
  switch (question.kind) {
    case 'scale':
      return { ...asked, kind: 'scale', low: question.low, high: question.high, ...tabled }
    case 'number':
      return { ...asked, kind: 'number', ...(question.unit && { unit: question.unit }), ...tabled }
    default:
      return { ...asked, kind: question.kind, ...tabled }
  }
}

const registered = ({ groupings }: Prepared) => ['everybody' as const, ...groupings.keys()]
const leftOutBy = (by: ReportTable['by']): ReportTable => ({ kind: 'left-out', by, reason: 'not-proven' })

/** Under protection never so many that each of the people who answered must have written. */
const textsOf = ({ inputs, policy, responses }: Prepared, question: QuestionId): Quantity => {
  const texts = inputs.cube.reduce((all, [, adds]) => all + (adds[chose(question, 'text')] ?? 0), 0)
  if (policy === 'exact') return { kind: 'exact', count: texts }
  if (responses < policy.base) return { kind: 'fewer', than: policy.base }
  const told = roundedDown(Math.min(texts, responses - policy.cell), ROUGH_STEP)
  return told < ROUGH_STEP ? { kind: 'fewer', than: ROUGH_STEP } : { kind: 'at-least', count: told }
}

type Who = Extract<QuestionReport, { kind: 'demographic' }>

const whoAnswered = (
  { inputs, groupings, responses, policy }: Prepared,
  dimension: Who['dimension'],
): Who['groups'] => {
  // A city can ask for more answers than its groups need people.
  if (policy !== 'exact' && responses < policy.base) return { kind: 'left-out', reason: 'too-few-answers' }
  const grouping = groupings.get(dimension)
  if (!grouping || grouping.outcome === 'left-out') return { kind: 'left-out', reason: 'too-few-groups' }
  const margin = inputs.margins?.find((one) => one.dimension === dimension)
  const all = Object.values(margin?.counts ?? {}).reduce((sum, people) => sum + people, 0)
  return grouping.groups.map((group) => {
    const keys = group.kind === 'group' ? [group.key] : group.keys
    const there = keys.reduce((sum, key) => sum + (margin?.counts[key] ?? 0), 0)
    // An option without a number of its own is somewhere among those that it is weighted with.
    const known = !keys.some((key) => margin?.joined?.[key] !== undefined && margin.counts[key] === undefined)
    return {
      group: rowGroup(group),
      base: { kind: 'exact', count: group.base },
      share: shareOf(group.base, responses, policy === 'exact'),
      ...(all > 0 && known && { expected: percentOf(there, all) }),
    }
  })
}
