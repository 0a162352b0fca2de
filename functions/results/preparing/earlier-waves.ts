import * as z from 'zod'
import { type Campaign, campaignKey } from '../../../shared/campaigns/campaign.ts'
import { CampaignId, SurveyId } from '../../../shared/ids.ts'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { wavesToCompare } from '../../../shared/results/finish/earlier-wave.ts'
import type { Table } from '../../adapters/table.ts'
import { listReports, readReport } from '../publishing/report-items.ts'

/**
 * The published reports of earlier waves that this one is compared with: campaigns of the same survey in the same city,
 * whichever version of it they asked.
 */
export const earlierWaves = async (
  table: Pick<Table, 'get' | 'getMany' | 'query'>,
  { city, surveyId, closedAt, campaignId }: Pick<ClosedSurvey, 'city' | 'surveyId' | 'closedAt' | 'campaignId'>,
): Promise<ReportDocument[]> => {
  const published = (await listReports(table, city)).filter((row) => row.campaignId !== campaignId)
  const asked = await table.getMany(
    Asked,
    published.map((row) => campaignKey(row.campaignId)),
  )
  const waves = published.filter((_, index) => asked[index]?.surveyId === surveyId)
  const reports = await Promise.all(
    wavesToCompare(waves, { closedAt }).map((wave) => readReport(table, city, wave.campaignId)),
  )
  return reports.filter((report) => report !== undefined)
}

type ClosedSurvey = Extract<Campaign, { kind: 'survey'; state: 'closed' }>

const Asked = z.object({ campaignId: CampaignId, surveyId: SurveyId.optional() })
