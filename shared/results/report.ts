import type { Dimension, ProtectionLevel } from '../words.ts'
import { chose } from './contribution.ts'
import type { Quantity, QuestionReport, Share } from './document.ts'
import { type Gate, noGate } from './gate.ts'
import { type Grouping, groupsOf } from './groups.ts'
import type { Turnout } from './inputs.ts'
import { type Policy, policyOf, ROUGH_STEP, roundedDown } from './policy.ts'
import type { GroupQuestion, Questionnaire, ReportQuestion, TextQuestion } from './questionnaire.ts'
import { type Groupings, rowGroup, shareOf, type TabledQuestion, tablesOf } from './tables.ts'
import { type Cube, responsesIn, total } from './tally.ts'

export type Results = {
  answered: Quantity
  responseRate?: { ofInvited: Share; ofDelivered?: Share }
  questions: QuestionReport[]
}

/** A cube becomes protected results. Time and memory depend on the cube's cells, not on how many people answered. */
export const report = (
  cube: Cube,
  questionnaire: readonly ReportQuestion[],
  level: ProtectionLevel,
  { invited, delivered }: Turnout,
  gate: Gate = noGate,
): Results => {
  const policy = policyOf(level)
  const count = responsesIn(cube)
  const groupings = groupingsOf(cube, questionnaire, policy)
  const questions = questionnaire.map((question, index) =>
    gated(questionReport(cube, question, index + 1, groupings, policy), cube, gate),
  )
  if (policy !== 'exact' && count < policy.base) return { answered: { kind: 'fewer', than: policy.base }, questions }
  return {
    answered: { kind: 'exact', count },
    // Somebody may have left the network since: the rate is never more than everybody.
    ...(invited > 0 && {
      responseRate: {
        ofInvited: shareOf(Math.min(count, invited), invited, policy),
        ...(delivered && { ofDelivered: shareOf(Math.min(count, delivered), delivered, policy) }),
      },
    }),
    questions,
  }
}

const groupingsOf = (cube: Cube, questionnaire: Questionnaire, policy: Policy | 'exact'): Groupings =>
  new Map(
    questionnaire
      .filter((question): question is GroupQuestion => question.kind === 'demographic')
      .map((question): [Dimension, Grouping] => [question.dimension, groupsOf(cube, question, policy)]),
  )

const questionReport = (
  cube: Cube,
  question: ReportQuestion,
  number: number,
  groupings: Groupings,
  policy: Policy | 'exact',
): QuestionReport => {
  const asked = { id: question.id, number, title: question.title, contentHash: question.contentHash }
  switch (question.kind) {
    case 'text':
      return { ...asked, kind: 'text', texts: textsOf(cube, question, policy), quotations: [] }
    case 'demographic':
      return {
        ...asked,
        kind: 'demographic',
        dimension: question.dimension,
        groups: whoAnswered(cube, question, groupings, policy),
      }
    case 'scale':
      return {
        ...asked,
        kind: 'scale',
        low: question.low,
        high: question.high,
        ...tabled(cube, question, groupings, policy),
      }
    case 'number':
      return {
        ...asked,
        kind: 'number',
        ...(question.unit && { unit: question.unit }),
        ...tabled(cube, question, groupings, policy),
      }
    default:
      return { ...asked, kind: question.kind, ...tabled(cube, question, groupings, policy) }
  }
}

const tabled = (cube: Cube, question: TabledQuestion, groupings: Groupings, policy: Policy | 'exact') => ({
  gate: policy === 'exact' ? ('open' as const) : ('not-attempted' as const),
  comparisons: [],
  tables: tablesOf(cube, question, groupings, policy),
})

const textsOf = (cube: Cube, question: TextQuestion, policy: Policy | 'exact'): Quantity => {
  const texts = total(cube, chose(question.id, 'text'))
  if (policy === 'exact') return { kind: 'exact', count: texts }
  return texts < ROUGH_STEP
    ? { kind: 'fewer', than: ROUGH_STEP }
    : { kind: 'at-least', count: roundedDown(texts, ROUGH_STEP) }
}

const whoAnswered = (
  cube: Cube,
  question: GroupQuestion,
  groupings: Groupings,
  policy: Policy | 'exact',
): Extract<QuestionReport, { kind: 'demographic' }>['groups'] => {
  const grouping = groupings.get(question.dimension)
  if (!grouping || grouping.outcome === 'left-out') return { kind: 'left-out', reason: 'too-few-groups' }
  const everybody = responsesIn(cube)
  return grouping.groups.map((group) => ({
    group: rowGroup(group),
    base: { kind: 'exact', count: group.base },
    share: shareOf(group.base, everybody, policy),
  }))
}

/** What the gate refuses leaves no number behind, only the reason. */
const gated = (question: QuestionReport, cube: Cube, gate: Gate): QuestionReport => {
  if (!('tables' in question) || question.gate === 'open') return question
  const verdict = gate(question, cube)
  if (verdict !== 'refused') return { ...question, gate: verdict }
  return {
    ...question,
    gate: verdict,
    tables: question.tables.map(({ by }) => ({ kind: 'left-out', by, reason: 'not-proven' })),
  }
}
