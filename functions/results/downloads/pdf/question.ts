import type { Language } from '../../../../shared/identity/person.ts'
import type { QuestionReport, ReportTable, ShownTable, TabledReport } from '../../../../shared/results/document.ts'
import { answerText, mergedLabels, quantityText, rowText, shareText } from '../../../../web/results/phrases.ts'
import {
  byText,
  comparedWithText,
  comparisonSentences,
  rangeText,
  scoreSentences,
  testSentence,
} from '../../../../web/results/sentences.ts'
import { downloadWords } from '../../../../web/words/downloads.ts'
import { resultWords } from '../../../../web/words/results.ts'
import { type GridCell, writeGrid } from './grid.ts'
import { writeContrasts, writeGroups } from './group-tables.ts'
import type { Paper } from './paper.ts'
import { help, item } from './paragraphs.ts'

type Reader = { language: Language; timeZone: string }

export const writeQuestion = (paper: Paper, question: QuestionReport, reader: Reader): void => {
  const words = resultWords[reader.language].report
  paper.write('H2', `${question.number}. ${question.title}`, { size: 13, bold: true, after: 3, keep: 160 })
  if (question.kind === 'scale') help(paper, words.scaleEnds(question.low, question.high))
  if (question.kind === 'multiple') help(paper, words.chooseMany)
  if (question.kind === 'text') writeTexts(paper, question, reader)
  else if (question.kind === 'demographic') writeWho(paper, question, reader)
  else writeTables(paper, question, reader)
  paper.y += 10
}

const writeTables = (paper: Paper, question: TabledReport, reader: Reader) => {
  if (question.gate === 'refused' && question.tables.length === 0)
    help(paper, resultWords[reader.language].report.leftOut['not-proven'])
  for (const table of question.tables) writeTable(paper, question, table, reader)
  for (const comparison of question.comparisons) {
    help(paper, `${comparedWithText(comparison.with, reader.timeZone, reader.language)}:`, 20)
    for (const sentence of comparisonSentences(comparison, question, reader.language)) item(paper, sentence)
    const others = comparison.outcome === 'compared' ? mergedLabels(comparison.answers) : []
    if (others.length > 0) item(paper, resultWords[reader.language].report.merged(others.join(' · ')))
  }
}

const writeTable = (paper: Paper, question: TabledReport, table: ReportTable, { language }: Reader) => {
  const words = resultWords[language].report
  if (table.by !== 'everybody') {
    paper.y += 4
    paper.write('H3', words.by(byText(table.by, language)), { size: 10.5, bold: true, after: 3, keep: 170 })
  }
  if (table.kind === 'left-out') {
    help(paper, words.leftOut[table.reason])
    return
  }
  if (table.by === 'everybody') writeTotal(paper, question, table, language)
  else writeGroups(paper, question, table, language)
  for (const sentence of notesOf(table, language)) help(paper, sentence)
  // Where groups do not differ by more than chance, single differences would only tempt; the other files hold them.
  if (table.test?.outcome === 'differs' && table.contrasts) writeContrasts(paper, question, table, language)
}

const writeTotal = (paper: Paper, question: TabledReport, table: ShownTable, language: Language) => {
  const words = resultWords[language].report
  const [row] = table.rows
  if (!row) return
  const weighted = table.weighted ? ` · ${downloadWords[language].weighted}` : ''
  help(paper, words.base(quantityText(row.base, language)) + weighted)
  writeGrid(paper, {
    widths: [0.36, 0.16, 0.16, 0.32],
    headings: [words.answer, words.share, row.ranges ? downloadWords[language].range : '', ''],
    bars: 'beside',
    rows: row.shares.flatMap((share, n): GridCell[][] => {
      const [answer, range] = [table.answers[n], row.ranges?.[n]]
      if (!answer) return []
      return [
        [
          { text: answerText(answer, question, language) },
          { text: shareText(share, language) },
          { text: range ? rangeText(range, language) : '' },
          { text: '', bar: { share, range } },
        ],
      ]
    }),
  })
}

/** What was merged or left out is said where it is missing; then scores and the test of the groups. */
const notesOf = (table: ShownTable, language: Language): string[] => {
  const { report: words, row: rowWords } = resultWords[language]
  const others = mergedLabels(table.answers)
  const levels = table.answers.some((answer) => answer.kind === 'points' && answer.from !== answer.to)
  return [
    ...table.rows.flatMap(({ group }) =>
      group.kind === 'residual' && group.labels.length > 0
        ? [`${rowText(group, language)}, ${rowWords.residualOf(group.labels.join(' · '))}`]
        : [],
    ),
    ...(others.length > 0 ? [words.merged(others.join(' · '))] : []),
    ...(levels ? [words.mergedLevels] : []),
    ...(table.notShown.length > 0 ? [words.notShown(table.notShown.join(' · '))] : []),
    ...table.rows.flatMap(({ group, score }) =>
      score
        ? [
            [...(table.by === 'everybody' ? [] : [rowText(group, language)]), ...scoreSentences(score, language)].join(
              ' · ',
            ),
          ]
        : [],
    ),
    ...(table.test ? [testSentence(table.test, byText(table.by, language), language)] : []),
  ]
}

const writeTexts = (paper: Paper, question: Extract<QuestionReport, { kind: 'text' }>, { language }: Reader) => {
  const wrote = quantityText(question.texts, language)
  const { report } = resultWords[language]
  help(paper, question.quotations.length > 0 ? downloadWords[language].quoted(wrote) : report.texts(wrote))
  for (const quotation of question.quotations) item(paper, quotation)
}

const writeWho = (paper: Paper, question: Extract<QuestionReport, { kind: 'demographic' }>, { language }: Reader) => {
  const words = resultWords[language].report
  const { groups } = question
  if (!Array.isArray(groups)) {
    help(paper, words.leftOut[groups.reason])
    return
  }
  const percent = resultWords[language].share.percent
  const expected = groups.some((group) => group.expected !== undefined)
  const { columns } = downloadWords[language]
  writeGrid(paper, {
    widths: expected ? [0.34, 0.14, 0.14, 0.14, 0.24] : [0.36, 0.16, 0.16, 0.32],
    headings: [words.group, words.people, words.share, ...(expected ? [columns.expected] : []), ''],
    bars: 'beside',
    rows: groups.map((group): GridCell[] => [
      { text: rowText(group.group, language) },
      { text: quantityText(group.base, language) },
      { text: shareText(group.share, language) },
      ...(expected ? [{ text: group.expected === undefined ? '–' : percent(group.expected) }] : []),
      { text: '', bar: { share: group.share, range: undefined } },
    ]),
  })
  for (const { group } of groups)
    if (group.kind === 'residual' && group.labels.length > 0)
      help(paper, `${rowText(group, language)}, ${resultWords[language].row.residualOf(group.labels.join(' · '))}`)
}
