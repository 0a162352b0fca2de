import * as z from 'zod'
import { CampaignId, CitySlug } from '../ids.ts'
import { Instant } from '../units.ts'
import { ReportHead } from './document.ts'

/** One line of a city's list of published reports. */
export const ReportRow = z.object({
  campaignId: CampaignId,
  city: CitySlug,
  release: z.number().int().positive(),
  title: z.string(),
  closedAt: Instant,
  publishedAt: Instant,
  answered: ReportHead.shape.answered,
})
export type ReportRow = z.output<typeof ReportRow>

/** What a council reads of a report on the network, beside the report of its own campaign. */
export const SliceRow = ReportRow.extend({ of: CampaignId })
export type SliceRow = z.output<typeof SliceRow>

export const sliceList = (city: CitySlug) => `REPORTS#IN-NETWORK#${city}`
export const sliceRowKey = (city: CitySlug, campaignId: CampaignId) => ({ pk: sliceList(city), sk: campaignId })

export const reportList = (city: CitySlug) => `REPORTS#${city}`
export const reportRowKey = (city: CitySlug, campaignId: CampaignId) => ({ pk: reportList(city), sk: campaignId })
