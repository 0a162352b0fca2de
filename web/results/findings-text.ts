import type { ReportDocument } from '../../shared/results/document.ts'
import { quantityText } from './phrases.ts'
import { headlineText } from './sentences.ts'

/** The update that tells members what was found, in the part of Markdown that mails know. Every number is the report's own. */
export const findingsText = (report: ReportDocument): { title: string; message: string } => {
  const found = report.headlines.flatMap((headline) => headlineText(headline, report, 'en') ?? [])
  const thanks = `Thank you to everybody who answered. This is what ${quantityText(report.answered, 'en')} members of the network in ${report.cityName} told us:`
  const list = found.map((text) => `- ${text.replaceAll(/\s+/g, ' ')}`).join('\n')
  const next =
    'The Local Advisory Council of your city reads the whole report. Nobody’s own answer can be told from it.'
  return {
    title: `What was found: ${report.title}`.slice(0, 200),
    message: [thanks, list, next].filter(Boolean).join('\n\n').slice(0, 4000),
  }
}
