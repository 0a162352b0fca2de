import type { Language } from '../../shared/identity/person.ts'
import { Language as Languages } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { findingsWords } from '../words/findings.ts'
import { inLanguage } from './in-language.ts'
import { quantityText } from './phrases.ts'
import { headlineText } from './sentences.ts'

/**
 * The update that tells participants what was found, in the part of Markdown that mails know: the same in each language,
 * one below the other, as an update has one text for all. Every number is the report's own.
 */
export const findingsText = (report: ReportDocument, page: string): { title: string; message: string } => ({
  title: `${Languages.options.map((language) => findingsWords[language].title).join(' · ')}: ${report.title}`.slice(
    0,
    200,
  ),
  message: Languages.options
    .map((language, nth) => {
      const text = textIn(language, report, page, Math.floor(LONGEST / Languages.options.length) - ROOM)
      return nth === 0 ? text : `## ${findingsWords[language].inLanguage}\n\n${text}`
    })
    .join('\n\n'),
})

/** What the reader of a report is told first, in words. */
export const headlinesIn = (report: ReportDocument, language: Language): string[] =>
  report.headlines.flatMap(
    (headline) => headlineText(headline, inLanguage(report, language), language)?.replaceAll(/\s+/g, ' ') ?? [],
  )

/** The last findings are left out, whole, where there are too many for a mail: the page has them all. */
const textIn = (language: Language, report: ReportDocument, page: string, longest: number): string => {
  const words = findingsWords[language].mail
  const found = headlinesIn(report, language)
  for (let shown = found.length; ; shown--) {
    const text = [
      words.thanks(quantityText(report.answered, language), report.cityName),
      found
        .slice(0, shown)
        .map((one) => `- ${one}`)
        .join('\n'),
      words.more(page),
      // Of exact results nobody was promised that.
      [words.council, ...(report.policy === 'exact' ? [] : [words.nobody])].join(' '),
    ]
      .filter(Boolean)
      .join('\n\n')
    if (shown === 0 || text.length <= longest) return text
  }
}

/** Characters of a message. */
const LONGEST = 4000
/** For the heading of a language and the lines between. */
const ROOM = 40
