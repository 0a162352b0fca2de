import * as z from 'zod'
import { answeredKey } from '../../../shared/campaigns/answered.ts'
import { Campaign, campaignKey } from '../../../shared/campaigns/campaign.ts'
import { City } from '../../../shared/cities/city.ts'
import type { Language } from '../../../shared/identity/person.ts'
import type { CampaignId, MemberId, QuestionId } from '../../../shared/ids.ts'
import { shardOf } from '../../../shared/membership/member.ts'
import { Findings, FindingsListed, findingsKey, findingsList } from '../../../shared/results/findings.ts'
import { asAsked } from '../../../shared/surveys/as-asked.ts'
import { type Question, Survey, surveyKey } from '../../../shared/surveys/survey.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table } from '../../adapters/table.ts'
import { ownResponses } from '../erasure/own-campaigns.ts'
import { keys } from '../items.ts'
import type { KnownMember } from '../known-member.ts'
import { absorbedBy } from '../merging/absorbed-members.ts'
import { inWords } from './member-record.ts'

type Known = Pick<KnownMember, 'member'>

/** What was found in the latest surveys of their city that this member has answered. */
export const ownFindings = async (
  table: Pick<Table, 'get' | 'query'>,
  { member }: Known,
): Promise<FindingsListed[]> => {
  const attributes = [...Object.keys(FindingsListed.shape), 'pk', 'sk']
  const query = { pk: findingsList(member.city), newestFirst: true, limit: MOST_LISTED, attributes }
  const { items } = await table.query(FindingsListed, query)
  if (items.length === 0) return []
  const ids = await idsOf(table, member.memberId)
  const answered = await Promise.all(items.map((findings) => hasAnswered(table, findings, ids)))
  return items.filter((_, nth) => answered[nth])
}

/** Undefined for whoever did not answer: nobody is told of surveys that others were asked. */
export const readFindings = async (
  table: Pick<Table, 'get' | 'query'>,
  { member }: Known,
  campaignId: CampaignId,
): Promise<Findings | undefined> => {
  const campaign = await table.get(Campaign, campaignKey(campaignId))
  const findings = campaign && (await table.get(Findings, findingsKey(campaign.city, campaignId)))
  if (!findings) return undefined
  return (await hasAnswered(table, findings, await idsOf(table, member.memberId))) ? findings : undefined
}

export type OwnAnswer = { questionId: QuestionId; question: string; answer: string }

/** What the member answered, in words, as long as it is stored. Read only when they ask for it. */
export const ownAnswers = async (
  needs: { table: Table; links: Pick<Links, 'pseudonym' | 'keyIds'> },
  { member }: Known,
  campaignId: CampaignId,
  language: Language,
): Promise<OwnAnswer[] | undefined> => {
  const { table } = needs
  const campaign = await table.get(Campaign, campaignKey(campaignId))
  if (campaign?.kind !== 'survey' || !('responseKey' in campaign)) return undefined
  const found = await ownResponses(needs, [campaign], await idsOf(table, member.memberId))
  const [own] = found.filter(({ response }) => !response.erased)
  if (!own) return undefined
  const [survey, city] = await Promise.all([
    table.get(Survey, surveyKey(campaign.surveyId, campaign.surveyVersion)),
    table.get(City, keys.city(campaign.city)),
  ])
  return (survey ? asAsked(survey, city, language) : []).flatMap((question) => {
    const answer = own.response.answers[question.id]
    return answer === undefined
      ? []
      : [{ questionId: question.id, question: question.title, answer: withUnit(question, inWords(question, answer)) }]
  })
}

const withUnit = (question: Question, answer: string): string =>
  question.kind === 'number' && question.unit ? `${answer} ${question.unit}` : answer

/** Somebody who was merged has answered under each of the old ids. */
const idsOf = async (table: Pick<Table, 'query'>, memberId: MemberId): Promise<MemberId[]> => [
  memberId,
  ...(await absorbedBy(table, memberId)),
]

const hasAnswered = async (
  table: Pick<Table, 'get'>,
  { campaignId, ledgerShards }: Pick<Findings, 'campaignId' | 'ledgerShards'>,
  ids: readonly MemberId[],
): Promise<boolean> => {
  const marks = await Promise.all(
    ids.map((id) => table.get(z.object({}), answeredKey(campaignId, shardOf(id, ledgerShards), id))),
  )
  return marks.some((mark) => mark !== undefined)
}

const MOST_LISTED = 3
