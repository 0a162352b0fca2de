import type { Actor } from '../../shared/identity/actor.ts'
import type { Instant } from '../../shared/units.ts'
import { Layout } from '../layout.tsx'
import { shortLocalTime } from '../local-time.ts'

type SurveyListPageProps = {
  site: { networkName: string }
  actor: Actor
  surveys: readonly { surveyId: string; title: string; version: number; editedAt: Instant; questions: number }[]
}

export const SurveyListPage = ({ site, actor, surveys }: SurveyListPageProps) => (
  <Layout site={site} section="staff" language="en" title="Surveys" actor={actor}>
    <h1>Surveys</h1>
    <p>A survey is written once and can be sent in many campaigns, to many cities, in many waves.</p>
    <p class="actions">
      <a class="button" href="/staff/surveys/new">
        Write a survey
      </a>
    </p>
    {surveys.length === 0 ? (
      <p class="empty">
        No survey has been written yet. Begin with a title: questions, options and the shared demographic questions come
        on the next page, and nothing is sent before you launch a campaign.
      </p>
    ) : (
      <div class="scroll">
        <table class="stack">
          <thead>
            <tr>
              <th scope="col">Survey</th>
              <th scope="col" class="number">
                Questions
              </th>
              <th scope="col" class="number">
                Version
              </th>
              <th scope="col">Last edited</th>
            </tr>
          </thead>
          <tbody>
            {surveys.map((survey) => (
              <tr>
                <th scope="row">
                  <a href={`/staff/surveys/${survey.surveyId}`}>{survey.title || 'Untitled survey'}</a>
                </th>
                <td class="number" data-label="Questions:">
                  {survey.questions}
                </td>
                <td class="number" data-label="Version:">
                  {survey.version}
                </td>
                <td data-label="Last edited:">{shortLocalTime(survey.editedAt, 'UTC', 'en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
  </Layout>
)
