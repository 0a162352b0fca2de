import type { Cell } from 'write-excel-file/node'
import type { Language } from '../../../shared/identity/person.ts'
import type { QuestionReport } from '../../../shared/results/document.ts'
import type { Measure } from '../../../web/results/measure.ts'
import { byText } from '../../../web/results/sentences.ts'
import { downloadWords } from '../../../web/words/downloads.ts'
import { numberCell, percentCell, quantityCell, shareCell, textCell } from './cells.ts'
import type { TidyRow } from './tidy-rows.ts'

type Words = (typeof downloadWords)['en']
export type SheetColumn = {
  heading: keyof Words['columns']
  /** In characters. */
  width: number
  cell: (row: TidyRow, language: Language) => Cell
}

/** Which rows of the report a sheet holds, and in which columns. */
export type SheetLayout = { measures: readonly Measure[]; columns: readonly SheetColumn[] }

const table: SheetColumn = { heading: 'table', width: 18, cell: ({ by }, of) => textCell(by && byText(by, of)) }
const group: SheetColumn = { heading: 'group', width: 26, cell: (row) => textCell(row.group) }
const base: SheetColumn = { heading: 'base', width: 12, cell: (row, of) => quantityCell(row.base, of) }
const answer: SheetColumn = { heading: 'answer', width: 32, cell: (row) => textCell(row.answer) }
const note: SheetColumn = { heading: 'note', width: 60, cell: (row) => textCell(row.note) }
const expected: SheetColumn = { heading: 'expected', width: 12, cell: (row) => percentCell(row.expected) }
const there: SheetColumn = { heading: 'there', width: 12, cell: (row, of) => shareCell(row.there, of) }
const detectable: SheetColumn = { heading: 'detectable', width: 14, cell: (row) => numberCell(row.detectable) }
const compared: SheetColumn = { heading: 'comparedWith', width: 36, cell: (row) => textCell(row.comparedWith) }
const points: SheetColumn = { heading: 'points', width: 14, cell: (row) => numberCell(row.points) }
const value: SheetColumn = { heading: 'value', width: 10, cell: (row) => numberCell(row.mean ?? row.points) }
const question: SheetColumn = {
  heading: 'question',
  width: 40,
  cell: (row) => textCell(row.question && `${row.question.number}. ${row.question.title}`),
}
const measure: SheetColumn = {
  heading: 'measure',
  width: 24,
  cell: (row, of) => textCell(downloadWords[of].measure[row.measure]),
}
const share: SheetColumn = {
  heading: 'share',
  width: 20,
  cell: (row, of) => (row.measure === 'left-out' ? textCell(downloadWords[of].leftOut) : shareCell(row.share, of)),
}
const count: SheetColumn = {
  heading: 'count',
  width: 10,
  cell: (row) => numberCell(row.share?.kind === 'exact' ? row.share.count : undefined),
}
const outcome: SheetColumn = {
  heading: 'outcome',
  width: 30,
  cell: (row, of) => {
    const words: Record<string, string> = downloadWords[of].outcome
    return textCell(words[row.outcome ?? ''])
  },
}
/** Ends of a range are percentages where the row has a share, and else as large as its value. */
const percentRange = (heading: 'low' | 'high'): SheetColumn => ({
  heading,
  width: 12,
  cell: (row) => percentCell(row.range?.[heading]),
})
const range = (heading: 'low' | 'high'): SheetColumn => ({
  heading,
  width: 12,
  cell: (row) => numberCell(row.range?.[heading]),
})

/** One sheet for each question. */
export const layoutOf = ({ kind }: QuestionReport): SheetLayout => {
  if (kind === 'text') return { measures: ['texts', 'quotation'], columns: [measure, base, note] }
  if (kind === 'demographic')
    return { measures: ['who-answered', 'left-out'], columns: [group, base, share, count, expected, note] }
  const ranges = [percentRange('low'), percentRange('high')]
  return { measures: ['share', 'left-out'], columns: [table, group, base, answer, share, count, ...ranges, note] }
}

export const DIFFERENCES: SheetLayout = {
  measures: ['mean', 'net-score', 'test', 'contrast'],
  columns: [
    question,
    measure,
    table,
    group,
    base,
    answer,
    value,
    range('low'),
    range('high'),
    outcome,
    detectable,
    note,
  ],
}

export const COMPARISONS: SheetLayout = {
  measures: ['comparison', 'not-compared'],
  columns: [question, compared, answer, share, there, points, range('low'), range('high'), outcome, detectable, note],
}
