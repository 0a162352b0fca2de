import { Campaign, campaignKey } from '../../shared/campaigns/campaign.ts'
import type { City } from '../../shared/cities/city.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import { type AnsweringRefusal, AnswerLink, mayAnswer } from '../../shared/surveys/answering.ts'
import type { Survey } from '../../shared/surveys/survey.ts'
import type { Clock } from '../../shared/units.ts'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'
import type { Questionnaires } from './questionnaires.ts'

export type AnsweringNeeds = {
  table: Pick<Table, 'get'>
  links: Pick<Links, 'read' | 'pseudonym'>
  now: Clock
  questionnaires: Questionnaires
}

export const Respondent = Member.pick({ memberId: true, language: true, demographics: true, tokenEpoch: true })

/** A campaign that people can answer has been launched, and so has the key of its pseudonyms. */
export type OpenCampaign = Extract<Campaign, { state: 'sending' | 'paused' | 'open' }>

export type Admission =
  | {
      outcome: 'admitted'
      campaign: OpenCampaign
      member: Pick<Member, 'memberId' | 'language' | 'demographics'>
      survey: Survey
      city: City
    }
  | { outcome: 'refused'; reason: AnsweringRefusal }

/** Whose link is this, and may it be answered with now? Two reads; survey and city come from memory when warm. */
export const admitRespondent = async (
  { table, links, now, questionnaires }: AnsweringNeeds,
  token: string,
  campaignId?: CampaignId,
): Promise<Admission> => {
  const read = await links.read('answer', AnswerLink, token, now())
  // A link lives exactly until its survey closes.
  if (read.outcome === 'refused') return { ...read, reason: read.reason === 'expired' ? 'closed' : 'forged' }
  const link = read.payload
  if (campaignId && link.c !== campaignId) return { outcome: 'refused', reason: 'forged' }

  const [campaign, member] = await Promise.all([
    table.get(Campaign, campaignKey(link.c)),
    table.get(Respondent, profileKey(link.m)),
  ])
  const decision = mayAnswer(campaign, member, link, now())
  if (decision.outcome === 'refused') return decision
  if (!member || !campaign || !isOpen(campaign)) return { outcome: 'refused', reason: 'forged' }

  const [survey, city] = await Promise.all([
    questionnaires.survey(campaign.surveyId, campaign.surveyVersion),
    questionnaires.city(campaign.city),
  ])
  if (!survey || !city) throw new Error(`the campaign ${campaign.campaignId} has lost its survey or its city`)
  return { outcome: 'admitted', campaign, member, survey, city }
}

const isOpen = (campaign: Campaign): campaign is OpenCampaign =>
  campaign.state === 'sending' || campaign.state === 'paused' || campaign.state === 'open'
