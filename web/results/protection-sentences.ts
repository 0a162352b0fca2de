import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { numeral } from '../numeral.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'

/** How people are protected, and what has been proven of it. */
export const protectionSentences = (report: ReportDocument, language: Language): string[] => {
  const [words, { protection }] = [resultWords[language].report, reportPageWords[language]]
  if (report.policy === 'exact') return [words.exact]
  return [
    words.thresholds(report.policy),
    ...(report.protection === 'sensitive' ? [protection.sensitive] : []),
    protection.once,
    ...gateSentences(report, language),
  ]
}

const gateSentences = (report: ReportDocument, language: Language): string[] => {
  const { gate } = reportPageWords[language].protection
  const verdicts = report.questions.flatMap((question) => ('gate' in question ? [question.gate] : []))
  const refused = verdicts.filter((verdict) => verdict === 'refused').length
  return [
    ...(verdicts.includes('proven') ? [gate.proven] : []),
    ...(refused > 0 ? [gate.refused(numeral(refused, language))] : []),
  ]
}
