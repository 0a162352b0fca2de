import type { City } from '../../shared/cities/city.ts'
import type { Language } from '../../shared/identity/person.ts'
import { Cards } from '../components/cards.tsx'
import { Layout } from '../layout.tsx'
import { cityWords } from '../words/cities.ts'

type FrontPageProps = { site: { networkName: string }; language: Language; cities: readonly City[] }

export const FrontPage = ({ site, language, cities }: FrontPageProps) => {
  const words = cityWords[language].front
  return (
    <Layout site={site} section="public" language={language} title={words.title}>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      {cities.length > 0 && (
        <div class="actions">
          <a class="button" href="/join">
            {words.join}
          </a>
        </div>
      )}
      <Cards
        of={cities}
        none={{ title: words.none, text: words.noneText }}
        card={(city) => (
          <>
            <h2>
              <a href={`/cities/${city.slug}`}>{city.name}</a>
            </h2>
            <p class="quiet-text">{city.state}</p>
          </>
        )}
      />
    </Layout>
  )
}
