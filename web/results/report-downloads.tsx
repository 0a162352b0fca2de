import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { pageWords } from '../words/page.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'

type Props = {
  /** A draft has no files yet. */
  report: ReportDocument
  /** Name and meaning of each column of the CSV. */
  columns: readonly (readonly [string, string])[]
  language: Language
}

export const ReportDownloads = ({ report, columns, language }: Props) => {
  const words = resultWords[language].report
  const file = `/council/${report.city}/reports/${report.campaignId}/files/report`
  return (
    <section class="no-print" aria-labelledby="downloads">
      <h2 id="downloads">{words.downloads}</h2>
      {report.signature ? (
        <>
          <div class="actions">
            <a class="button" href={`${file}.${language}.pdf`}>
              {words.pdf}
            </a>
            <a class="button second" href={`${file}.${language}.xlsx`}>
              {words.xlsx}
            </a>
            <a class="button second" href={`${file}.csv`}>
              {words.csv}
            </a>
            <a class="button second" href={`${file}.json`}>
              {words.json}
            </a>
            <a class="button second" href={`${file}.zip`}>
              {words.zip}
            </a>
          </div>
          <p class="help">
            {words.downloadHelp} <a href={`${file}.manifest.json`}>{words.manifest}</a> ·{' '}
            <a href="/account/keys">{pageWords[language].keys}</a>
          </p>
          {isBesideOthers(report) && (
            <p class="help">
              {words.comparedElsewhere}{' '}
              <a href={`/council/${report.city}`}>{reportPageWords[language].inNetwork.listed}</a>
            </p>
          )}
        </>
      ) : (
        <p class="help">{words.filesLater}</p>
      )}
      <details>
        <summary>{words.columns}</summary>
        <dl>
          {columns.map(([name, meaning]) => (
            <>
              <dt>
                <code>{name}</code>
              </dt>
              <dd lang="en">{meaning}</dd>
            </>
          ))}
        </dl>
      </details>
    </section>
  )
}

/** Its page shows beside it what its council reads of a report on the network. */
const isBesideOthers = ({ scope, questions }: ReportDocument) =>
  scope.kind === 'city' &&
  questions.some(
    (question) => 'comparisons' in question && question.comparisons.some((one) => one.with.kind === 'rest-of-network'),
  )
