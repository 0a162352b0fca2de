import writeExcelFile, { type Cell, type Sheet } from 'write-excel-file/node'
import type { Language } from '../../../shared/identity/person.ts'
import type { QuestionReport, ReportDocument } from '../../../shared/results/document.ts'
import { aboutSentences } from '../../../web/results/about-report.ts'
import { inLanguage } from '../../../web/results/in-language.ts'
import { protectionSentences } from '../../../web/results/protection-sentences.ts'
import { receiptFacts, recountedSentence } from '../../../web/results/receipt-facts.ts'
import { reportTitle } from '../../../web/results/report-title.ts'
import { downloadWords } from '../../../web/words/downloads.ts'
import { reportPageWords } from '../../../web/words/report-page.ts'
import { resultWords } from '../../../web/words/results.ts'
import { numberCell, percentCell, quantityCell, shareCell, textCell } from './cells.ts'
import { COMPARISONS, DIFFERENCES, layoutOf, type SheetLayout } from './sheet-columns.ts'
import { type TidyRow, tidyRows } from './tidy-rows.ts'
import { withoutTimes } from './zip-files.ts'

export type Workbook = { bytes: Uint8Array<ArrayBuffer>; sheets: { name: string; rows: number }[] }

/** What it is about on the first sheet, then one sheet for each question, and what is said of differences. */
export const reportWorkbook = async (
  stored: ReportDocument,
  network: string,
  language: Language,
): Promise<Workbook> => {
  const report = inLanguage(stored, language)
  const words = downloadWords[language]
  const rows = tidyRows(report, language)
  const of = (name: string, layout: SheetLayout, question?: QuestionReport) =>
    dataSheet(name, layout, rowsFor(layout, rows, question), language)
  const sheets = [
    ...report.questions.map((question) => of(sheetName(question, language), layoutOf(question), question)),
    of(words.differences, DIFFERENCES),
    of(words.comparisons, COMPARISONS),
  ]
  const about = aboutSheet(
    report,
    network,
    sheets.map(({ sheet = '' }) => sheet),
    language,
  )
  const bytes = await writeExcelFile([about, ...sheets], { fontFamily: 'Calibri', fontSize: 11 }).toBuffer()
  return {
    bytes: withoutTimes(bytes, report.publishedAt),
    sheets: sheets.map(({ sheet = '', data }) => ({ name: sheet, rows: data.length - 1 })),
  }
}

/** The number first, so that no two are alike. A name has 31 characters, and some signs it may not have. */
const sheetName = ({ number, title }: QuestionReport, language: Language): string => {
  const name = `${downloadWords[language].questionSheet(number)} ${title}`.replace(/[[\]\\/:*?'\s\p{C}]+/gu, ' ').trim()
  const kept = [...name].reduce((start, sign) => (start.length + sign.length <= 31 ? start + sign : start), '')
  // Whole words, where one word is not all there is.
  const isWhole = kept === name || name.charAt(kept.length) === ' '
  return (isWhole ? kept : kept.replace(/(?<= \S+) \S*$/u, '')).trim()
}

const rowsFor = ({ measures }: SheetLayout, rows: readonly TidyRow[], question: QuestionReport | undefined) =>
  rows.filter((row) => measures.includes(row.measure) && (!question || row.question === question))

const dataSheet = (
  name: string,
  { columns }: SheetLayout,
  rows: readonly TidyRow[],
  language: Language,
): Sheet<Buffer> => ({
  sheet: name,
  columns: columns.map(({ width }) => ({ width })),
  stickyRowsCount: 1,
  data: [
    columns.map(({ heading }) => ({ ...HEADING, type: String, value: downloadWords[language].columns[heading] })),
    ...rows.map((row) => columns.map(({ cell }) => cell(row, language))),
  ],
})

const aboutSheet = (
  report: ReportDocument,
  network: string,
  sheets: readonly string[],
  language: Language,
): Sheet<Buffer> => {
  const words = downloadWords[language]
  const meanings = Object.entries(words.meanings) as [keyof typeof words.meanings, string][]
  const title = (text: string): Cell[] => [{ ...HEADING, type: String, value: text }]
  return {
    sheet: words.about,
    columns: [{ width: 36 }, { width: 100 }],
    data: [
      [textCell(reportTitle(report, language), { fontWeight: 'bold' })],
      [textCell(report.cityName)],
      ...turnout(report, language),
      [],
      title(resultWords[language].report.means),
      ...aboutSentences(report, network, language).map((sentence) => [textCell(sentence)]),
      [],
      title(reportPageWords[language].protection.title),
      ...protectionSentences(report, language).map((sentence) => [textCell(sentence)]),
      [],
      title(resultWords[language].report.columns),
      ...meanings.map(([column, meaning]) => [textCell(words.columns[column]), textCell(meaning)]),
      [],
      title(words.sheets),
      ...sheets.map((sheet) => [textCell(sheet)]),
      [],
      title(reportPageWords[language].receipt.title),
      [textCell(recountedSentence(report, language))],
      ...receiptFacts(report, language).map(({ name, value }) => [textCell(name), textCell(value)]),
    ],
  }
}

const turnout = (report: ReportDocument, language: Language): Cell[][] => {
  const { report: words } = resultWords[language]
  const { ofInvited } = report.responseRate ?? {}
  return [
    [textCell(words.audience), numberCell(report.invited)],
    ...(report.delivered === undefined
      ? []
      : [[textCell(downloadWords[language].delivered), numberCell(report.delivered)]]),
    [textCell(words.answered), quantityCell(report.answered, language)],
    [
      textCell(words.rate),
      ofInvited?.kind === 'exact'
        ? percentCell(ofInvited.percent)
        : (shareCell(ofInvited, language) ?? textCell(words.noRate)),
    ],
  ]
}

const HEADING = { fontWeight: 'bold', backgroundColor: '#dfeae7', wrap: true } as const
