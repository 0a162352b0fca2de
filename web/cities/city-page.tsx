import type { City } from '../../shared/cities/city.ts'
import type { MembersShown } from '../../shared/cities/members-shown.ts'
import type { Language } from '../../shared/identity/person.ts'
import { Offer } from '../../shared/membership/member.ts'
import type { OrganizationShown } from '../../shared/membership/organization-shown.ts'
import type { Instant } from '../../shared/units.ts'
import { CallTime, ReaderTimeScript } from '../calls/call-time.tsx'
import { Layout } from '../layout.tsx'
import { numeral } from '../numeral.ts'
import { callWords } from '../words/calls.ts'
import { cityWords } from '../words/cities.ts'

type CityPageProps = {
  site: { networkName: string }
  language: Language
  city: City
  members: MembersShown
  organizations: readonly OrganizationShown[]
  /** There are more than these. */
  more: boolean
  /** The code of the link that led here. */
  from?: string | undefined
  /** The next one that members have been invited to. */
  call?: { title: string; startsAt: Instant } | undefined
}

export const CityPage = ({ site, language, city, members, organizations, more, from, call }: CityPageProps) => {
  const words = cityWords[language].city
  return (
    <Layout site={site} section="public" language={language} title={city.name} keep={from ? { from } : undefined}>
      <h1>
        {city.name}, {city.state}
      </h1>
      <p class="lead">{words.what(city.name)}</p>
      <p>
        <span class="badge">
          {members.shown === 'few'
            ? words.fewMembers
            : words.members(words.atLeast(numeral(members.atLeast, language)))}
        </span>
      </p>
      <div class="actions">
        <a class="button" href={`/cities/${city.slug}/join${from ? `?${new URLSearchParams({ from })}` : ''}`}>
          {words.join(city.name)}
        </a>
        <span class="help">{words.joinHelp}</span>
      </div>
      {call && (
        <section class="card narrow">
          <h2>{callWords[language].city.title}</h2>
          <p>
            <strong>{call.title}</strong>
            <br />
            <CallTime at={call.startsAt} city={city} language={language} />
          </p>
          <p class="help">{callWords[language].city.members}</p>
          <ReaderTimeScript />
        </section>
      )}
      <h2>{words.how}</h2>
      <ol>
        {words.steps.map((step) => (
          <li>{step}</li>
        ))}
      </ol>
      {organizations.length > 0 && (
        <>
          <h2>{words.organizations}</h2>
          <ul class="cards">
            {organizations.map(({ publicName, offers }) => (
              <li class="card">
                <h3>{publicName}</h3>
                <dl class="offers">
                  {Offer.options.map(
                    (offer) =>
                      offers[offer] && (
                        <>
                          <dt>{words.offers[offer]}</dt>
                          <dd>{offers[offer]}</dd>
                        </>
                      ),
                  )}
                </dl>
              </li>
            ))}
          </ul>
          {more && <p class="quiet-text">{words.andMore}</p>}
        </>
      )}
    </Layout>
  )
}
