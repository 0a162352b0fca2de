import type { Child } from 'hono/jsx'
import type { Actor } from '../../shared/identity/actor.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { CampaignId } from '../../shared/ids.ts'
import type { Quantity } from '../../shared/results/document.ts'
import type { Instant } from '../../shared/units.ts'
import { Cards } from '../components/cards.tsx'
import { Layout } from '../layout.tsx'
import { localDay } from '../local-time.ts'
import { reportPageWords } from '../words/report-page.ts'
import { resultWords } from '../words/results.ts'
import { quantityText } from './phrases.ts'

type Props = { site: { networkName: string }; language: Language; actor: Actor }
type ListedCity = { slug: string; name: string; state: string; timeZone: string }

export const CouncilCitiesPage = ({ site, language, actor, cities }: Props & { cities: readonly ListedCity[] }) => {
  const words = resultWords[language].list
  return (
    <Layout site={site} section="council" language={language} title={words.title} actor={actor}>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      <Cards
        of={cities}
        none={{ title: words.none, text: words.noneText }}
        card={(city) => (
          <h2>
            <a href={`/council/${city.slug}`}>
              {city.name}, {city.state}
            </a>
          </h2>
        )}
      />
    </Layout>
  )
}

type Listed = { campaignId: CampaignId; title: string; wave?: number }
type ListedReport = Listed & { closedAt: Instant; answered: Quantity }
type OpenSurvey = Listed & { closesAt: Instant; answered: Quantity }
type ClosedSurvey = Listed & { closedAt: Instant }

type CityReportsProps = Props & {
  city: ListedCity
  reports: readonly ListedReport[]
  /** What the city reads of reports on the network. */
  slices?: readonly ListedReport[]
  open: readonly OpenSurvey[]
  /** Whether or not a report of them is published. */
  closed: readonly ClosedSurvey[]
}

/** The reports of one city and, without a number, what will become one. */
export const CityReportsPage = (props: CityReportsProps) => {
  const { site, language, actor, city, reports, slices = [], open, closed } = props
  const [words, { list }] = [resultWords[language].list, reportPageWords[language]]
  const day = (instant: Instant) => localDay(instant, city.timeZone, language)
  const waves = new Map(closed.map(({ campaignId, wave }) => [campaignId, wave]))
  const published = new Set(reports.map(({ campaignId }) => campaignId))
  const preparing = closed.filter(({ campaignId }) => !published.has(campaignId))
  return (
    <Layout site={site} section="council" language={language} title={words.of(city.name)} actor={actor}>
      <p class="quiet-text">
        <a href="/council">{words.title}</a>
      </p>
      <h1>{words.of(city.name)}</h1>
      {reports.length > 0 && <h2>{list.reports}</h2>}
      <Cards
        of={reports}
        none={{ title: words.noReports, text: words.noReportsText }}
        card={(report) => (
          <>
            <h3>
              <a href={`/council/${city.slug}/reports/${report.campaignId}`}>{report.title}</a>
            </h3>
            <Wave wave={waves.get(report.campaignId)} language={language} />
            <p>{words.answered(quantityText(report.answered, language))}</p>
            <p class="quiet-text">{words.closed(day(report.closedAt))}</p>
          </>
        )}
      />
      <Slices city={city} slices={slices} language={language} />
      <Surveys title={list.preparing} help={list.preparingHelp} surveys={preparing} language={language}>
        {(survey) => <p class="quiet-text">{words.closed(day(survey.closedAt))}</p>}
      </Surveys>
      <Surveys title={words.open} help={words.openHelp} surveys={open} language={language}>
        {(survey) => (
          <>
            <p>{words.answered(quantityText(survey.answered, language))}</p>
            <p class="quiet-text">{words.closes(day(survey.closesAt))}</p>
          </>
        )}
      </Surveys>
    </Layout>
  )
}

type SlicesProps = Pick<CityReportsProps, 'city' | 'language'> & { slices: readonly ListedReport[] }

const Slices = ({ city, slices, language }: SlicesProps) => {
  const words = reportPageWords[language].inNetwork
  if (slices.length === 0) return null
  return (
    <>
      <h2>{words.listed}</h2>
      <ul class="cards">
        {slices.map(({ campaignId, title, closedAt }) => (
          <li class="card">
            <h3>
              <a href={`/council/${city.slug}/reports/${campaignId}`}>{title}</a>
            </h3>
            <p class="quiet-text">{resultWords[language].list.closed(localDay(closedAt, city.timeZone, language))}</p>
          </li>
        ))}
      </ul>
    </>
  )
}

const Wave = ({ wave, language }: { wave: number | undefined; language: Language }) =>
  wave === undefined ? null : (
    <p>
      <span class="badge off">{reportPageWords[language].wave(wave)}</span>
    </p>
  )

type SurveysProps<S> = {
  title: string
  help: string
  surveys: readonly S[]
  language: Language
  /** What is told of each. */
  children: (survey: S) => Child
}

const Surveys = <S extends Listed>({ title, help, surveys, language, children }: SurveysProps<S>) =>
  surveys.length === 0 ? null : (
    <>
      <h2>{title}</h2>
      <p class="help">{help}</p>
      <ul class="cards">
        {surveys.map((survey) => (
          <li class="card">
            <h3>{survey.title}</h3>
            <Wave wave={survey.wave} language={language} />
            {children(survey)}
          </li>
        ))}
      </ul>
    </>
  )
