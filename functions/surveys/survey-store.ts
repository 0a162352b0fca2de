import * as z from 'zod'
import { SurveyId } from '../../shared/ids.ts'
import { Survey } from '../../shared/surveys/survey.ts'
import { Instant } from '../../shared/units.ts'
import type { Key, Table, Write } from '../adapters/table.ts'

/** One line of the list of surveys: what its newest version is called. */
export const SurveyLine = z.object({
  surveyId: SurveyId,
  title: z.string(),
  version: z.number().int().positive(),
  editedAt: Instant,
  questions: z.number().int().nonnegative(),
})
export type SurveyLine = z.output<typeof SurveyLine>

export const versionKey = (surveyId: SurveyId, version: number): Key => ({
  pk: `SURVEY#${surveyId}`,
  sk: `V#${String(version).padStart(6, '0')}`,
})

export const newestVersion = async (table: Pick<Table, 'query'>, surveyId: SurveyId): Promise<Survey | undefined> => {
  const page = await table.query(Survey, { pk: `SURVEY#${surveyId}`, begins: 'V#', newestFirst: true, limit: 1 })
  return page.items[0]
}

/** Ids sort by time of birth: the newest survey comes first. */
export const listSurveys = async (table: Pick<Table, 'query'>): Promise<SurveyLine[]> =>
  (await table.query(SurveyLine, { pk: 'SURVEYS', newestFirst: true })).items

/** The version itself and its line in the list, to be written together. */
export const surveyWrites = (survey: Survey, condition: NonNullable<Write['if']>): Write[] => [
  { put: { ...versionKey(survey.surveyId, survey.version), ...survey }, if: condition },
  {
    put: {
      pk: 'SURVEYS',
      sk: survey.surveyId,
      surveyId: survey.surveyId,
      title: survey.title,
      version: survey.version,
      editedAt: survey.editedAt,
      questions: survey.questions.length,
    } satisfies Key & SurveyLine,
  },
]
