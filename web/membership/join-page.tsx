import type { City } from '../../shared/cities/city.ts'
import { type Language, LONGEST_NAME } from '../../shared/identity/person.ts'
import type { ApplicationId } from '../../shared/ids.ts'
import { type JoinProblem, OTHER_AMOUNT, type TypedJoin } from '../../shared/membership/application.ts'
import { type DuesInterval, dollars } from '../../shared/membership/dues.ts'
import { DUES } from '../../shared/membership/policy.ts'
import { Topic } from '../../shared/words.ts'
import { Choices, Field, type Problem, Problems, Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { membershipWords } from '../words/membership.ts'

type JoinPageProps = {
  site: { networkName: string }
  language: Language
  city: City
  typed: TypedJoin
  problems?: readonly JoinProblem[]
  /** The visitor has left the payment page of this application without paying. */
  unpaid?: ApplicationId | undefined
  /** Another wish was paid with this form. */
  formUsed?: boolean
}

export const JoinPage = ({ site, language, city, typed, problems = [], unpaid, formUsed = false }: JoinPageProps) => {
  const words = membershipWords[language].join
  const wrong = inWords(problems, language)
  return (
    <Layout
      site={site}
      section="public"
      language={language}
      title={words.title(city.name)}
      refused={wrong.length > 0}
      keep={unpaid && { application: unpaid }}
      keepForm="join"
    >
      <h1>{words.title(city.name)}</h1>
      <p class="lead">{words.lead(city.name)}</p>
      {unpaid && (
        <p class="notice warn" role="status">
          {words.back}
        </p>
      )}
      {formUsed && (
        <p class="notice warn" role="alert">
          {words.formUsed}
        </p>
      )}
      <Problems language={language} problems={wrong} />
      <form id="join" method="post" action={`/cities/${city.slug}/join`} novalidate>
        {wrong.length > 0 && <input type="hidden" name="refused" value="yes" />}
        <div class="trap" aria-hidden="true">
          <label for="website">{words.leaveEmpty}</label>
          <input id="website" name="website" tabindex={-1} autocomplete="off" value="" />
        </div>
        <Field
          name="name"
          label={words.name}
          value={typed.name}
          problems={wrong}
          autocomplete="name"
          maxlength={LONGEST_NAME}
          required
        />
        <Field
          name="email"
          label={words.email}
          help={words.emailHelp}
          value={typed.email}
          problems={wrong}
          type="email"
          inputmode="email"
          autocomplete="email"
          required
        />
        <Choices
          name="amount"
          legend={words.amount}
          help={words.amountHelp(dollars(DUES.least))}
          options={[
            ...DUES.suggestions.map((cents) => ({ value: String(cents / 100), label: dollars(cents) })),
            { value: OTHER_AMOUNT, label: words.other },
          ]}
          chosen={[typed.amount]}
          problems={wrong}
        />
        <Field
          name="other"
          label={words.otherField}
          value={typed.other}
          problems={wrong}
          inputmode="decimal"
          maxlength={20}
        />
        <Choices
          name="interval"
          legend={words.interval}
          options={(['year', 'once'] satisfies DuesInterval[]).map((value) => ({
            value,
            label: words.intervals[value],
            hint: words.intervalHints[value],
          }))}
          chosen={[typed.interval]}
          problems={wrong}
        />
        <Choices
          name="topics"
          legend={words.topics}
          help={words.topicsHelp}
          options={Topic.options.map((value) => ({ value, label: words.topicNames[value] }))}
          chosen={typed.topics}
          problems={wrong}
          multiple
        />
        <Select
          name="language"
          label={words.language}
          value={typed.language}
          problems={wrong}
          options={[
            { value: 'en', label: 'English' },
            { value: 'es', label: 'Español' },
          ]}
        />
        <p class="help">{words.data}</p>
        <button type="submit">{words.go}</button>
      </form>
    </Layout>
  )
}

const inWords = (problems: readonly JoinProblem[], language: Language): Problem[] => {
  const words: Record<string, string> = membershipWords[language].problems
  return problems.map(({ field, reason }) => ({
    field,
    message: words[`${field}.${reason}`] ?? words[reason] ?? reason,
  }))
}
