import { Call, callKey } from '../../../shared/calls/call.ts'
import type { Campaign, CampaignOf } from '../../../shared/campaigns/campaign.ts'
import type { ContentProblem } from '../../../shared/campaigns/deciding/schedule.ts'
import type { SurveyId } from '../../../shared/ids.ts'
import { launchable } from '../../../shared/surveys/launchable.ts'
import { newestSurvey, Survey, surveyKey } from '../../../shared/surveys/survey.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'

/** What a campaign sends, as it stands now. */
export type Content =
  | { kind: 'survey'; campaign: CampaignOf<'survey'>; survey: Survey | undefined; newerVersion: boolean }
  | { kind: 'call'; campaign: CampaignOf<'call'>; call: Call | undefined }
  | { kind: 'update'; campaign: CampaignOf<'update'> }

export const contentOf = async (table: Table, campaign: Campaign): Promise<Content> => {
  switch (campaign.kind) {
    case 'survey': {
      const [survey, newest] = await Promise.all([
        table.get(Survey, surveyKey(campaign.surveyId, campaign.surveyVersion)),
        newestVersion(table, campaign.surveyId),
      ])
      const newerVersion = newest !== undefined && newest.version > campaign.surveyVersion
      return { kind: 'survey', campaign, survey, newerVersion }
    }
    case 'call':
      return { kind: 'call', campaign, call: await table.get(Call, callKey(campaign.callId)) }
    case 'update':
      return { kind: 'update', campaign }
  }
}

/** What is wrong with it, if anything. */
export const readiness = (content: Content, now: Instant): 'ready' | ContentProblem => {
  switch (content.kind) {
    case 'survey':
      if (!content.survey || content.survey.questions.length === 0) return 'survey-without-questions'
      return launchable(content.survey).outcome === 'launchable' ? 'ready' : 'survey-unfinished'
    case 'call':
      if (!content.call) return 'call-unknown'
      if (content.call.state === 'cancelled') return 'call-cancelled'
      return content.call.startsAt <= now ? 'call-over' : 'ready'
    case 'update':
      return content.campaign.message === '' ? 'nothing-written' : 'ready'
  }
}

export const newestVersion = async (table: Table, surveyId: SurveyId): Promise<Survey | undefined> =>
  (await table.query(Survey, newestSurvey(surveyId))).items[0]
