import * as z from 'zod'
import { CampaignDraft } from '../../shared/campaigns/campaign.ts'
import { MOST_DAYS_OPEN } from '../../shared/campaigns/decide.ts'
import type { City } from '../../shared/cities/city.ts'
import { SurveyId } from '../../shared/ids.ts'
import { instantInCity, type LocalTime } from '../../shared/local-time.ts'
import type { Survey } from '../../shared/surveys/survey.ts'
import { type Clock, type Instant, plusDays } from '../../shared/units.ts'
import { TIME_REFUSED } from '../../web/campaigns/phrases.ts'
import type { Problem } from '../../web/components/form.tsx'
import type { Table } from '../adapters/table.ts'
import { newestVersion } from './content.ts'
import type { PlannedContent } from './create-campaign.ts'

export const TypedCampaign = z.object({
  surveyId: z.string().catch(''),
  city: z.string().catch(''),
  title: z.string().catch(''),
  message: z.string().catch(''),
  closesAt: z.string().catch(''),
})
type Typed = z.output<typeof TypedCampaign>

type Read =
  | { outcome: 'plan'; plan: { draft: z.output<typeof CampaignDraft>; content: PlannedContent; closesAt: Instant } }
  | { outcome: 'refused'; problems: Problem[] }

/** Says everything that is wrong at once, each at its field. */
export const readCampaignForm = async (
  needs: { table: Table; now: Clock; cities: () => Promise<City[]> },
  typed: Typed,
): Promise<Read> => {
  const problems: Problem[] = []
  const wrong = (field: keyof Typed, message: string) => void problems.push({ field, message })

  const surveyId = SurveyId.safeParse(typed.surveyId)
  const survey = surveyId.success ? await newestVersion(needs.table, surveyId.data) : undefined
  if (!survey) wrong('surveyId', 'Choose the survey that is sent.')
  const city = (await needs.cities()).find(({ slug }) => slug === typed.city)
  if (!city) wrong('city', 'Choose the city whose members get it.')
  const draft = CampaignDraft.safeParse({ ...typed, city: city?.slug })
  for (const { path, message } of draft.success ? [] : draft.error.issues) {
    if (path[0] === 'title') wrong('title', `The title ${message}.`)
    if (path[0] === 'message') wrong('message', 'The message must have at most 4,000 characters.')
  }
  const closes = city && instantInCity(typed.closesAt, city.timeZone, 'second')
  if (closes?.outcome === 'refused') problems.push(timeProblem('closesAt', 'The closing time', closes.reason))
  if (closes?.outcome === 'instant' && closes.instant <= needs.now())
    wrong('closesAt', 'The closing time has passed already: choose a later one.')
  if (closes?.outcome === 'instant' && closes.instant > plusDays(needs.now(), MOST_DAYS_AHEAD))
    problems.push(timeProblem('closesAt', 'The closing time', 'too-far'))

  if (problems.length > 0 || !survey || !draft.success || closes?.outcome !== 'instant')
    return { outcome: 'refused', problems }
  return {
    outcome: 'plan',
    plan: { draft: draft.data, content: askingOf(survey), closesAt: closes.instant },
  }
}

export const askingOf = ({ surveyId, version, protection }: Pick<Survey, 'surveyId' | 'version' | 'protection'>) =>
  ({ kind: 'survey', surveyId, surveyVersion: version, protection }) as const

/** Two years: a launch that is planned a year ahead may stay open for another. */
const MOST_DAYS_AHEAD = 2 * MOST_DAYS_OPEN

type TimeRefusal = Extract<LocalTime, { outcome: 'refused' }>['reason']

export const timeProblem = (field: string, what: string, reason: TimeRefusal): Problem => ({
  field,
  message: `${what} ${TIME_REFUSED[reason]}`,
})
