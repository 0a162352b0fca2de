import type { Language } from '../../../shared/identity/person.ts'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { shortLocalTime } from '../../../web/local-time.ts'
import { downloadWords } from '../../../web/words/downloads.ts'

/** By what anybody can see which release this is, and that nobody changed it. */
export const receiptLines = (report: ReportDocument, language: Language): [string, string][] => {
  const words = downloadWords[language]
  const { receipt, signature, timeZone } = report
  const time = (instant: ReportDocument['closedAt']) => shortLocalTime(instant, timeZone, language)
  return [
    [words.released, `${report.release} · ${report.campaignId}`],
    [words.published, time(report.publishedAt)],
    [words.computed, time(receipt.computedAt)],
    [words.recounted, time(receipt.recount.at)],
    [words.code, receipt.codeVersion],
    [words.inputs, receipt.inputs],
    [words.cube, receipt.cube],
    [words.seal, report.seal],
    [words.signature, signature ? `${signature.key} · ${signature.value}` : words.draft],
  ]
}
