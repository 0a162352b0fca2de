import * as z from 'zod'
import { CampaignId, CitySlug } from '../ids.ts'
import { Instant } from '../units.ts'
import { Quantity, QuestionReport, type ReportHead, type TabledReport } from './document.ts'

/**
 * What members who answered may read of a published report: what was found, in words, and what everybody answered. Each
 * number stands in the signed document of this seal; tables of groups are the council's.
 */
export const Findings = z.object({
  campaignId: CampaignId,
  city: CitySlug,
  cityName: z.string(),
  timeZone: z.string(),
  title: z.string(),
  closedAt: Instant,
  publishedAt: Instant,
  seal: z.string(),
  answered: Quantity,
  /** Of the marks that say who answered. */
  ledgerShards: z.number().int().positive(),
  headlines: z.object({ en: z.array(z.string()), es: z.array(z.string()) }),
  questions: z.array(QuestionReport),
})
export type Findings = z.output<typeof Findings>

/** One line of a list. */
export const FindingsListed = Findings.pick({ campaignId: true, title: true, ledgerShards: true })
export type FindingsListed = z.output<typeof FindingsListed>

export const findingsList = (city: CitySlug) => `FINDINGS#${city}`
export const findingsKey = (city: CitySlug, campaignId: CampaignId) => ({ pk: findingsList(city), sk: campaignId })

/** Where whoever answered reads what was found. */
export const findingsPath = (campaignId: CampaignId) => `/answers/${campaignId}/findings`

type Made = { publishedAt: Instant; seal: string; ledgerShards: number; headlines: Findings['headlines'] }

export const findingsOf = (head: ReportHead, questions: readonly QuestionReport[], made: Made): Findings => {
  const { campaignId, city, cityName, timeZone, title, closedAt, answered } = head
  return {
    ...{ campaignId, city, cityName, timeZone, title, closedAt, answered },
    ...made,
    questions: questions.filter(isTabled).map((question) => ({
      ...question,
      tables: question.tables.filter(({ by }) => by === 'everybody'),
      comparisons: [],
    })),
  }
}

export const isTabled = (question: QuestionReport): question is TabledReport => 'tables' in question
