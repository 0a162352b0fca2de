import type { Table } from '../../functions/adapters/table.ts'
import { Campaign, campaignKey } from '../../shared/campaigns/campaign.ts'
import { CampaignId } from '../../shared/ids.ts'
import { type Response, responsesKey } from '../../shared/surveys/response.ts'
import { Survey, surveyKey } from '../../shared/surveys/survey.ts'
import { campaignId, denver, NOON, questionnaire, surveyId } from './cast.ts'

/** Campaigns that ask the same survey, told apart by a number. */
export const campaignNumbered = (n: number): CampaignId =>
  CampaignId.parse(`${campaignId.slice(0, -5)}${String(n).padStart(5, '0')}`)

export const surveyCampaign = (id: CampaignId, state: 'open' | 'closed' = 'open'): Campaign =>
  Campaign.parse({
    state,
    campaignId: id,
    kind: 'survey',
    city: denver,
    surveyId,
    surveyVersion: 1,
    protection: 'standard',
    title: 'Spring survey',
    message: 'Please answer.',
    createdAt: '2026-11-01T12:00:00.000Z',
    launchAt: '2026-11-02T12:00:00.000Z',
    closesAt: '2026-11-20T12:00:00.000Z',
    closedAt: '2026-11-20T12:00:00.000Z',
    revision: 1,
    responseKey: 'k1',
    recipients: 150,
    ledgerShards: 1,
  })

export const springSurvey = (title = 'Spring survey'): Survey =>
  Survey.parse({
    surveyId,
    version: 1,
    title,
    introduction: '',
    protection: 'standard',
    questions: questionnaire,
    editedAt: NOON,
    launchedAt: NOON,
  })

/** A survey that is asked by these campaigns. */
export const askIn = async (
  table: Pick<Table, 'write'>,
  campaigns: readonly CampaignId[],
  state: 'open' | 'closed' = 'open',
) => {
  await table.write({ put: { ...surveyKey(surveyId, 1), ...springSurvey() } })
  for (const id of campaigns) await table.write({ put: { ...campaignKey(id), ...surveyCampaign(id, state) } })
}

export const keyOf = (response: Response) => ({
  pk: responsesKey(response.campaignId, response.partition),
  sk: response.responseId,
})

export const stored = (response: Response) => ({ ...keyOf(response), ...response })
