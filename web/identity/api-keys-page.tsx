import type { Actor } from '../../shared/identity/actor.ts'
import {
  type ApiKey,
  ApiKeyPolicy,
  lastDayOf,
  mayHandOut,
  type Reach,
  reachText,
  standingOf,
} from '../../shared/identity/api-key.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { ApiKeyId } from '../../shared/ids.ts'
import type { Instant, PlainDate } from '../../shared/units.ts'
import { Field, type Problem, Problems, Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { dateText } from '../local-time.ts'
import { apiKeyWords } from '../words/api-keys.ts'
import { HowToUse } from './api-key-use.tsx'

type ListedCity = { slug: string; name: string }
type Props = { site: { networkName: string; publicUrl: string }; language: Language; actor: Actor }
type Cities = { cities: readonly ListedCity[] }

type ApiKeysPageProps = Props &
  Cities & {
    keys: readonly { apiKey: ApiKey; usedOn?: PlainDate | undefined }[]
    /** May also hand out what opens every city. */
    ofAllCities: boolean
    /** Of the key that the form makes. */
    keyId: ApiKeyId
    now: Instant
    /** One has just been revoked. */
    revoked: boolean
    typed: { name?: string; reach?: string; days?: string }
    problems: readonly Problem[]
  }

export const ApiKeysPage = (props: ApiKeysPageProps) => {
  const { site, language, actor, problems, cities } = props
  const words = apiKeyWords[language]
  const refused = problems.length > 0
  return (
    <Layout site={site} section="council" language={language} title={words.title} actor={actor} refused={refused}>
      <h1>{words.title}</h1>
      <p class="lead">{words.lead}</p>
      <Problems language={language} problems={problems} />
      {props.revoked && (
        <p class="notice" role="status">
          {words.revoked}
        </p>
      )}
      <KeyTable {...props} />
      <h2>{words.make}</h2>
      <KeyForm {...props} />
      <HowToUse site={site} language={language} city={cities[0]?.slug ?? 'denver'} />
    </Layout>
  )
}

type MadeProps = Props & Cities & { made: ApiKey; token: string }

/** The only page that ever shows the secret. */
export const ApiKeyMadePage = ({ site, language, actor, made, token, cities }: MadeProps) => {
  const words = apiKeyWords[language]
  return (
    <Layout site={site} section="council" language={language} title={words.made.title} actor={actor}>
      <h1>{words.made.title}</h1>
      <div class="notice" role="status">
        <p>
          <strong>{words.made.once}</strong> {words.made.secret}
        </p>
        <pre>{token}</pre>
        <p>
          {made.name}: {reachName(made.reach, cities, language)}. {words.made.ends(dateText(lastDayOf(made), language))}
        </p>
      </div>
      <p>
        <a class="button" href="/account/keys">
          {words.made.back}
        </a>
      </p>
      <HowToUse
        site={site}
        language={language}
        city={made.reach.of === 'city' ? made.reach.city : (cities[0]?.slug ?? 'denver')}
      />
    </Layout>
  )
}

const KeyForm = ({ language, cities, ofAllCities, keyId, typed, problems }: ApiKeysPageProps) => {
  const words = apiKeyWords[language]
  const reaches: Reach[] = [
    ...cities.map(({ slug }) => ({ of: 'city', city: slug }) as Reach),
    ...(ofAllCities ? [{ of: 'all-cities' } as const] : []),
  ]
  return (
    <form method="post" action="/account/keys" novalidate>
      <input type="hidden" name="keyId" value={keyId} />
      <Field
        name="name"
        label={words.name}
        help={words.nameHelp}
        value={typed.name}
        problems={problems}
        maxlength={60}
        autocomplete="off"
      />
      <Select
        name="reach"
        label={words.opens}
        value={typed.reach}
        problems={problems}
        options={reaches.map((reach) => ({ value: reachText(reach), label: reachName(reach, cities, language) }))}
      />
      <Select
        name="days"
        label={words.ends}
        value={typed.days ?? '90'}
        options={ApiKeyPolicy.days.map((days) => ({ value: String(days), label: words.days[days] }))}
      />
      <button type="submit">{words.button}</button>
    </form>
  )
}

const KeyTable = (props: ApiKeysPageProps) => {
  const { language, keys } = props
  const { columns, none } = apiKeyWords[language]
  if (keys.length === 0) return <p class="empty">{none}</p>
  return (
    <div class="scroll" id="keys">
      <table class="stack">
        <thead>
          <tr>
            {[columns.name, columns.opens, columns.until, columns.used, columns.state].map((label) => (
              <th scope="col">{label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keys.map((one) => (
            <KeyRow {...props} {...one} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type KeyRowProps = ApiKeysPageProps & ApiKeysPageProps['keys'][number]

const KeyRow = ({ language, actor, cities, now, apiKey: made, usedOn }: KeyRowProps) => {
  const words = apiKeyWords[language]
  const standing = standingOf(made, now)
  const state = standing === 'valid' && !mayHandOut(actor, made.reach) ? 'closed' : standing
  return (
    <tr>
      <th scope="row">
        {made.name}
        <br />
        <code>{made.hint}…</code>
      </th>
      <td data-label={`${words.columns.opens}:`}>
        {reachName(made.reach, cities, language)} ({words.scope[made.scope]})
      </td>
      <td data-label={`${words.columns.until}:`}>{dateText(lastDayOf(made), language)}</td>
      <td data-label={`${words.columns.used}:`}>{usedOn ? dateText(usedOn, language) : words.never}</td>
      <td data-label={`${words.columns.state}:`}>
        <span class={state === 'valid' ? 'badge' : 'badge off'}>{words.state[state]}</span>{' '}
        {standing === 'valid' && (
          <form method="post" action={`/account/keys/${made.keyId}/revocation`}>
            <button class="second small" type="submit" aria-label={words.revokeNamed(made.name)}>
              {words.revoke}
            </button>
          </form>
        )}
      </td>
    </tr>
  )
}

const reachName = (reach: Reach, cities: readonly ListedCity[], language: Language): string => {
  const { city, all } = apiKeyWords[language].reach
  if (reach.of === 'all-cities') return all
  return city(cities.find(({ slug }) => slug === reach.city)?.name ?? reach.city)
}
