import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { localDay } from '../local-time.ts'
import { numeral } from '../numeral.ts'
import { reportPageWords } from '../words/report-page.ts'
import { quantityText } from './phrases.ts'

type Fact = { name: string; value: string; isCode?: boolean }

/** By what anybody can see which release this is, from what it was made, and that nobody changed it. */
export const receiptFacts = (report: ReportDocument, language: Language): Fact[] => {
  const { receipt: words } = reportPageWords[language]
  const { receipt, signature, timeZone } = report
  const day = (instant: ReportDocument['closedAt']) => localDay(instant, timeZone, language)
  const code = (name: string, value: string | undefined): Fact[] => (value ? [{ name, value, isCode: true }] : [])
  return [
    { name: words.release, value: numeral(report.release, language) },
    // A draft is not published.
    ...(signature ? [{ name: words.published, value: day(report.publishedAt) }] : []),
    { name: words.computed, value: day(receipt.computedAt) },
    { name: words.responses, value: quantityText(report.answered, language) },
    { name: words.engine, value: String(receipt.engine) },
    ...code(words.code, receipt.codeVersion),
    ...code(words.inputs, receipt.inputs),
    ...code(words.cube, receipt.cube),
    ...code(words.weights, receipt.weights),
    ...code(words.earlier, receipt.earlier.join(' ')),
    ...code(words.seal, report.seal),
    ...code(words.signature, signature?.value),
    ...code(words.key, signature?.key),
  ]
}

export const recountedSentence = ({ receipt, timeZone }: ReportDocument, language: Language): string =>
  reportPageWords[language].receipt.recounted(localDay(receipt.recount.at, timeZone, language))
