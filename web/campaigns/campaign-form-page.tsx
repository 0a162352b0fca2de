import type { Actor } from '../../shared/identity/actor.ts'
import { Field, type Problem, Problems, Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'

export type TypedCampaign = { surveyId: string; city: string; title: string; message: string; closesAt: string }

type CampaignFormProps = {
  site: { networkName: string }
  actor: Actor
  typed: TypedCampaign
  surveys: readonly { surveyId: string; title: string; questions: number }[]
  cities: readonly { slug: string; name: string; state: string; timeZone: string }[]
  problems?: readonly Problem[]
  /** The campaign that is changed; a new one when left out. Its city is fixed. */
  editing?: { campaignId: string; revision: number }
  /** What somebody else has saved since this form was opened. */
  stored?: TypedCampaign | undefined
}

export const CampaignFormPage = ({
  site,
  actor,
  typed,
  surveys,
  cities,
  problems = [],
  editing,
  stored,
}: CampaignFormProps) => {
  const title = editing ? 'Change the campaign' : 'Plan a campaign'
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title={title}
      actor={actor}
      refused={problems.length > 0 || stored !== undefined}
    >
      <h1>{title}</h1>
      <Problems language="en" problems={problems} />
      {stored && <Stored typed={typed} stored={stored} surveys={surveys} />}
      {surveys.length === 0 || cities.length === 0 ? (
        <p class="empty">
          A campaign needs a survey and a city. <a href="/staff/surveys/new">Write a survey</a> or{' '}
          <a href="/staff/cities">add a city</a> first.
        </p>
      ) : (
        <form
          method="post"
          action={editing ? `/staff/campaigns/${editing.campaignId}/edit` : '/staff/campaigns'}
          novalidate
        >
          {editing && <input type="hidden" name="revision" value={String(editing.revision)} />}
          <Select
            name="surveyId"
            label="Survey"
            value={typed.surveyId}
            problems={problems}
            options={[
              { value: '', label: 'Choose a survey' },
              ...surveys.map((survey) => ({
                value: survey.surveyId,
                label: `${survey.title} (${survey.questions} ${survey.questions === 1 ? 'question' : 'questions'})`,
              })),
            ]}
          />
          {editing ? (
            <input type="hidden" name="city" value={typed.city} />
          ) : (
            <Select
              name="city"
              label="Who gets it"
              help="Every member in good standing of this city who has not left the surveys topic."
              value={typed.city}
              problems={problems}
              options={[
                { value: '', label: 'Choose a city' },
                ...cities.map((city) => ({ value: city.slug, label: `Members in ${city.name}, ${city.state}` })),
              ]}
            />
          )}
          <Field
            name="title"
            label="Title"
            help="The subject of the mail, and the headline of the survey and of its report."
            value={typed.title}
            problems={problems}
            maxlength={200}
          />
          <Field
            name="message"
            label="Message"
            help="Stands above the button in the mail. Say why it matters and what happens with the answers. Plain text; an empty line makes a new paragraph."
            value={typed.message}
            problems={problems}
            rows={7}
            maxlength={4000}
          />
          <Field
            name="closesAt"
            label="Closes"
            help="Date and time in the city’s own zone. Until then people may change their answers."
            type="datetime-local"
            value={typed.closesAt}
            problems={problems}
          />
          <div class="actions">
            <button type="submit">Save and look at it</button>
            <a href={editing ? `/staff/campaigns/${editing.campaignId}` : '/staff/campaigns'}>Back</a>
          </div>
          <p class="quiet-text">Nothing is sent yet.</p>
        </form>
      )}
    </Layout>
  )
}

const Stored = ({
  typed,
  stored,
  surveys,
}: Pick<CampaignFormProps, 'typed' | 'surveys'> & { stored: TypedCampaign }) => {
  const survey = surveys.find(({ surveyId }) => surveyId === stored.surveyId)?.title ?? 'A survey that was removed'
  const inWords = { ...stored, surveyId: survey, closesAt: stored.closesAt.replace('T', ' ') }
  const differing = SHOWN.filter(([field]) => stored[field] !== typed[field].replaceAll('\r\n', '\n'))
  return (
    <div class="notice warn" role="alert" tabindex={-1} autofocus>
      <h2>Somebody else changed this campaign while you were writing</h2>
      {differing.length === 0 ? (
        <p>What they saved is what you wrote.</p>
      ) : (
        <>
          <p>Below stands what you wrote. Save it again to replace theirs, which is:</p>
          <ul>
            {differing.map(([field, label]) => (
              <li>
                {label}: {field === 'message' ? <pre>{stored.message}</pre> : `“${inWords[field]}”`}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}

const SHOWN = [
  ['surveyId', 'Survey'],
  ['title', 'Title'],
  ['message', 'Message'],
  ['closesAt', 'Closes'],
] as const satisfies [keyof TypedCampaign, string][]
