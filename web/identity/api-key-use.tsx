import type { Language } from '../../shared/identity/person.ts'
import { apiKeyWords } from '../words/api-keys.ts'

type HowToUseProps = { site: { publicUrl: string }; language: Language; city: string }

/** Three lines for each of the programs that people have. */
export const HowToUse = ({ site, language, city }: HowToUseProps) => {
  const { use } = apiKeyWords[language]
  const address = `${site.publicUrl}/api/v1/cities/${city}/reports`
  return (
    <section>
      <h2>{use.title}</h2>
      <p>{use.put}</p>
      {PROGRAMS.map((program) => (
        <>
          <h3>{use[program]}</h3>
          <pre>{LINES[program](address)}</pre>
        </>
      ))}
      <p>
        {use.more} <a href="/api/v1/openapi.json">{site.publicUrl}/api/v1/openapi.json</a>
      </p>
    </section>
  )
}

const PROGRAMS = ['curl', 'excel', 'r'] as const

const LINES = {
  curl: (address: string) =>
    ['KEY=YOUR_KEY', `curl --header "Authorization: Bearer $KEY" \\`, `  ${address}`].join('\n'),
  excel: (address: string) =>
    [
      'let',
      `  Answer = Json.Document(Web.Contents("${address}", [Headers = [Authorization = "Bearer YOUR_KEY"]]))`,
      'in Table.FromRecords(Answer[reports])',
    ].join('\n'),
  r: (address: string) =>
    [
      'library(httr2)',
      `answer <- request("${address}") |> req_auth_bearer_token("YOUR_KEY") |> req_perform()`,
      'reports <- resp_body_json(answer, simplifyVector = TRUE)$reports',
    ].join('\n'),
} as const satisfies Record<(typeof PROGRAMS)[number], (address: string) => string>
