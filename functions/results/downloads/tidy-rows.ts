import type { Language } from '../../../shared/identity/person.ts'
import type {
  By,
  Comparison,
  Quantity,
  QuestionReport,
  Range,
  ReportDocument,
  RowGroup,
  Share,
  ShownTable,
  TabledReport,
} from '../../../shared/results/document.ts'
import type { Measure } from '../../../web/results/measure.ts'
import { answerText, mergedLabels, rowText } from '../../../web/results/phrases.ts'
import { comparedWithText } from '../../../web/results/sentences.ts'
import { sentenceWords } from '../../../web/words/result-sentences.ts'
import { resultWords } from '../../../web/words/results.ts'

/** One number of the report with all that it needs to be understood. */
export type TidyRow = {
  measure: Measure
  question?: QuestionReport
  by?: By
  group?: string
  base?: Quantity
  weighted?: boolean
  answer?: string
  share?: Share
  expected?: number
  mean?: number
  points?: number
  /** Of the percentage, the mean or the points of this row. */
  range?: Range
  outcome?: string
  detectable?: number
  comparedWith?: string
  there?: Share
  note?: string
}

/** All that the document tells, in its order; texts are in the reader's language, and the survey's own. */
export const tidyRows = (report: ReportDocument, language: Language): TidyRow[] => [
  ...turnoutRows(report),
  ...report.questions.flatMap((question) => rowsOf(question, report, language)),
]

const turnoutRows = ({ invited, delivered, answered, responseRate }: ReportDocument): TidyRow[] => {
  const row = (outcome: string, of: Partial<TidyRow>): TidyRow => ({ measure: 'turnout', outcome, ...of })
  return [
    row('invited', { base: { kind: 'exact', count: invited } }),
    ...(delivered === undefined ? [] : [row('delivered', { base: { kind: 'exact', count: delivered } })]),
    row('answered', { base: answered }),
    ...(responseRate ? [row('answered-of-invited', { share: responseRate.ofInvited })] : []),
    ...(responseRate?.ofDelivered ? [row('answered-of-delivered', { share: responseRate.ofDelivered })] : []),
  ]
}

const rowsOf = (question: QuestionReport, report: ReportDocument, language: Language): TidyRow[] => {
  const words = resultWords[language]
  if (question.kind === 'text') {
    const [group, by] = [words.row.everybody, 'everybody' as const]
    return [
      { measure: 'texts', question, by, group, base: question.texts },
      ...question.quotations.map((note): TidyRow => ({ measure: 'quotation', question, by, group, note })),
    ]
  }
  if (question.kind === 'demographic') return whoRows(question, language)
  const tables = question.tables.flatMap((table): TidyRow[] =>
    table.kind === 'left-out'
      ? [{ measure: 'left-out', question, by: table.by, note: words.report.leftOut[table.reason] }]
      : tableRows(question, table, language),
  )
  const refused: TidyRow = { measure: 'left-out', question, by: 'everybody', note: words.report.leftOut['not-proven'] }
  return [
    ...(question.gate === 'refused' && tables.length === 0 ? [refused] : tables),
    ...question.comparisons.flatMap((comparison) =>
      comparisonRows(question, comparison, { timeZone: report.timeZone, language }),
    ),
  ]
}

const tableRows = (question: TabledReport, table: ShownTable, language: Language): TidyRow[] => [
  ...shareRows(question, table, language),
  ...scoreRows(question, table, language),
  ...testRows(question, table, language),
]

const shareRows = (question: TabledReport, table: ShownTable, language: Language): TidyRow[] =>
  table.rows.flatMap((row) =>
    row.shares.flatMap((share, index): TidyRow[] => {
      const answer = table.answers[index]
      if (!answer) return []
      const range = row.ranges?.[index]
      const note = [groupNote(row.group, language), mergedNote(table, index, language)].filter(Boolean).join('. ')
      return [
        {
          ...{ measure: 'share', question, by: table.by, weighted: table.weighted, base: row.base, share, note },
          ...{ group: rowText(row.group, language), answer: answerText(answer, question, language) },
          ...(range && { range }),
        },
      ]
    }),
  )

const scoreRows = (question: TabledReport, table: ShownTable, language: Language): TidyRow[] =>
  table.rows.flatMap(({ group, base, score }): TidyRow[] => {
    if (!score) return []
    const of = { question, by: table.by, weighted: table.weighted, group: rowText(group, language), base }
    return [
      { measure: 'mean', ...of, mean: score.mean.value, range: score.mean },
      { measure: 'net-score', ...of, points: score.net.points, range: score.net },
    ]
  })

const testRows = (question: TabledReport, table: ShownTable, language: Language): TidyRow[] => {
  const { by, test, contrasts = [], rows, answers } = table
  const tested: TidyRow[] = test
    ? [
        {
          ...{ measure: 'test', question, by, outcome: test.outcome },
          ...('detectable' in test && { detectable: test.detectable }),
          ...('reason' in test && { note: sentenceWords[language].test.notTested[test.reason] }),
        },
      ]
    : []
  const against = contrasts.flatMap((contrast): TidyRow[] => {
    const [row, answer] = [rows[contrast.row], answers[contrast.answer]]
    if (!row || !answer) return []
    return [
      {
        ...{ measure: 'contrast', question, by, base: row.base, points: contrast.points, range: contrast },
        ...{ group: rowText(row.group, language), answer: answerText(answer, question, language) },
      },
    ]
  })
  return [...tested, ...against]
}

const comparisonRows = (
  question: TabledReport,
  comparison: Comparison,
  { timeZone, language }: { timeZone: string; language: Language },
): TidyRow[] => {
  const of = { question, by: 'everybody', comparedWith: comparedWithText(comparison.with, timeZone, language) } as const
  if (comparison.outcome === 'not-comparable') {
    const { reason: outcome } = comparison
    return [
      { measure: 'not-compared', ...of, outcome, note: sentenceWords[language].comparison.notComparable[outcome] },
    ]
  }
  const { answers, differences, detectable } = comparison
  return differences.flatMap((difference, index): TidyRow[] => {
    const answer = answers[index]
    if (!answer) return []
    const { points, verdict, here, there } = difference
    return [
      {
        ...{ measure: 'comparison', ...of, answer: answerText(answer, question, language), points, range: difference },
        ...{ outcome: verdict, detectable, share: here, there },
      },
    ]
  })
}

const whoRows = (question: Extract<QuestionReport, { kind: 'demographic' }>, language: Language): TidyRow[] => {
  const { dimension: by, groups } = question
  if (!Array.isArray(groups))
    return [{ measure: 'left-out', question, by, note: resultWords[language].report.leftOut[groups.reason] }]
  return groups.map(({ group, base, share, expected }) => ({
    ...{ measure: 'who-answered', question, by, group: rowText(group, language), base, share },
    ...(expected !== undefined && { expected }),
    note: groupNote(group, language),
  }))
}

const groupNote = (group: RowGroup, language: Language) =>
  group.kind === 'residual' && group.labels.length > 0
    ? resultWords[language].row.residualOf(group.labels.join(' · '))
    : ''

const mergedNote = (table: ShownTable, index: number, language: Language) => {
  const words = resultWords[language].report
  const answer = table.answers[index]
  const merged = answer?.kind === 'others' ? words.merged(mergedLabels(table.answers).join(' · ')) : ''
  const notShown = table.notShown.length > 0 ? words.notShown(table.notShown.join(' · ')) : ''
  return [merged, notShown].filter(Boolean).join(' ')
}
