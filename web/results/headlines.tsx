import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { headlineText } from './sentences.ts'

/** What to read first, each with the way to its question. */
export const Headlines = ({ report, language }: { report: ReportDocument; language: Language }) => {
  const words = reportPageWords[language].findings
  const found = report.headlines.flatMap((headline) => {
    const [text, question] = [
      headlineText(headline, report, language),
      report.questions.find(({ id }) => id === headline.question),
    ]
    const by = headline.kind === 'groups-differ' ? `?by=${headline.by}` : ''
    return text && question ? [{ text, to: `${by}#q${question.number}` }] : []
  })
  return (
    <section class="card findings" aria-labelledby="findings">
      <h2 id="findings">{words.title}</h2>
      {found.length === 0 ? (
        <p>{report.answered.kind === 'fewer' ? resultWords[language].report.leftOut['too-few-answers'] : words.none}</p>
      ) : (
        <ol>
          {found.map(({ text, to }) => (
            <li>
              <a href={to}>{text}</a>
            </li>
          ))}
        </ol>
      )}
      {found.length > 0 && <p class="help">{words.help}</p>}
    </section>
  )
}
