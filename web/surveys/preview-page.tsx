import type { Actor } from '../../shared/identity/actor.ts'
import type { Language } from '../../shared/identity/person.ts'
import type { Question, Survey } from '../../shared/surveys/survey.ts'
import { Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { surveyWords } from '../words/surveys.ts'
import { Introduction } from './introduction.tsx'
import { Questions } from './questions.tsx'

type PreviewPageProps = {
  site: { networkName: string }
  actor: Actor
  survey: Survey
  questions: readonly Question[]
  language: Language
  cities: readonly { slug: string; name: string }[]
  city: string | undefined
}

/** The questionnaire as respondents of a city will see it; its button leads nowhere. */
export const PreviewPage = (props: PreviewPageProps) => {
  const { site, actor, survey, questions, language, cities, city } = props
  return (
    <Layout site={site} section="staff" language="en" title={`Preview of ${survey.title}`} actor={actor}>
      <div class="narrow">
        <p class="help">
          <a href={`/staff/surveys/${survey.surveyId}`}>Back to the questions</a>
        </p>
        <form method="get" class="card">
          <p>This is a preview. Nothing that is filled in here is stored.</p>
          {cities.length > 0 && (
            <Select
              name="city"
              label="As in"
              value={city}
              options={cities.map(({ slug, name }) => ({ value: slug, label: name }))}
            />
          )}
          <Select
            name="words"
            label="In"
            value={language}
            options={[
              { value: 'en', label: 'English' },
              { value: 'es', label: 'Spanish' },
            ]}
          />
          <button class="second small" type="submit">
            Show
          </button>
        </form>
        <div lang={language}>
          <Introduction survey={survey} language={language} />
          {questions.length === 0 ? (
            <p class="empty">There are no questions yet.</p>
          ) : (
            <form method="get">
              <Questions questions={questions} language={language} typed={{}} />
              <div class="actions">
                <button type="button" disabled>
                  {surveyWords[language].save}
                </button>
              </div>
            </form>
          )}
        </div>
      </div>
    </Layout>
  )
}
