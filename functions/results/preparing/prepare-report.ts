import * as z from 'zod'
import { Campaign, type CampaignIn, campaignKey, invitedOf } from '../../../shared/campaigns/campaign.ts'
import { ledgerRows } from '../../../shared/campaigns/ledger.ts'
import { City, cityKey } from '../../../shared/cities/city.ts'
import type { CampaignId, CitySlug, QuestionId, RecountId } from '../../../shared/ids.ts'
import { cubeRows } from '../../../shared/results/inputs.ts'
import { ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import { SEALED_FORMAT, SEALED_FORMAT_VERSION, type SealedInputs } from '../../../shared/results/sealed.ts'
import { policyOf, strictest } from '../../../shared/results/settings/policy.ts'
import { marginsFor } from '../../../shared/results/settings/result-settings.ts'
import { asAsked } from '../../../shared/surveys/as-asked.ts'
import { contentHash } from '../../../shared/surveys/content-hash.ts'
import { type Question, Survey, surveyKey } from '../../../shared/surveys/survey.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { cubeHash, readCube } from '../counting/stored-cube.ts'
import { sha256 } from '../gate/canonical.ts'
import { recountedCube } from '../recount/recounted-cube.ts'
import { earlierWaves } from './earlier-waves.ts'
import { settingsAt } from './result-settings.ts'
import { storeSealed } from './sealed-store.ts'

export type PreparedReport =
  /** `questions`: one task of the gate for each. */
  | { outcome: 'prepared'; city: CitySlug; inputs: string; questions: QuestionId[] }
  /** The tallies are no longer those that were recounted. */
  | { outcome: 'changed' }
  | { outcome: 'refused'; reason: 'not-closed' | 'published-already' }

type Needs = { table: Table; now: Clock; newSalt: () => string; codeVersion: string }

/** Freezes everything that the report of a closed campaign is computed from. From here on nothing else is read. */
export const prepareReport = async (
  needs: Needs,
  { campaignId, recount }: { campaignId: CampaignId; recount: { recountId: RecountId; at: Instant } },
): Promise<PreparedReport> => {
  const { table } = needs
  const { campaign, survey, city } = await readCampaign(table, campaignId)
  if (campaign.state !== 'closed') return { outcome: 'refused', reason: 'not-closed' }
  const of = { campaignId, city: campaign.city }
  const work = await table.get(ReportWork, reportWorkKey(of))
  if (work?.state === 'approved' || work?.state === 'published')
    return { outcome: 'refused', reason: 'published-already' }
  const cube = await readCube(table, campaignId)
  const counts = cubeHash(cube)
  if (counts !== (await recountedCube(table, { campaignId, ...recount }))) return { outcome: 'changed' }

  const questionnaire = asAsked(survey, city, 'en').map((question) => ({
    ...question,
    contentHash: contentHash(question, sha256),
  }))
  const sealed: SealedInputs = {
    format: SEALED_FORMAT,
    formatVersion: SEALED_FORMAT_VERSION,
    about: aboutOf(campaign, city),
    receipt: {
      codeVersion: needs.codeVersion,
      cube: counts,
      salt: needs.newSalt(),
      recountedAt: recount.at,
      sealedAt: needs.now(),
    },
    inputs: {
      questionnaire,
      cube: cubeRows(cube),
      level: campaign.protection,
      ...(await settledFor(table, campaign, questionnaire)),
      turnout: { invited: invitedOf(campaign) ?? 0, delivered: await deliveredOf(table, campaign) },
      earlier: [],
    },
    comparedWith: await earlierWaves(table, campaign),
  }
  const inputs = await storeSealed(table, of, sealed)
  return { outcome: 'prepared', city: campaign.city, inputs, questions: questionnaire.map(({ id }) => id) }
}

type ClosedSurvey = Extract<CampaignIn<'closed'>, { kind: 'survey' }>

/** What staff had settled for the city when the survey closed: nobody can choose it by what the answers would look like. */
const settledFor = async (
  table: Table,
  { city, closedAt, protection }: ClosedSurvey,
  questionnaire: readonly Question[],
): Promise<Pick<SealedInputs['inputs'], 'policy' | 'margins'>> => {
  const settings = await settingsAt(table, city, closedAt)
  const asked = questionnaire.flatMap((question) => (question.kind === 'demographic' ? [question.dimension] : []))
  const margins = settings ? marginsFor(settings, asked) : []
  return {
    policy: strictest(policyOf(protection), settings?.policy),
    ...(margins.length > 0 && { margins }),
  }
}

/** A campaign is released once, when it closes; a second release would have to be safe together with the first. */
const FIRST_RELEASE = 1

const aboutOf = (campaign: ClosedSurvey, city: City): SealedInputs['about'] => ({
  release: FIRST_RELEASE,
  scope: { kind: 'city' },
  campaignId: campaign.campaignId,
  surveyId: campaign.surveyId,
  surveyVersion: campaign.surveyVersion,
  city: campaign.city,
  cityName: city.name,
  timeZone: city.timeZone,
  title: campaign.title,
  ...(campaign.wave !== undefined && { wave: campaign.wave }),
  protection: campaign.protection,
  launchedAt: campaign.launchAt,
  closedAt: campaign.closedAt,
})

/** Invitations that arrived, as far as the provider has told until now. */
const deliveredOf = async (table: Pick<Table, 'query'>, { campaignId, ledgerShards }: ClosedSurvey) => {
  let delivered = 0
  for (let shard = 0; shard < ledgerShards; shard++) {
    const { items } = await table.query(Invited, { ...ledgerRows(campaignId, shard), attributes: ['state'] })
    delivered += items.filter(({ state }) => ARRIVED.has(state)).length
  }
  return delivered
}

const Invited = z.object({ state: z.string() })
const ARRIVED = new Set(['DELIVERED', 'COMPLAINED'])

const readCampaign = async (table: Table, campaignId: CampaignId) => {
  const campaign = await table.get(Campaign, campaignKey(campaignId))
  if (campaign?.kind !== 'survey') throw new Error(`the survey campaign ${campaignId} is missing`)
  const survey = await table.get(Survey, surveyKey(campaign.surveyId, campaign.surveyVersion))
  const city = await table.get(City, cityKey(campaign.city))
  if (!survey || !city) throw new Error(`the survey or the city of ${campaignId} is missing`)
  return { campaign, survey, city }
}
