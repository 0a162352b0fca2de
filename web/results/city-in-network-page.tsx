import type { Actor } from '../../shared/identity/actor.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { Layout } from '../layout.tsx'
import { localDays } from '../local-time.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { inLanguage } from './in-language.ts'
import { quantityText } from './phrases.ts'
import { QuestionCard } from './question-card.tsx'
import { ReleaseLine } from './release-line.tsx'
import { ReportDownloads } from './report-downloads.tsx'
import { ReportMethod } from './report-method.tsx'
import { reportTitle } from './report-title.ts'

type Props = {
  site: { networkName: string }
  language: Language
  actor: Actor
  /** Of the scope `city-in-network`. */
  report: ReportDocument
  /** Name and meaning of each column of the CSV. */
  columns: readonly (readonly [string, string])[]
}

/** One city against all others of the network together, question by question: what its council reads of the network's report. */
export const CityInNetworkPage = ({ site, language, actor, report: stored, columns }: Props) => {
  const report = inLanguage(stored, language)
  const [words, { inNetwork, wave }] = [resultWords[language].report, reportPageWords[language]]
  const title = reportTitle(report, language)
  const cities = report.scope.kind === 'city' ? 1 : report.scope.cities.length
  return (
    <Layout site={site} section="council" language={language} title={title} actor={actor}>
      <p class="quiet-text no-print">
        <a href={`/council/${report.city}`}>{resultWords[language].list.of(report.cityName)}</a>
      </p>
      <h1>{title}</h1>
      <p class="lead">
        {report.cityName} · {report.wave && `${wave(report.wave)} · `}
        {words.asked(...localDays(report.launchedAt, report.closedAt, report.timeZone, language))}
      </p>
      <p>{inNetwork.lead(report.cityName, cities, quantityText(report.answered, language))}</p>
      {report.questions.map((question) =>
        question.kind === 'demographic' ? null : (
          <QuestionCard question={question} head={report} filter="everybody" language={language} />
        ),
      )}
      <ReportMethod report={report} networkName={site.networkName} language={language} />
      <ReportDownloads report={report} columns={columns} language={language} />
      <ReleaseLine report={report} language={language} />
    </Layout>
  )
}
