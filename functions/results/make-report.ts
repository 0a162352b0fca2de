import { createHash } from 'node:crypto'
import { Campaign, campaignKey, invitedOf } from '../../shared/campaigns/campaign.ts'
import { City, cityKey } from '../../shared/cities/city.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { ENGINE, FORMAT, FORMAT_VERSION, type ReportHead } from '../../shared/results/document.ts'
import type { Gate } from '../../shared/results/gate.ts'
import { policyOf } from '../../shared/results/policy.ts'
import { report } from '../../shared/results/report.ts'
import { cubeText } from '../../shared/results/tally.ts'
import { asAsked } from '../../shared/surveys/as-asked.ts'
import { contentHash } from '../../shared/surveys/content-hash.ts'
import { Survey, surveyKey } from '../../shared/surveys/survey.ts'
import { type Clock, epochSecondsOf, plusDays } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { draftKey, questionsKey, reportKey, sealOf } from './report-items.ts'
import { cubeHash, readCube } from './stored-cube.ts'

export type MadeReport =
  | { outcome: 'made'; release: number; seal: string }
  /** The tallies are no longer those that were recounted. */
  | { outcome: 'changed' }
  | { outcome: 'refused'; reason: 'not-closed' }

/** Makes the draft of a closed campaign's report from the recounted cube. The same cube gives the same draft. */
export const makeReport = async (
  needs: { table: Table; now: Clock; gate?: Gate },
  input: { campaignId: CampaignId; cube: string },
): Promise<MadeReport> => {
  const { campaign, survey, city } = await readCampaign(needs.table, input.campaignId)
  if (campaign.state !== 'closed') return { outcome: 'refused', reason: 'not-closed' }
  const cube = await readCube(needs.table, input.campaignId)
  if (cubeHash(cube) !== input.cube) return { outcome: 'changed' }

  const invited = invitedOf(campaign) ?? 0
  const asked = asAsked(survey, city, 'en').map((question) => ({
    ...question,
    contentHash: contentHash(question, sha256),
  }))
  const policy = policyOf(campaign.protection)
  const { questions, ...numbers } = report(cube, asked, campaign.protection, { invited }, needs.gate)
  const made = needs.now()
  const head: ReportHead = {
    format: FORMAT,
    formatVersion: FORMAT_VERSION,
    release: FIRST_RELEASE,
    scope: { kind: 'city' },
    campaignId: campaign.campaignId,
    surveyId: campaign.surveyId,
    surveyVersion: campaign.surveyVersion,
    city: campaign.city,
    cityName: city.name,
    timeZone: city.timeZone,
    title: campaign.title,
    protection: campaign.protection,
    policy,
    launchedAt: campaign.launchAt,
    closedAt: campaign.closedAt,
    invited,
    ...numbers,
    weighting: { outcome: 'unweighted', reason: policy === 'exact' ? 'open-results' : 'no-margins' },
    headlines: [],
    receipt: {
      engine: ENGINE,
      codeVersion: 'unknown',
      inputs: sha256(JSON.stringify([cubeText(cube), asked, policy, invited])),
      cube: input.cube,
      earlier: [],
      recount: { outcome: 'equal', at: made },
      computedAt: made,
    },
  }

  const pk = reportKey(campaign.campaignId, campaign.city)
  const draft = draftKey(FIRST_RELEASE)
  const expiresAt = epochSecondsOf(plusDays(made, DRAFT_DAYS))
  const seal = sealOf(head, questions)
  for (const question of questions)
    await needs.table.write({ put: { pk, sk: `${questionsKey(draft, seal)}${question.id}`, question, expiresAt } })
  const questionIds = questions.map(({ id }) => id)
  await needs.table.write({ put: { pk, sk: draft, head, questionIds, seal, expiresAt } })
  return { outcome: 'made', release: FIRST_RELEASE, seal }
}

/** A campaign is released once, when it closes; a second release would have to be safe together with the first. */
const FIRST_RELEASE = 1
const DRAFT_DAYS = 30

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const readCampaign = async (table: Table, campaignId: CampaignId) => {
  const campaign = await table.get(Campaign, campaignKey(campaignId))
  if (campaign?.kind !== 'survey') throw new Error(`the survey campaign ${campaignId} is missing`)
  const survey = await table.get(Survey, surveyKey(campaign.surveyId, campaign.surveyVersion))
  const city = await table.get(City, cityKey(campaign.city))
  if (!survey || !city) throw new Error(`the survey or the city of ${campaignId} is missing`)
  return { campaign, survey, city }
}
