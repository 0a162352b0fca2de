import type { City } from '../../../shared/cities/city.ts'
import { type Language, LONGEST_NAME } from '../../../shared/identity/person.ts'
import type { ApplicationId } from '../../../shared/ids.ts'
import { type DuesInterval, dollars } from '../../../shared/membership/dues.ts'
import {
  duesTyped,
  HEARD,
  JoinKind,
  type JoinProblem,
  OFFERED,
  OTHER_AMOUNT,
  type TypedJoin,
} from '../../../shared/membership/join-form.ts'
import { DUES } from '../../../shared/membership/policy.ts'
import { Topic } from '../../../shared/words.ts'
import { Choices, Field, type Problem, Problems, Select } from '../../components/form.tsx'
import { Layout } from '../../layout.tsx'
import { joinWords } from '../../words/join.ts'
import { LanguageField, OrganizationFields } from '../profile-fields.tsx'
import { CardFees, CoverFee } from './card-fees.tsx'
import { joinProblem } from './join-problem.ts'

type JoinPageProps = {
  site: { networkName: string }
  language: Language
  city: City
  typed: TypedJoin
  /** Says when the form was shown. */
  shown: string
  problems?: readonly JoinProblem[]
  /** The visitor has left the payment page of this application without paying. */
  unpaid?: ApplicationId | undefined
  notice?: JoinNotice | undefined
}

/** Why a form that has nothing wrong in it stands there again. */
export type JoinNotice =
  /** Another wish was paid with this form. */
  'form-used' | 'too-fast' | { tooMany: { againInMinutes: number } }

export const JoinPage = ({ site, language, city, typed, shown, problems = [], unpaid, notice }: JoinPageProps) => {
  const words = joinWords[language].join
  const wrong = problems.map((problem) => joinProblem({ site, language }, problem))
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
      {notice && (
        <p class="notice warn" role="alert">
          {noticeIn(words, notice)}
        </p>
      )}
      <Problems language={language} problems={wrong} />
      <form id="join" method="post" action={`/cities/${city.slug}/join`} novalidate>
        {wrong.length > 0 && <input type="hidden" name="refused" value="yes" />}
        <input type="hidden" name="shown" value={shown} />
        <input type="hidden" name="from" value={typed.from} />
        <div class="trap" aria-hidden="true">
          <label for="website">{words.leaveEmpty}</label>
          <input id="website" name="website" tabindex={-1} autocomplete="off" value="" />
        </div>
        <Choices
          name="kind"
          legend={words.kind}
          options={JoinKind.options.map((value) => ({
            value,
            label: words.kinds[value],
            hint: words.kindHints[value],
          }))}
          chosen={[typed.kind || 'person']}
          problems={wrong}
        />
        <Field
          name="name"
          label={words.name}
          help={words.nameHelp}
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
        <OrganizationPart language={language} typed={typed} wrong={wrong} />
        <Choices
          name="interval"
          legend={words.interval}
          options={(['year', 'once', 'month'] satisfies DuesInterval[]).map((value) => ({
            value,
            label: words.intervals[value],
            hint: words.intervalHints[value],
          }))}
          chosen={[typed.interval]}
          problems={wrong}
        />
        <p class="help">
          {words.stopBefore}
          <a href="/me">{words.stopLink}</a>.
        </p>
        <Choices
          name="amount"
          legend={words.amount}
          help={words.amountHelp(dollars(DUES.least))}
          options={[
            ...OFFERED.map(({ value, cents, each }) => ({ value, label: words.fees.each(dollars(cents), each) })),
            { value: OTHER_AMOUNT, label: words.other },
          ]}
          chosen={[typed.amount]}
          problems={wrong}
        />
        <Field
          name="other"
          label={words.otherField}
          help={words.otherHelp}
          value={typed.other}
          problems={wrong}
          inputmode="decimal"
          maxlength={20}
        />
        <CardFees language={language} typed={duesTyped(typed)} />
        <CoverFee language={language} typed={duesTyped(typed)} chosen={typed.coversFee} />
        <Choices
          name="topics"
          legend={words.topics}
          help={words.topicsHelp}
          options={Topic.options.map((value) => ({ value, label: words.topicNames[value] }))}
          chosen={typed.topics}
          problems={wrong}
          multiple
        />
        {typed.from === '' && (
          <Select
            name="heard"
            label={words.heard}
            value={typed.heard}
            options={[
              { value: '', label: words.heardOpen },
              ...HEARD.map((value) => ({ value, label: words.heardFrom[value] })),
            ]}
          />
        )}
        <LanguageField label={words.language} value={typed.language} problems={wrong} />
        <p class="help">{words.data}</p>
        <button type="submit">{words.go}</button>
      </form>
      <script src="/assets/join.js" defer />
    </Layout>
  )
}

/** Browsers that know how hide it until an organization joins. */
const OrganizationPart = ({
  language,
  typed,
  wrong,
}: {
  language: Language
  typed: TypedJoin
  wrong: readonly Problem[]
}) => {
  const words = joinWords[language].join.organization
  return (
    <fieldset class="part for-organization">
      <legend>{words.title}</legend>
      <p class="help">{words.text}</p>
      <Field
        name="organization"
        label={words.publicName}
        value={typed.organization}
        problems={wrong}
        autocomplete="organization"
        maxlength={LONGEST_NAME}
      />
      <OrganizationFields
        typed={typed}
        problems={wrong}
        offers={words.offers}
        offerHelps={words.offerHelps}
        people={{ label: words.people, help: words.peopleHelp }}
      />
    </fieldset>
  )
}

const noticeIn = (words: typeof joinWords.en.join, notice: JoinNotice): string => {
  if (typeof notice === 'object') return words.tooMany(notice.tooMany.againInMinutes)
  return notice === 'form-used' ? words.formUsed : words.tooFast
}
