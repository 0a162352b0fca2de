import type { City } from '../../../shared/cities/city.ts'
import type { Language } from '../../../shared/identity/person.ts'
import { dollars } from '../../../shared/membership/dues.ts'
import type { Demographics } from '../../../shared/membership/member.ts'
import { BANK, bankOptions, DIMENSIONS } from '../../../shared/surveys/bank.ts'
import { Instant, PlainDate } from '../../../shared/units.ts'
import { dateText, localTime, shortLocalTime } from '../../local-time.ts'
import { codeWords } from '../../words/account-codes.ts'
import { accountDataWords } from '../../words/account-data.ts'
import { type AccountFrame, AccountPage } from './account-page.tsx'

export const DataPage = (props: AccountFrame) => {
  const words = accountDataWords[props.language].data
  return (
    <AccountPage {...props} title={words.title}>
      <p class="lead">{words.lead}</p>
      <form method="post" action="/me/data">
        <div class="actions">
          <button type="submit" name="as" value="page">
            {words.show}
          </button>
          <button class="second" type="submit" name="as" value="file">
            {words.download}
          </button>
        </div>
      </form>
      <p class="help">{words.note}</p>
    </AccountPage>
  )
}

/** What is to be shown of any depth: texts, numbers, lists, and names with values. */
type Shown = unknown

type RecordPageProps = AccountFrame & {
  city: City
  record: {
    madeAt: Instant
    member: Readonly<Record<string, Shown>> & { demographics: Demographics }
    consents: Shown
    membership: Shown
    payments: Shown
    steps: Shown
    mails: Shown
    campaigns: Shown
    mailedLately: Shown
    calls: Shown
    answers: Shown
    history: Shown
    other: Shown
  }
}

/** All of it on one page, to be read, printed or kept. */
export const RecordPage = (props: RecordPageProps) => {
  const { language, city, record } = props
  const words = accountDataWords[language].data
  const section = (title: string, of: Shown) => (
    <section class="card">
      <h2>{title}</h2>
      <Value of={of} reading={{ language, timeZone: city.timeZone }} />
    </section>
  )
  return (
    <AccountPage {...props} title={words.title}>
      <p class="lead">{words.madeAt(localTime(record.madeAt, city.timeZone, language))}</p>
      <p class="help no-print">{words.print}</p>
      {section(words.sections.profile, {
        ...record.member,
        demographics: asAsked(record.member.demographics, city, language),
      })}
      {section(words.sections.consents, record.consents)}
      {section(words.sections.membership, record.membership)}
      {section(words.sections.payments, record.payments)}
      {section(words.sections.steps, record.steps)}
      {section(words.sections.mails, record.mails)}
      {section(words.sections.campaigns, record.campaigns)}
      {section(words.sections.mailedLately, record.mailedLately)}
      {section(words.sections.calls, record.calls)}
      {section(words.sections.answers, record.answers)}
      <p class="help">{words.answersNote}</p>
      {section(words.sections.history, record.history)}
      {section(words.sections.other, record.other)}
    </AccountPage>
  )
}

/** The questions that were answered, with the answers, in the words in which they are asked. */
const asAsked = (chosen: Demographics, city: City, language: Language): Record<string, string> =>
  Object.fromEntries(
    DIMENSIONS.flatMap((dimension) => {
      const key = chosen[dimension]
      const option = bankOptions(dimension, language, city).find((one) => one.key === key)
      return key === undefined ? [] : [[BANK[dimension].title[language], option?.label ?? key]]
    }),
  )

type Reading = { language: Language; timeZone: string }

const Value = ({ of, name, reading }: { of: Shown; name?: string; reading: Reading }) => {
  const words = accountDataWords[reading.language].data
  if (Array.isArray(of))
    return of.length === 0 ? (
      <p class="quiet-text">{words.nothing}</p>
    ) : (
      <ul class="record">
        {of.map((one: Shown) => (
          <li>
            <Value of={one} reading={reading} />
          </li>
        ))}
      </ul>
    )
  if (typeof of === 'object' && of !== null) {
    const entries = Object.entries(of).filter(([, value]) => value !== undefined)
    return entries.length === 0 ? (
      <span class="quiet-text">{words.nothing}</span>
    ) : (
      <dl class="record">
        {entries.map(([field, value]) => (
          <div>
            <dt>{nameOf(reading.language)(field)}</dt>
            <dd>
              <Value of={value} name={field} reading={reading} />
            </dd>
          </div>
        ))}
      </dl>
    )
  }
  return <span>{textOf(of, name, reading)}</span>
}

/** Days, times, amounts and codes in the words of their reader; everything else as it is stored. */
const textOf = (value: Shown, name: string | undefined, { language, timeZone }: Reading): string => {
  const words = accountDataWords[language].data
  if (typeof value === 'boolean') return value ? words.yes : words.no
  if (typeof value === 'number' && name !== undefined && AMOUNTS.includes(name)) return dollars(value)
  const code = typeof value === 'string' && name !== undefined ? codeWords[language][name]?.[value] : undefined
  if (code) return code
  if (typeof value === 'string' && name === 'changed') return value.split(', ').map(nameOf(language)).join(', ')
  const instant = Instant.safeParse(value)
  if (instant.success) return shortLocalTime(instant.data, timeZone, language)
  const day = PlainDate.safeParse(value)
  if (day.success) return dateText(day.data, language)
  return value === undefined || value === null ? words.nothing : String(value)
}

const nameOf =
  (language: Language) =>
  (field: string): string =>
    accountDataWords[language].data.names[field] ?? codeWords[language].topic?.[field] ?? field

const AMOUNTS = ['cents', 'refunded', 'before']
