import * as z from 'zod'
import { type Campaign, CampaignListed, campaignKey, campaignList } from '../../shared/campaigns/campaign.ts'
import { CampaignId, SurveyId } from '../../shared/ids.ts'
import type { ReportDocument } from '../../shared/results/document.ts'
import type { Table } from '../adapters/table.ts'
import { readReport } from './report-items.ts'

/**
 * The published reports of the waves before this one, the newest first: earlier campaigns of the same survey in the same
 * city, whichever version of it they asked.
 */
export const earlierWaves = async (
  table: Pick<Table, 'get' | 'getMany' | 'query'>,
  campaign: Extract<Campaign, { kind: 'survey' }>,
): Promise<ReportDocument[]> => {
  const { items } = await table.query(CampaignListed, { pk: campaignList(campaign.city), newestFirst: true })
  const before = items.filter(({ createdAt }) => createdAt < campaign.createdAt)
  const asked = await table.getMany(
    Asked,
    before.map(({ campaignId }) => campaignKey(campaignId)),
  )
  const reports: ReportDocument[] = []
  for (const one of asked) {
    if (!one || one.surveyId !== campaign.surveyId || one.state !== 'closed') continue
    const report = await readReport(table, campaign.city, one.campaignId)
    if (report) reports.push(report)
    if (reports.length === MOST_COMPARED) break
  }
  return reports
}

const Asked = z.object({ campaignId: CampaignId, state: z.string(), surveyId: SurveyId.optional() })

/** A trend is drawn over these. */
const MOST_COMPARED = 7
