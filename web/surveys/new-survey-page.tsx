import type { Actor } from '../../shared/identity/actor.ts'
import { BANK, DIMENSIONS } from '../../shared/surveys/bank.ts'
import { Choices, Field, type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { PROTECTION_CHOICES } from './protection-choices.ts'

type NewSurveyPageProps = {
  site: { networkName: string }
  actor: Actor
  typed: { title: string; introduction: string; protection: string; about: readonly string[] }
  problems?: readonly Problem[]
}

export const NewSurveyPage = ({ site, actor, typed, problems = [] }: NewSurveyPageProps) => (
  <Layout site={site} section="staff" language="en" title="Write a survey" actor={actor} refused={problems.length > 0}>
    <h1>Write a survey</h1>
    <Problems language="en" problems={problems} />
    <form method="post" novalidate>
      <Field
        name="title"
        label="Title"
        help="Respondents read it on top of the page."
        value={typed.title}
        problems={problems}
      />
      <Field
        name="introduction"
        label="Introduction (optional)"
        help="Why you ask, and what will be done with the answers. An empty line begins a new paragraph."
        value={typed.introduction}
        problems={problems}
        rows={4}
      />
      <Choices
        name="protection"
        legend="How results are protected"
        help="Respondents are told on the first page. It is fixed when a campaign is launched."
        options={PROTECTION_CHOICES}
        chosen={[typed.protection]}
        problems={problems}
      />
      <Choices
        name="about"
        legend="Questions about the respondent"
        help="From the shared bank, in the same words everywhere, so that groups can be compared. You can add or remove them later."
        options={DIMENSIONS.map((dimension) => ({ value: dimension, label: BANK[dimension].title.en }))}
        chosen={typed.about}
        multiple
      />
      <div class="actions">
        <button type="submit">Continue to the questions</button>
        <a href="/staff/surveys">Back to all surveys</a>
      </div>
    </form>
  </Layout>
)
