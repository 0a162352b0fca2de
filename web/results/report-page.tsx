import type { Actor } from '../../shared/identity/actor.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import { Layout } from '../layout.tsx'
import { localDays } from '../local-time.ts'
import { numeral } from '../numeral.ts'
import { pageWords } from '../words/page.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { aboutSentences } from './about-report.ts'
import { type Filter, GroupFilter } from './group-filter.tsx'
import { Headlines } from './headlines.tsx'
import { inLanguage } from './in-language.ts'
import { quantityText, shareText } from './phrases.ts'
import { QuestionCard } from './question-card.tsx'
import { ReleaseLine } from './release-line.tsx'
import { ReportDownloads } from './report-downloads.tsx'
import { ReportMethod } from './report-method.tsx'
import { WhoAnswered } from './who-answered.tsx'

type Props = {
  site: { networkName: string }
  language: Language
  actor: Actor
  report: ReportDocument
  /** Which groups are shown beside everybody. */
  filter?: Filter
  /** Name and meaning of each column of the CSV. */
  columns: readonly (readonly [string, string])[]
}

/** A published report, or the draft of one that staff look at: every number on it is the document's. */
export const ReportPage = ({ site, language, actor, report: stored, filter = 'everybody', columns }: Props) => {
  const report = inLanguage(stored, language)
  const isDraft = report.signature === undefined
  const [words, { wave, howToRead, questions }] = [resultWords[language].report, reportPageWords[language]]
  const answered = report.questions.filter((question) => question.kind !== 'demographic')
  const [who, sample] = aboutSentences(report, site.networkName, language)
  return (
    <Layout
      site={site}
      section="council"
      language={language}
      title={report.title}
      actor={actor}
      keep={filter === 'everybody' ? undefined : { by: filter }}
    >
      <p class="quiet-text no-print">
        {isDraft ? (
          <a href={`/staff/reports/${report.campaignId}`}>{words.backToDraft}</a>
        ) : report.scope.kind === 'network' ? (
          <a href="/staff/reports">{pageWords[language].staff.reports}</a>
        ) : (
          <a href={`/council/${report.city}`}>{resultWords[language].list.of(report.cityName)}</a>
        )}
      </p>
      <h1>{report.title}</h1>
      {isDraft && <p class="notice">{words.draft}</p>}
      <p class="lead">
        {placeOf(report)} · {report.wave && `${wave(report.wave)} · `}
        {words.asked(...localDays(report.launchedAt, report.closedAt, report.timeZone, language))}
      </p>
      <Figures report={report} language={language} />
      <p>
        {who} {sample} <a href="#method">{howToRead}</a>
      </p>
      <Headlines report={report} language={language} />
      <GroupFilter report={report} filter={filter} language={language} />
      <h2>{questions}</h2>
      {answered.length === 0 && <p class="empty">{resultWords[language].list.noQuestions}</p>}
      {answered.map((question) => (
        <QuestionCard question={question} head={report} filter={filter} language={language} />
      ))}
      <WhoAnswered report={report} language={language} />
      <ReportMethod report={report} networkName={site.networkName} language={language} />
      <ReportDownloads report={report} columns={columns} language={language} />
      <ReleaseLine report={report} language={language} isDraft={isDraft} />
    </Layout>
  )
}

const placeOf = ({ scope, cityName }: ReportDocument) =>
  scope.kind !== 'network' ? cityName : scope.cities.map(({ name }) => name).join(', ')

const Figures = ({ report, language }: { report: ReportDocument; language: Language }) => {
  const words = resultWords[language].report
  const rate = report.responseRate?.ofInvited
  const answered = quantityText(report.answered, language)
  const invited = numeral(report.invited, language)
  const rateText = rate?.kind === 'exact' ? resultWords[language].share.percent(rate.percent) : undefined
  return (
    <dl class="figures">
      <div>
        <dt>{words.audience}</dt>
        <dd>{invited}</dd>
      </div>
      <div>
        <dt>{words.answered}</dt>
        <dd>{answered}</dd>
      </div>
      <div>
        <dt>{words.rate}</dt>
        <dd>
          {rate ? (rateText ?? shareText(rate, language)) : words.noRate}
          {rate && <small>{words.rateHelp(answered, invited)}</small>}
        </dd>
      </div>
    </dl>
  )
}
