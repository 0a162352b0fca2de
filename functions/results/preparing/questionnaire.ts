import * as z from 'zod'
import { campaignKey } from '../../../shared/campaigns/campaign.ts'
import { type CampaignId, CitySlug, SurveyId } from '../../../shared/ids.ts'
import type { Questionnaire } from '../../../shared/results/questionnaire.ts'
import { Survey, surveyKey } from '../../../shared/surveys/survey.ts'
import type { Table } from '../../adapters/table.ts'

const Asking = z.object({ surveyId: SurveyId, surveyVersion: z.number(), city: CitySlug })

export type QuestionnaireOf = (campaignId: CampaignId) => Promise<Questionnaire | undefined>

/**
 * The questionnaire of a campaign, kept for as long as this reader lives: the version of a launched campaign never
 * changes. Demographic questions stand here without the city's own options, which counting does not need.
 */
export const questionnaireReader = (table: Table): QuestionnaireOf => {
  const known = new Map<CampaignId, Questionnaire>()
  return async (campaignId) => {
    const found = known.get(campaignId)
    if (found) return found
    const survey = await surveyOf(table, campaignId)
    if (survey?.launchedAt) known.set(campaignId, survey.questions)
    return survey?.questions
  }
}

const surveyOf = async (table: Table, campaignId: CampaignId): Promise<Survey | undefined> => {
  const campaign = await table.get(Asking, campaignKey(campaignId))
  return campaign && table.get(Survey, surveyKey(campaign.surveyId, campaign.surveyVersion))
}
