import type { City } from '../../shared/cities/city.ts'
import type { FoundCities } from '../../shared/cities/find-city.ts'
import { stateName } from '../../shared/cities/state.ts'
import type { Language } from '../../shared/identity/person.ts'
import { Field } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { cityWords } from '../words/cities.ts'

type FindCityPageProps = {
  site: { networkName: string }
  language: Language
  typed: string
  found: FoundCities<City>
  all: readonly City[]
  /** The code of the link that led here. */
  from: string
}

/** Which city somebody wants to join. */
export const FindCityPage = ({ site, language, typed, found, all, from }: FindCityPageProps) => {
  const words = cityWords[language].find
  const kept = { ...(typed && { q: typed }), ...(from && { from }) }
  return (
    <Layout site={site} section="public" language={language} title={words.title} keep={kept}>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      <form method="get" action="/join" class="search">
        {from && <input type="hidden" name="from" value={from} />}
        <Field name="q" label={words.label} value={typed} maxlength={100} autocomplete="address-level2" />
        <button type="submit">{words.go}</button>
      </form>
      {typed !== '' && <p role="status">{saying(words, typed, found)}</p>}
      <ul class="cards">
        {(found.fit === 'none' ? all : found.cities).map((city) => (
          <li class="card">
            <h2>
              <a href={joinAddress(city, from)}>{city.name}</a>
            </h2>
            <p class="quiet-text">{stateName(city.state)}</p>
          </li>
        ))}
      </ul>
    </Layout>
  )
}

const joinAddress = ({ slug }: City, from: string) =>
  `/cities/${slug}/join${from ? `?${new URLSearchParams({ from })}` : ''}`

const saying = (words: typeof cityWords.en.find, typed: string, { cities, fit }: FoundCities<City>): string => {
  if (fit === 'none') return words.none(typed)
  return fit === 'near' ? words.near(typed) : words.found(cities.length)
}
