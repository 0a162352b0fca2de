import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { localDay } from '../local-time.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { aboutSentences } from './about-report.ts'
import { numeral } from './phrases.ts'

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

const Protection = ({ report, language }: Omit<Props, 'networkName'>) => {
  const [words, { protection }] = [resultWords[language].report, reportPageWords[language]]
  return (
    <>
      <h3>{protection.title}</h3>
      {report.policy === 'exact' ? (
        <p>{words.exact}</p>
      ) : (
        <>
          <p>{words.thresholds(report.policy)}</p>
          {report.protection === 'sensitive' && <p>{protection.sensitive}</p>}
          <p>{protection.once}</p>
          {gateSentences(report, language).map((sentence) => (
            <p>{sentence}</p>
          ))}
        </>
      )}
    </>
  )
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

const Receipt = ({ report, language }: Omit<Props, 'networkName'>) => {
  const { receipt: words } = reportPageWords[language]
  const { receipt, timeZone } = report
  const day = (instant: ReportDocument['closedAt']) => localDay(instant, timeZone, language)
  return (
    <details class="receipt">
      <summary>{words.title}</summary>
      <p>
        {words.recounted(day(receipt.recount.at))} {words.help}
      </p>
      <dl class="facts">
        <Fact name={words.release} value={numeral(report.release, language)} />
        <Fact name={words.published} value={day(report.publishedAt)} />
        <Fact name={words.computed} value={day(receipt.computedAt)} />
        <Fact name={words.engine} value={String(receipt.engine)} />
        <Fact name={words.code} value={receipt.codeVersion} code />
        <Fact name={words.inputs} value={receipt.inputs} code />
        <Fact name={words.cube} value={receipt.cube} code />
        {receipt.weights && <Fact name={words.weights} value={receipt.weights} code />}
        {receipt.earlier.length > 0 && <Fact name={words.earlier} value={receipt.earlier.join(' ')} code />}
        <Fact name={words.seal} value={report.seal} code />
        {report.signature && (
          <>
            <Fact name={words.signature} value={report.signature.value} code />
            <Fact name={words.key} value={report.signature.key} code />
          </>
        )}
      </dl>
      <p class="help">{words.verify}</p>
    </details>
  )
}

const Fact = ({ name, value, code }: { name: string; value: string; code?: boolean }) => (
  <>
    <dt>{name}</dt>
    <dd>{code ? <code>{value}</code> : value}</dd>
  </>
)
