import { type Context, Hono } from 'hono'
import type { City } from '../../shared/cities/city.ts'
import { Language } from '../../shared/identity/person.ts'
import { type NewId, QuestionId, SurveyId } from '../../shared/ids.ts'
import { asAsked } from '../../shared/surveys/as-asked.ts'
import { type Draft, type DraftFaults, draftOf } from '../../shared/surveys/draft.ts'
import { launchable } from '../../shared/surveys/launchable.ts'
import type { Question, Survey } from '../../shared/surveys/survey.ts'
import type { Clock } from '../../shared/units.ts'
import { Dimension, ProtectionLevel } from '../../shared/words.ts'
import type { Problem } from '../../web/components/form.tsx'
import { NewSurveyPage } from '../../web/surveys/new-survey-page.tsx'
import { PreviewPage } from '../../web/surveys/preview-page.tsx'
import { SurveyEditorPage } from '../../web/surveys/survey-editor-page.tsx'
import { SurveyListPage } from '../../web/surveys/survey-list-page.tsx'
import type { Table } from '../adapters/table.ts'
import type { Page, Site } from '../http/audience.tsx'
import { statusOf } from '../http/refusals.ts'
import { createSurvey } from './create-survey.ts'
import { editSurvey } from './edit-survey.ts'
import { draftFrom, editFrom } from './survey-form.ts'
import { listSurveys, newestVersion } from './survey-store.ts'

type Needs = { site: Site; table: Table; now: Clock; newId: NewId; cities: () => Promise<City[]> }

/** Staff write surveys. Stands behind the guard of the staff app. */
export const surveyRoutes = (needs: Needs) => {
  const { site, table } = needs

  const editor = (
    c: Context<Page>,
    survey: Survey,
    draft: Draft,
    shown: { problems?: Problem[]; conflict?: { lost: Draft['questions'] }; saved?: boolean } = {},
  ) => {
    const ready = launchable(survey)
    const lacks = ready.outcome === 'refused' ? ready.refusals : []
    return (
      <SurveyEditorPage site={site} actor={c.get('actor')} survey={survey} draft={draft} lacks={lacks} {...shown} />
    )
  }

  return new Hono<Page>()
    .get('/staff/surveys', async (c) =>
      c.html(<SurveyListPage site={site} actor={c.get('actor')} surveys={await listSurveys(table)} />),
    )

    .get('/staff/surveys/new', (c) =>
      c.html(
        <NewSurveyPage
          site={site}
          actor={c.get('actor')}
          typed={{ title: '', introduction: '', protection: 'standard', about: [] }}
        />,
      ),
    )

    .post('/staff/surveys/new', async (c) => {
      const form = new URLSearchParams(await c.req.text())
      const typed = {
        title: form.get('title') ?? '',
        introduction: form.get('introduction') ?? '',
        protection: ProtectionLevel.catch('standard').parse(form.get('protection')),
        about: form.getAll('about').flatMap((name) => Dimension.safeParse(name).data ?? []),
      }
      const result = await createSurvey(needs, { ...typed, actor: c.get('actor') })
      if (result.outcome === 'created') return c.redirect(`/staff/surveys/${result.survey.surveyId}`, 303)
      const problems =
        result.reason === 'without-title'
          ? [{ field: 'title', message: 'The survey needs a title.' }]
          : problemsOf(result.faults, [])
      return c.html(
        <NewSurveyPage site={site} actor={c.get('actor')} typed={typed} problems={problems} />,
        statusOf(result.reason),
      )
    })

    .get('/staff/surveys/:surveyId', async (c) => {
      const survey = await surveyIn(table, c)
      if (!survey) return c.notFound()
      return c.html(editor(c, survey, draftOf(survey), { saved: c.req.query('saved') !== undefined }))
    })

    .post('/staff/surveys/:surveyId', async (c) => {
      const surveyId = SurveyId.safeParse(c.req.param('surveyId'))
      if (!surveyId.success) return c.notFound()
      const form = new URLSearchParams(await c.req.text())
      const draft = draftFrom(form)
      const change = editFrom(form.get('do') ?? 'save', () => needs.newId(QuestionId, 'qst'))
      const result = await editSurvey(needs, {
        actor: c.get('actor'),
        surveyId: surveyId.data,
        seen: { version: Number(form.get('version')), editedAt: form.get('editedAt') ?? '' },
        draft,
        change,
      })
      if (result.outcome === 'saved') {
        const place =
          'id' in change && change.act !== 'remove' ? `#${change.id}` : change.act === 'remove' ? '#removed' : '?saved'
        return c.redirect(`/staff/surveys/${surveyId.data}${place}`, 303)
      }
      switch (result.reason) {
        case 'unknown':
          return c.notFound()
        case 'changed-meanwhile': {
          const { stored } = result
          const lost = draft.questions.filter(({ id }) => !stored.questions.some((question) => question.id === id))
          const shown = { problems: differences(stored, draft), conflict: { lost } }
          return c.html(editor(c, stored, completed(draft, stored), shown), statusOf(result.reason))
        }
        case 'not-storable':
          return c.html(
            editor(c, result.stored, completed(draft, result.stored), {
              problems: problemsOf(result.faults, result.stored.questions),
            }),
            statusOf(result.reason),
          )
        case 'too-many-questions': {
          const problems = [{ field: 'title', message: 'A survey can have at most 100 questions.' }]
          return c.html(
            editor(c, result.stored, completed(draft, result.stored), { problems }),
            statusOf(result.reason),
          )
        }
      }
    })

    .get('/staff/surveys/:surveyId/preview', async (c) => {
      const [survey, cities] = await Promise.all([surveyIn(table, c), needs.cities()])
      if (!survey) return c.notFound()
      const city = cities.find(({ slug }) => slug === c.req.query('city')) ?? cities[0]
      const language = Language.catch('en').parse(c.req.query('words'))
      return c.html(
        <PreviewPage
          site={site}
          actor={c.get('actor')}
          survey={survey}
          questions={asAsked(survey, city, language)}
          language={language}
          cities={cities}
          city={city?.slug}
        />,
      )
    })
}

const surveyIn = async (table: Table, c: Context<Page>): Promise<Survey | undefined> => {
  const surveyId = SurveyId.safeParse(c.req.param('surveyId'))
  return surveyId.success ? newestVersion(table, surveyId.data) : undefined
}

/** A question that the form did not know yet shows what is stored of it. */
const completed = (draft: Draft, stored: Survey): Draft => {
  const known = new Set(draft.questions.map(({ id }) => id))
  return { ...draft, questions: [...draft.questions, ...draftOf(stored).questions.filter(({ id }) => !known.has(id))] }
}

const problemsOf = (faults: DraftFaults, questions: readonly Question[]): Problem[] =>
  Object.entries(faults).flatMap(([field, fault]) => {
    if (!fault) return []
    if (fault.most === undefined && fault.reason === 'too-long')
      return [{ field: 'title', message: 'The whole survey is too long to be stored: shorten its texts.' }]
    return [{ field, message: `${nameOf(field, questions)}: ${FAULTS[fault.reason](fault.most)}.` }]
  })

const nameOf = (field: string, questions: readonly Question[]) => {
  const [id, part] = field.split('.')
  const position = questions.findIndex((question) => question.id === id) + 1
  return part ? `Question ${position}, ${PART_NAMES[part] ?? part}` : `The ${field}`
}

const PART_NAMES: Record<string, string> = {
  title: 'the question',
  help: 'the help text',
  low: 'what 1 means',
  high: 'what 5 means',
  least: 'the least number',
  most: 'the greatest number',
}

const FAULTS = {
  'too-long': (most: number | undefined) => `at most ${most} characters fit here`,
  'too-many': (most: number | undefined) => `at most ${most} fit here`,
  'not-a-number': () => 'write numbers such as 12 or 12.5',
}

/** What the stored survey says otherwise, field by field. */
const differences = (stored: Survey, draft: Draft): Problem[] => {
  const theirs = draftOf(stored)
  const quoted = (field: string, mine: string, other: string): Problem[] => {
    if (mine.replaceAll('\r\n', '\n').trim() === other.trim()) return []
    const named = nameOf(field, stored.questions)
    return [{ field, message: other ? `${named}: stored is “${other}”.` : `${named}: nothing is stored.` }]
  }
  return [
    ...quoted('title', draft.title, theirs.title),
    ...quoted('introduction', draft.introduction, theirs.introduction),
    ...quoted('protection', draft.protection, theirs.protection),
    ...draft.questions.flatMap((mine) => {
      const other = theirs.questions.find(({ id }) => id === mine.id)
      if (!other || stored.questions.some(({ id, kind }) => id === mine.id && kind === 'demographic')) return []
      return TEXTS.flatMap((part) => quoted(`${mine.id}.${part}`, mine[part], other[part]))
    }),
  ]
}

const TEXTS = ['title', 'help', 'options', 'low', 'high', 'unit', 'least', 'most', 'bands'] as const
