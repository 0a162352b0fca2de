import type { Actor } from '../../shared/identity/actor.ts'
import { Field, type Problem, Problems, Select } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { readStaffText } from '../mail/staff-text.ts'
import { StaffTextPart } from '../mail/staff-text-page.tsx'
import { Closes, Reminders, type Twice, type Two } from './closing-fields.tsx'
import { RepeatFields } from './repeat-fields.tsx'
import { StoredCampaign } from './stored-campaign.tsx'
import type { TypedCampaign } from './typed-campaign.ts'

/** The campaign that is changed; its kind and city are fixed. `wave`: of a later wave, which follows the rule of the first. */
export type Editing = { campaignId: string; revision: number; wave?: number | undefined }

type CampaignFormProps = {
  site: { networkName: string }
  actor: Actor
  typed: TypedCampaign
  surveys: readonly { surveyId: string; title: string; questions: number }[]
  cities: readonly { slug: string; name: string; state: string; timeZone: string }[]
  twice: Twice & { wave?: (Two & { wave: number; wallClock: string }) | undefined }
  problems?: readonly Problem[]
  /** A new campaign when left out. */
  editing?: Editing
  /** What somebody else has saved since this form was opened. */
  stored?: TypedCampaign
  /** The message is shown as it will look. */
  preview?: boolean
}

export const CampaignFormPage = (props: CampaignFormProps) => {
  const { site, actor, typed, surveys, cities, problems = [], editing, stored, preview } = props
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
      {stored && <StoredCampaign typed={typed} stored={stored} surveys={surveys} />}
      {!editing && <Kinds kind={typed.kind} city={typed.city} />}
      {preview && <Preview message={typed.message} />}
      {(typed.kind === 'survey' && surveys.length === 0) || cities.length === 0 ? (
        <p class="empty">
          {typed.kind === 'survey' ? 'A campaign needs a survey and a city. ' : 'A campaign needs a city. '}
          {typed.kind === 'survey' && (
            <>
              <a href="/staff/surveys/new">Write a survey</a> or{' '}
            </>
          )}
          <a href="/staff/cities">add a city</a> first.
        </p>
      ) : (
        <CampaignForm {...props} problems={problems} />
      )}
    </Layout>
  )
}

/** What is sent decides what is asked: each kind has its own form. */
const Kinds = ({ kind, city }: Pick<TypedCampaign, 'kind' | 'city'>) => (
  <>
    <h2>What do you send?</h2>
    <ul class="cards">
      {KINDS.map((one) => (
        <li class="card">
          <h3>{one.kind === kind ? one.label : <a href={`${one.href}${city && `&city=${city}`}`}>{one.label}</a>}</h3>
          <p class="quiet-text">
            {one.kind === kind && <strong>Chosen. </strong>}
            {one.hint}
          </p>
        </li>
      ))}
      <li class="card">
        <h3>
          <a href="/staff/calls">An invitation to a call</a>
        </h3>
        <p class="quiet-text">Begins at the page of the call.</p>
      </li>
    </ul>
  </>
)

const KINDS = [
  {
    kind: 'survey',
    label: 'A survey',
    href: '/staff/campaigns/new?kind=survey',
    hint: 'Its answers become a report.',
  },
  {
    kind: 'update',
    label: 'An update',
    href: '/staff/campaigns/new?kind=update',
    hint: 'News or findings. Nothing is asked.',
  },
] as const

const CampaignForm = ({ typed, surveys, cities, twice, problems = [], editing }: CampaignFormProps) => (
  <form method="post" action={editing ? `/staff/campaigns/${editing.campaignId}/edit` : '/staff/campaigns'} novalidate>
    <input type="hidden" name="kind" value={typed.kind} />
    {editing && <input type="hidden" name="revision" value={String(editing.revision)} />}
    {typed.kind === 'survey' && (
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
    )}
    {editing ? (
      <input type="hidden" name="city" value={typed.city} />
    ) : (
      <Select
        name="city"
        label="Who gets it"
        help={`Every member in good standing of this city who has not left the ${typed.kind === 'update' ? 'updates' : 'surveys'} topic.`}
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
      help={TITLE[typed.kind]}
      value={typed.title}
      problems={problems}
      maxlength={200}
    />
    <Field
      name="message"
      label="Message"
      help={`${MESSAGE[typed.kind]} ${MARKS}`}
      value={typed.message}
      problems={problems}
      rows={typed.kind === 'update' ? 14 : 7}
      maxlength={4000}
    />
    <p>
      <button class="second small" type="submit" name="act" value="preview">
        Show how it will look
      </button>
    </p>
    {typed.kind !== 'call' && <Closes typed={typed} twice={twice} problems={problems} />}
    {typed.kind === 'survey' && <Reminders typed={typed} problems={problems} />}
    {typed.kind === 'call' ? null : editing?.wave ? (
      <p class="notice">
        This is wave {editing.wave} of a series: what you change here holds for it and for those that follow. When they
        go out follows from the first; <a href={`/staff/campaigns/${editing.campaignId}/series`}>the series</a> can be
        ended.
      </p>
    ) : (
      <RepeatFields typed={typed} twice={twice} problems={problems} />
    )}
    <div class="actions">
      <button type="submit">Save and look at it</button>
      <a href={editing ? `/staff/campaigns/${editing.campaignId}` : '/staff/campaigns'}>Back</a>
    </div>
    <p class="quiet-text">Nothing is sent yet.</p>
  </form>
)

const TITLE = {
  survey: 'The subject of the mail, and the headline of the survey and of its report.',
  update: 'The subject of the mail and its headline.',
  call: 'The subject of the mail.',
} as const satisfies Record<TypedCampaign['kind'], string>

const MESSAGE = {
  survey: 'Stands above the button in the mail. Say why it matters and what happens with the answers.',
  update: 'What you have to tell.',
  call: 'Stands above the time and the place of the call. May be left empty.',
} as const satisfies Record<TypedCampaign['kind'], string>

const MARKS =
  'The mail greets each reader by name. An empty line makes a new paragraph; **bold**, *italics*, [a link](https://…), lists with - or 1., and ## headings are shown as such.'

const Preview = ({ message }: { message: string }) => (
  <section class="card" aria-label="The message as it will look">
    <h2>As it will look</h2>
    {message.trim() === '' ? (
      <p class="empty">Nothing is written yet.</p>
    ) : (
      <StaffTextPart text={readStaffText(message)} />
    )}
    <p class="quiet-text">This is not saved yet. The whole mail is shown after saving.</p>
  </section>
)
