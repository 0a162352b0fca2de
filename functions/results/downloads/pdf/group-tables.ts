import type { Language } from '../../../../shared/identity/person.ts'
import type { AnswerGroup, ShownTable, TabledReport } from '../../../../shared/results/document.ts'
import { answerText, quantityText, rowText, shareText } from '../../../../web/results/phrases.ts'
import { differenceRange, signed } from '../../../../web/results/sentences.ts'
import { sentenceWords } from '../../../../web/words/result-sentences.ts'
import { resultWords } from '../../../../web/words/results.ts'
import { type GridCell, writeGrid } from './grid.ts'
import type { Paper } from './paper.ts'
import { help } from './paragraphs.ts'

export const writeGroups = (paper: Paper, question: TabledReport, table: ShownTable, language: Language) => {
  const words = resultWords[language].report
  for (const { from, answers } of abreast(table.answers)) {
    const share = 0.66 / answers.length
    writeGrid(paper, {
      widths: [0.22, 0.12, ...answers.map(() => share)],
      headings: [words.group, words.people, ...answers.map((answer) => answerText(answer, question, language))],
      bars: 'below',
      rows: table.rows.map((row) => [
        { text: rowText(row.group, language) },
        { text: quantityText(row.base, language) },
        ...row.shares.slice(from, from + answers.length).map((one, n): GridCell => {
          const range = row.ranges?.[from + n]
          const text = shareText(one, language)
          return { text: range ? `${text} (${range.low}–${range.high})` : text, bar: { share: one, range } }
        }),
      ]),
    })
  }
}

export const writeContrasts = (paper: Paper, question: TabledReport, table: ShownTable, language: Language) => {
  const { title, help: meaning } = sentenceWords[language].contrast
  help(paper, `${title}. ${meaning}`, 30)
  for (const { from, answers } of abreast(table.answers)) {
    writeGrid(paper, {
      widths: [0.24, ...answers.map(() => 0.76 / answers.length)],
      headings: [
        resultWords[language].report.group,
        ...answers.map((answer) => answerText(answer, question, language)),
      ],
      bars: 'beside',
      rows: table.rows.map(({ group }, row) => [
        { text: rowText(group, language) },
        ...answers.map((_, n) => {
          const contrast = table.contrasts?.find((one) => one.row === row && one.answer === from + n)
          const text = contrast ? `${signed(contrast.points, language)} (${differenceRange(contrast, language)})` : '–'
          return { text }
        }),
      ]),
    })
  }
}

/** Few enough answers to stand beside each other, in parts of about the same size. */
const abreast = (answers: readonly AnswerGroup[]) => {
  const size = Math.ceil(answers.length / Math.ceil(answers.length / MOST_ABREAST))
  return answers.flatMap((_, from) => (from % size === 0 ? [{ from, answers: answers.slice(from, from + size) }] : []))
}

const MOST_ABREAST = 5
