import type { SurveyId } from '../../shared/ids.ts'
import { newestSurvey, SURVEYS, Survey, SurveyListed, surveyKey, surveyListKey } from '../../shared/surveys/survey.ts'
import type { Table, Write } from '../adapters/table.ts'

export const newestVersion = async (table: Pick<Table, 'query'>, surveyId: SurveyId): Promise<Survey | undefined> =>
  (await table.query(Survey, newestSurvey(surveyId))).items[0]

export const listSurveys = async (table: Pick<Table, 'query'>): Promise<SurveyListed[]> =>
  (await table.query(SurveyListed, { pk: SURVEYS, newestFirst: true })).items

/** The version itself and its line in the list, to be written together. */
export const surveyWrites = (survey: Survey, condition: NonNullable<Write['if']>): Write[] => {
  const { surveyId, title, version, editedAt } = survey
  const listed: SurveyListed = { surveyId, title, version, editedAt, questions: survey.questions.length }
  return [
    { put: { ...surveyKey(surveyId, version), ...survey }, if: condition },
    { put: { ...surveyListKey(surveyId), ...listed } },
  ]
}
