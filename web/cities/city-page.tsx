import type { City } from '../../shared/cities/city.ts'
import type { MembersShown } from '../../shared/cities/members-shown.ts'
import type { Language } from '../../shared/identity/person.ts'
import { Layout } from '../layout.tsx'
import { cityWords } from '../words/cities.ts'

type CityPageProps = { site: { networkName: string }; language: Language; city: City; members: MembersShown }

export const CityPage = ({ site, language, city, members }: CityPageProps) => {
  const words = cityWords[language].city
  return (
    <Layout site={site} section="public" language={language} title={city.name}>
      <h1>
        {city.name}, {city.state}
      </h1>
      <p class="lead">{words.what(city.name)}</p>
      <p>
        <span class="badge">
          {members.shown === 'few'
            ? words.fewMembers
            : words.members(words.atLeast(members.atLeast.toLocaleString('en-US')))}
        </span>
      </p>
      <div class="actions">
        <a class="button" href={`/cities/${city.slug}/join`}>
          {words.join(city.name)}
        </a>
        <span class="help">{words.joinHelp}</span>
      </div>
      <h2>{words.how}</h2>
      <ol>
        {words.steps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
    </Layout>
  )
}
