import { Campaign, type CampaignOf, campaignKey, isUnderWay } from '../../shared/campaigns/campaign.ts'
import type { City } from '../../shared/cities/city.ts'
import type { CampaignId, MemberId } from '../../shared/ids.ts'
import { Alias, aliasKey, epochThrough, presentMember } from '../../shared/membership/alias.ts'
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
export type OpenCampaign = Extract<CampaignOf<'survey'>, { state: 'freezing' | 'sending' | 'paused' | 'open' }>

export type Admission =
  | {
      outcome: 'admitted'
      campaign: OpenCampaign
      member: Pick<Member, 'memberId' | 'language' | 'demographics'>
      survey: Survey
      city: City
    }
  | { outcome: 'refused'; reason: AnsweringRefusal }

/** Whose link is this, and may it be answered with now? Two reads for most; survey and city come from memory when warm. */
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

  const [campaign, member] = await Promise.all([table.get(Campaign, campaignKey(link.c)), respondentOf(table, link.m)])
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

/**
 * Whoever was merged into another member answers as that one, but under the id that the link was made for: an answer that
 * was given by it before is found again.
 */
const respondentOf = async (table: Pick<Table, 'get'>, memberId: MemberId) => {
  const member = await table.get(Respondent, profileKey(memberId))
  if (member) return member
  const { memberId: presentId, via } = await presentMember((of) => table.get(Alias, aliasKey(of)), memberId)
  const present = via.length > 0 ? await table.get(Respondent, profileKey(presentId)) : undefined
  const tokenEpoch = present && epochThrough(via, present.tokenEpoch)
  return present && tokenEpoch !== undefined ? { ...present, memberId, tokenEpoch } : undefined
}

const isOpen = (campaign: Campaign): campaign is OpenCampaign => campaign.kind === 'survey' && isUnderWay(campaign)
