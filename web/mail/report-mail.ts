import type { ReportDocument } from '../../shared/results/document.ts'
import { inLanguage } from '../results/in-language.ts'
import { reportTitle } from '../results/report-title.ts'
import { headlineText } from '../results/sentences.ts'
import { reportMailWords } from '../words/report-mail.ts'
import { type Letterhead, type MailBlock, type RenderedMail, renderMail } from './layout.tsx'

export type ReportMailSite = Letterhead & { publicUrl: string }

const ready = (words: (typeof reportMailWords)['en'], { scope, cityName }: ReportDocument) =>
  scope.kind === 'city-in-network' ? words.readyAgainst(cityName) : words.ready(cityName)

/** To a council, whose language nobody has asked for: in English, and in Spanish below. Every number is the report's own. */
export const reportMail = (site: ReportMailSite, report: ReportDocument): Promise<RenderedMail> => {
  const href = `${site.publicUrl}/council/${report.city}/reports/${report.campaignId}`
  const blocks = (['en', 'es'] as const).flatMap((language): MailBlock[] => {
    const words = reportMailWords[language]
    const found = report.headlines.flatMap(
      (headline) => headlineText(headline, inLanguage(report, language), language) ?? [],
    )
    return [
      { kind: language === 'en' ? 'heading' : 'subheading', text: words.title(reportTitle(report, language)) },
      { kind: 'paragraph', text: ready(words, report) },
      ...found.map((text): MailBlock => ({ kind: 'paragraph', text: `• ${text}` })),
      { kind: 'button', label: words.open, href: `${href}?lang=${language}` },
    ]
  })
  return renderMail({
    ...site,
    language: 'en',
    subject: reportMailWords.en.subject(reportTitle(report, 'en')),
    blocks,
    footer: [reportMailWords.en.why(report.cityName), reportMailWords.es.why(report.cityName)],
  })
}
