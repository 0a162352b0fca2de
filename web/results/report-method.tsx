import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { aboutSentences } from './about-report.ts'
import { protectionSentences } from './protection-sentences.ts'
import { receiptFacts, recountedSentence } from './receipt-facts.ts'

type Props = { report: ReportDocument; networkName: string; language: Language }

/** Who answered, what the numbers can bear, how people were protected, and by what the report can be checked. */
export const ReportMethod = ({ report, networkName, language }: Props) => (
  <section class="card method" id="method" aria-labelledby="method-title">
    <h2 id="method-title">{resultWords[language].report.means}</h2>
    <ul>
      {aboutSentences(report, networkName, language).map((sentence) => (
        <li>{sentence}</li>
      ))}
    </ul>
    <Protection report={report} language={language} />
    <Receipt report={report} language={language} />
  </section>
)

const Protection = ({ report, language }: Omit<Props, 'networkName'>) => (
  <>
    <h3>{reportPageWords[language].protection.title}</h3>
    {protectionSentences(report, language).map((sentence) => (
      <p>{sentence}</p>
    ))}
  </>
)

const Receipt = ({ report, language }: Omit<Props, 'networkName'>) => {
  const { receipt: words } = reportPageWords[language]
  return (
    <details class="receipt">
      <summary>{words.title}</summary>
      <p>
        {recountedSentence(report, language)} {words.help}
      </p>
      <dl class="facts">
        {receiptFacts(report, language).map(({ name, value, isCode }) => (
          <>
            <dt>{name}</dt>
            <dd>{isCode ? <code>{value}</code> : value}</dd>
          </>
        ))}
      </dl>
      <p class="help">{words.verify}</p>
    </details>
  )
}
