import type { Language } from '../../../shared/identity/person.ts'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { aboutSentences } from '../../../web/results/about-report.ts'
import { resultWords } from '../../../web/words/results.ts'

/** What the numbers can and cannot tell, and how people are protected. */
export const methodSentences = (report: ReportDocument, network: string, language: Language): string[] => {
  const { exact, thresholds } = resultWords[language].report
  return [...aboutSentences(report, network, language), report.policy === 'exact' ? exact : thresholds(report.policy)]
}
