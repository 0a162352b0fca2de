import type { Actor } from '../../shared/identity/actor.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { Layout } from '../layout.tsx'
import { localDay } from '../local-time.ts'
import { resultWords } from '../words/results.ts'
import { numeral, quantityText, shareText } from './phrases.ts'
import { QuestionCard } from './question-card.tsx'

type Props = {
  site: { networkName: string }
  language: Language
  actor: Actor
  report: ReportDocument
  /** Name and meaning of each column of the CSV. */
  columns: readonly (readonly [string, string])[]
}

export const ReportPage = ({ site, language, actor, report, columns }: Props) => {
  const words = resultWords[language].report
  const day = (instant: ReportDocument['closedAt']) => localDay(instant, report.timeZone, language)
  const answered = quantityText(report.answered, language)
  const audience = numeral(report.invited, language)
  const file = `/council/${report.city}/reports/${report.campaignId}`
  return (
    <Layout site={site} section="council" language={language} title={report.title} actor={actor}>
      <p class="quiet-text no-print">
        <a href={`/council/${report.city}`}>{resultWords[language].list.of(report.cityName)}</a>
      </p>
      <h1>{report.title}</h1>
      <p class="lead">
        {report.cityName} · {words.asked(day(report.launchedAt), day(report.closedAt))}
      </p>
      <dl class="figures">
        <div>
          <dt>{words.audience}</dt>
          <dd>{audience}</dd>
        </div>
        <div>
          <dt>{words.answered}</dt>
          <dd>{answered}</dd>
        </div>
        <div>
          <dt>{words.rate}</dt>
          <dd>
            {report.responseRate
              ? report.responseRate.ofInvited.kind === 'exact'
                ? `${report.responseRate.ofInvited.percent}%`
                : shareText(report.responseRate.ofInvited, language)
              : words.noRate}
            {report.responseRate && (
              <>
                <br />
                <small>{words.rateHelp(answered, audience)}</small>
              </>
            )}
          </dd>
        </div>
      </dl>
      <section class="card" aria-labelledby="means">
        <h2 id="means">{words.means}</h2>
        <p>{words.who(answered, audience, report.cityName)}</p>
        <p>{report.policy === 'exact' ? words.exact : words.thresholds(report.policy)}</p>
        <p>
          {words.unweighted} {words.rounding} {words.chance}
        </p>
      </section>
      <section class="no-print" aria-labelledby="downloads">
        <h2 id="downloads">{words.downloads}</h2>
        <div class="actions">
          <a class="button" href={`${file}.csv`}>
            {words.csv}
          </a>
          <a class="button second" href={`${file}.json`}>
            {words.json}
          </a>
        </div>
        <p class="help">
          {words.downloadHelp} {words.print}
        </p>
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
      {report.questions.length === 0 && <p class="empty">{resultWords[language].list.noQuestions}</p>}
      {report.questions.map((question) => (
        <QuestionCard question={question} language={language} />
      ))}
      <p class="quiet-text">
        {words.release(report.release)} · {words.published(day(report.publishedAt))} ·{' '}
        {words.seal(report.seal.slice(0, 16))}
      </p>
    </Layout>
  )
}
