import type { Actor } from '../../shared/identity/actor.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { CampaignId } from '../../shared/ids.ts'
import type { Quantity } from '../../shared/results/document.ts'
import type { Instant } from '../../shared/units.ts'
import { Cards } from '../components/cards.tsx'
import { Layout } from '../layout.tsx'
import { localDay } from '../local-time.ts'
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

type ListedReport = { campaignId: CampaignId; title: string; closedAt: Instant; answered: Quantity }
type OpenSurvey = { campaignId: CampaignId; title: string; closesAt: Instant; answered: Quantity }

export const CityReportsPage = ({
  site,
  language,
  actor,
  city,
  reports,
  open,
}: Props & { city: ListedCity; reports: readonly ListedReport[]; open: readonly OpenSurvey[] }) => {
  const words = resultWords[language].list
  const day = (instant: Instant) => localDay(instant, city.timeZone, language)
  return (
    <Layout site={site} section="council" language={language} title={words.of(city.name)} actor={actor}>
      <p class="quiet-text">
        <a href="/council">{words.title}</a>
      </p>
      <h1>{words.of(city.name)}</h1>
      <Cards
        of={reports}
        none={{ title: words.noReports, text: words.noReportsText }}
        card={(report) => (
          <>
            <h2>
              <a href={`/council/${city.slug}/reports/${report.campaignId}`}>{report.title}</a>
            </h2>
            <p>{words.answered(quantityText(report.answered, language))}</p>
            <p class="quiet-text">{words.closed(day(report.closedAt))}</p>
          </>
        )}
      />
      {open.length > 0 && (
        <>
          <h2>{words.open}</h2>
          <p class="help">{words.openHelp}</p>
          <ul class="cards">
            {open.map((survey) => (
              <li class="card">
                <h3>{survey.title}</h3>
                <p>{words.answered(quantityText(survey.answered, language))}</p>
                <p class="quiet-text">{words.closes(day(survey.closesAt))}</p>
              </li>
            ))}
          </ul>
        </>
      )}
    </Layout>
  )
}
