import type { Actor } from '../../shared/identity/actor.ts'
import { BANK, DIMENSIONS } from '../../shared/surveys/bank.ts'
import type { Draft, DraftQuestion } from '../../shared/surveys/draft.ts'
import type { NewQuestion } from '../../shared/surveys/edit.ts'
import type { LaunchRefusal } from '../../shared/surveys/launchable.ts'
import type { Question, Survey } from '../../shared/surveys/survey.ts'
import { Choices, Field, type Problem, Problems } from '../components/form.tsx'
import { Layout } from '../layout.tsx'
import { shortLocalTime } from '../local-time.ts'
import { PROTECTION_CHOICES } from './protection-choices.ts'

type SurveyEditorPageProps = {
  site: { networkName: string }
  actor: Actor
  /** What is stored; it says which questions there are and in what order. */
  survey: Survey
  /** What the fields hold. */
  draft: Draft
  lacks: readonly LaunchRefusal[]
  problems?: readonly Problem[]
  /** Somebody else saved in between: fields that differ carry the stored text as their problem. */
  conflict?: { lost: readonly DraftQuestion[] }
  saved?: boolean
}

/** Every button sends the whole form: whatever is pressed, what was typed is saved first. */
export const SurveyEditorPage = (props: SurveyEditorPageProps) => {
  const { site, actor, survey, draft, lacks, problems = [], conflict } = props
  const home = `/staff/surveys/${survey.surveyId}`
  const typedOf = new Map(draft.questions.map((question) => [question.id, question]))
  const asked = survey.questions.flatMap((question) => (question.kind === 'demographic' ? [question.dimension] : []))
  const refused = problems.length > 0 || conflict !== undefined
  return (
    <Layout
      site={site}
      section="staff"
      language="en"
      title={survey.title || 'Untitled survey'}
      actor={actor}
      refused={refused}
    >
      <p class="help">
        <a href="/staff/surveys">Surveys</a> · version {survey.version}
        {survey.launchedAt ? ', launched' : ', not launched yet'} · saved {shortLocalTime(survey.editedAt, 'UTC', 'en')}
      </p>
      <h1>{survey.title || 'Untitled survey'}</h1>
      {props.saved && (
        <p class="notice" role="status">
          Saved.
        </p>
      )}
      {survey.launchedAt && (
        <p class="notice">
          Version {survey.version} has been sent out and stays as it is. What you save here becomes version{' '}
          {survey.version + 1}.
        </p>
      )}
      {conflict && <Conflict lost={conflict.lost} />}
      <Problems language="en" problems={problems} />
      {/* It judges what is stored: beside fields that were refused it would speak of another text. */}
      {!refused && <Readiness lacks={lacks} home={home} surveyId={survey.surveyId} />}
      <form method="post" action={home} novalidate>
        <input type="hidden" name="version" value={String(survey.version)} />
        <input type="hidden" name="editedAt" value={survey.editedAt} />
        <div class="actions">
          <button type="submit" name="do" value="save">
            Save
          </button>
          <a class="button second" href={`${home}/preview`}>
            Preview what was saved
          </a>
        </div>
        <section class="card">
          <Field name="title" label="Title" value={draft.title} problems={problems} />
          <Field
            name="introduction"
            label="Introduction (optional)"
            help="Why you ask, and what will be done with the answers. An empty line begins a new paragraph."
            value={draft.introduction}
            problems={problems}
            rows={4}
          />
          <Choices
            name="protection"
            legend="How results are protected"
            options={PROTECTION_CHOICES}
            chosen={[draft.protection]}
            problems={problems}
          />
        </section>
        <h2>Questions</h2>
        {survey.questions.length === 0 && <p class="empty">No questions yet. Add the first one below.</p>}
        {survey.questions.map((question, index) => (
          <QuestionCard
            question={question}
            typed={typedOf.get(question.id)}
            position={index + 1}
            last={index === survey.questions.length - 1}
            problems={problems}
          />
        ))}
        <section class="card">
          <h2>Add a question</h2>
          <div class="actions">
            {NEW_QUESTIONS.map(([kind, label]) => (
              <button class="second small" type="submit" name="do" value={`add:${kind}`}>
                {label}
              </button>
            ))}
          </div>
          <p class="help">From the shared bank, in the same words everywhere:</p>
          <div class="actions">
            {DIMENSIONS.map((dimension) => (
              <button
                class="second small"
                type="submit"
                name="do"
                value={`add-from-bank:${dimension}`}
                disabled={asked.includes(dimension)}
              >
                {BANK[dimension].title.en}
              </button>
            ))}
          </div>
        </section>
        <Removed survey={survey} />
        <div class="actions">
          <button type="submit" name="do" value="save">
            Save
          </button>
        </div>
      </form>
    </Layout>
  )
}

const KINDS: Record<Question['kind'], string> = {
  single: 'One choice',
  multiple: 'Several choices',
  scale: 'Scale from 1 to 5',
  number: 'Number',
  text: 'Free text',
  demographic: 'From the shared bank',
}

const NEW_QUESTIONS = (['single', 'multiple', 'scale', 'number', 'text'] as const satisfies NewQuestion[]).map(
  (kind) => [kind, KINDS[kind]] as const,
)

type QuestionCardProps = {
  question: Question
  typed: DraftQuestion | undefined
  position: number
  last: boolean
  problems: readonly Problem[]
}

const QuestionCard = ({ question, typed, position, last, problems }: QuestionCardProps) => {
  const { id, kind } = question
  const field = (part: keyof DraftQuestion) => ({
    name: `${id}.${part}`,
    value: typed === undefined ? '' : String(typed[part]),
    problems,
  })
  const press = (act: string) => ({ type: 'submit' as const, name: 'do', value: `${act}:${id}` })
  const named = question.title || 'without a title'
  return (
    <section class="card" id={id} aria-label={`Question ${position}`}>
      <p class="help">
        <strong>{position}.</strong> {KINDS[kind]}
      </p>
      {/* An unticked box is not sent: this says that the question was there to be ticked. */}
      <input type="hidden" name={`${id}.asked`} value="yes" />
      {question.kind === 'demographic' ? (
        <>
          <p>
            <strong>{question.title}</strong>
          </p>
          <p class="help">
            {question.options.map((option) => option.label).join(' · ')}
            {question.dimension === 'neighbourhood' && ' · and the neighborhoods of the city it is sent to'}
          </p>
        </>
      ) : (
        <>
          <Field {...field('title')} label="Question" />
          <Field {...field('help')} label="Help text (optional)" />
        </>
      )}
      {(kind === 'single' || kind === 'multiple') && (
        <Field {...field('options')} label="Options" help="One to a line, in the order they are shown." rows={5} />
      )}
      {kind === 'scale' && (
        <>
          <Field {...field('low')} label="What 1 means" help="Such as: Not at all" />
          <Field {...field('high')} label="What 5 means" help="Such as: Very much" />
        </>
      )}
      {kind === 'number' && (
        <>
          <Field {...field('unit')} label="Unit (optional)" help="Such as: hours a week" />
          <Field {...field('least')} label="Least number (optional)" inputmode="decimal" />
          <Field {...field('most')} label="Greatest number (optional)" inputmode="decimal" />
          <Field
            {...field('bands')}
            label="Bands for reports (optional)"
            help="Upper ends, separated by commas: 5, 10, 20 gives up to 5, up to 10, up to 20, and more."
          />
        </>
      )}
      <div class="choices field">
        <label for={`${id}.required`}>
          <input
            id={`${id}.required`}
            type="checkbox"
            name={`${id}.required`}
            value="yes"
            checked={typed?.required ?? false}
          />
          <span>An answer is required</span>
        </label>
      </div>
      <div class="actions row">
        <button class="second small" {...press('move-up')} disabled={position === 1} aria-label={`Move up: ${named}`}>
          Move up
        </button>
        <button class="second small" {...press('move-down')} disabled={last} aria-label={`Move down: ${named}`}>
          Move down
        </button>
        <button class="danger small" {...press('remove')} aria-label={`Remove: ${named}`}>
          Remove
        </button>
      </div>
    </section>
  )
}

const Removed = ({ survey }: { survey: Survey }) =>
  survey.removed?.length ? (
    <section class="card" id="removed">
      <h2>Removed questions</h2>
      {survey.removed.toReversed().map(({ question }) => (
        <div class="actions">
          <span>{question.title || `${KINDS[question.kind]} without a title`}</span>
          <button
            class="second small"
            type="submit"
            name="do"
            value={`put-back:${question.id}`}
            aria-label={`Put back: ${question.title}`}
          >
            Put back
          </button>
        </div>
      ))}
    </section>
  ) : null

type ReadinessProps = { lacks: readonly LaunchRefusal[]; home: string; surveyId: string }

const Readiness = ({ lacks, home, surveyId }: ReadinessProps) =>
  lacks.length === 0 ? (
    <div class="notice">
      <p>This survey is ready to be sent.</p>
      <p>
        <a class="button small" href={`/staff/campaigns/new?survey=${surveyId}`}>
          Use in a campaign
        </a>
      </p>
    </div>
  ) : (
    <div class="notice warn">
      <p>Before it can be sent:</p>
      <ul>
        {lacks.map((lack) => (
          <li>
            {'questionId' in lack ? (
              <a href={`${home}#${lack.questionId}`}>
                Question {lack.position} {LACKS[lack.reason]}.
              </a>
            ) : (
              `The survey ${LACKS[lack.reason]}.`
            )}
          </li>
        ))}
      </ul>
    </div>
  )

const LACKS: Record<LaunchRefusal['reason'], string> = {
  'survey-without-title': 'needs a title',
  'no-questions': 'needs at least one question',
  'question-without-title': 'needs its question written',
  'too-few-options': 'needs at least two options',
  'duplicate-options': 'has the same option twice',
  'scale-without-ends': 'needs words for 1 and for 5',
  'least-above-most': 'has a least number above its greatest',
  'bands-out-of-order': 'needs bands that grow from left to right',
  'asked-twice': 'asks the same as an earlier one',
}

const Conflict = ({ lost }: { lost: readonly DraftQuestion[] }) => (
  <div class="notice warn" role="alert" tabindex={-1} autofocus>
    <h2>Somebody else saved this survey while you were writing</h2>
    <p>
      Nothing has been overwritten. The fields below hold what you typed; where the stored survey says otherwise, it is
      quoted at the field. Press Save to store what the fields hold now.
    </p>
    {lost.length > 0 && (
      <>
        <p>These questions are no longer in the survey. You had written:</p>
        <ul>
          {lost.map((question) => (
            <li>
              {[question.title, question.help, question.options.replaceAll('\n', ' · ')].filter(Boolean).join(' — ')}
            </li>
          ))}
        </ul>
      </>
    )}
  </div>
)
