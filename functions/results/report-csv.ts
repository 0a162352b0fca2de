import { defused } from '../../shared/defuse.ts'
import type { QuestionReport, ReportDocument, ReportTable, RowGroup, Share } from '../../shared/results/document.ts'
import { answerText, mergedLabels, quantityText, rowText, shareText } from '../../web/results/phrases.ts'
import { resultWords } from '../../web/words/results.ts'

/** One row for each answer of each group in each table: name and meaning of every column, in their order. */
export const CSV_COLUMNS = [
  ['report', 'Id of the campaign that the report is about.'],
  ['release', 'Number of the release, 1 for the first.'],
  ['city', 'City of the network.'],
  ['survey', 'Title of the survey.'],
  ['question_number', 'Place of the question in the questionnaire, from 1.'],
  ['question', 'The question as it was asked.'],
  ['kind', 'single, multiple (several answers possible), scale, number, text or demographic.'],
  ['table', 'everybody, or what the groups are made by: race, gender, ageBand, neighbourhood.'],
  ['group', 'The group; “All other and unstated” is everybody without a row of their own.'],
  [
    'base',
    'People the row rests on: of a group, those who answered the survey; of everybody, those who answered the question.',
  ],
  ['base_kind', 'exact, at-least (rounded down) or fewer (less than the number).'],
  ['answer', 'The answer, or several answers taken together.'],
  [
    'percent',
    'Whole percentage of those in the row who answered the question, or the quarter that it lies in; empty where none is shown.',
  ],
  [
    'percent_kind',
    'share (rounded), under (less than the number), over (more than it), exact (with count), quarter or left-out.',
  ],
  ['count', 'People, only where the survey’s results are open; otherwise empty.'],
  ['note', 'What was merged or left out, and why.'],
] as const

/** RFC 4180 with a byte order mark, so that spreadsheets read it as UTF-8. In English whatever the reader's language. */
export const reportCsv = (report: ReportDocument): string => {
  const lines = report.questions.flatMap((question) =>
    rowsOf(question).map((row) => [
      report.campaignId,
      report.release,
      report.cityName,
      report.title,
      question.number,
      question.title,
      question.kind,
      ...row,
    ]),
  )
  return `\ufeff${[CSV_COLUMNS.map(([name]) => name), ...lines].map(csvLine).join('')}`
}

type Field = string | number
const { report: words, row: rowWords } = resultWords.en

const rowsOf = (question: QuestionReport): Field[][] => {
  if (question.kind === 'text') {
    const base = quantityFields(question.texts)
    return [
      [
        'everybody',
        rowWords.everybody,
        ...base,
        '',
        '',
        'left-out',
        '',
        words.texts(quantityText(question.texts, 'en')),
      ],
    ]
  }
  if (question.kind === 'demographic') return whoRows(question)
  return question.tables.flatMap((table) => tableRows(question, table))
}

const tableRows = (question: QuestionReport, table: ReportTable): Field[][] => {
  if (table.kind === 'left-out') return [leftOut(table.by, words.leftOut[table.reason])]
  const others = mergedLabels(table.answers)
  const notShown = table.notShown.length > 0 ? words.notShown(table.notShown.join(' · ')) : ''
  return table.rows.flatMap((row) =>
    table.answers.map((answer, index) => {
      const share = row.shares[index]
      const merged = answer.kind === 'others' ? words.merged(others.join(' · ')) : ''
      const note = [groupNote(row.group), merged, notShown].filter(Boolean).join(' ')
      return [
        table.by,
        rowText(row.group, 'en'),
        ...quantityFields(row.base),
        answerText(answer, question, 'en'),
        ...(share ? shareFields(share) : ['', 'left-out', '']),
        note,
      ]
    }),
  )
}

const whoRows = (question: Extract<QuestionReport, { kind: 'demographic' }>): Field[][] =>
  Array.isArray(question.groups)
    ? question.groups.map(({ group, base, share }) => [
        question.dimension,
        rowText(group, 'en'),
        ...quantityFields(base),
        words.whoAnswered,
        ...shareFields(share),
        groupNote(group),
      ])
    : [leftOut(question.dimension, words.leftOut[question.groups.reason])]

const leftOut = (by: string, reason: string): Field[] => [by, '', '', '', '', '', 'left-out', '', reason]

const groupNote = (group: RowGroup) =>
  group.kind === 'residual' && group.labels.length > 0 ? rowWords.residualOf(group.labels.join(' · ')) : ''

const quantityFields = (quantity: { kind: string } & ({ count: number } | { than: number })): Field[] => [
  'count' in quantity ? quantity.count : quantity.than,
  quantity.kind,
]

const shareFields = (share: Share): Field[] => [
  share.kind === 'quarter' ? shareText(share, 'en') : share.percent,
  share.kind,
  share.kind === 'exact' ? share.count : '',
]

const csvLine = (fields: readonly Field[]): string => `${fields.map(csvField).join(',')}\r\n`

const csvField = (field: Field): string => {
  if (typeof field === 'number') return String(field)
  const text = defused(field)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
