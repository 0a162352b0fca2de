import * as z from 'zod'
import type { CampaignId, CitySlug } from '../ids.ts'
import { type QuestionReport, ReportDocument, type TabledReport } from './document.ts'

/**
 * What members who answered may read of a published report: what was found, in words, and what everybody answered. Each
 * number stands in the signed document of this seal; tables of groups are the council's.
 */
export const Findings = ReportDocument.omit({ signature: true }).extend({
  /** Of the marks that say who answered. */
  ledgerShards: z.number().int().positive(),
  /** The headlines in words: those of the document point to tables that are not here. */
  told: z.object({ en: z.array(z.string()), es: z.array(z.string()) }),
})
export type Findings = z.output<typeof Findings>

/** One line of a list. */
export const FindingsListed = Findings.pick({ campaignId: true, title: true, ledgerShards: true })
export type FindingsListed = z.output<typeof FindingsListed>

export const findingsList = (city: CitySlug) => `FINDINGS#${city}`
export const findingsKey = (city: CitySlug, campaignId: CampaignId) => ({ pk: findingsList(city), sk: campaignId })

/** Where whoever answered reads what was found. */
export const findingsPath = (campaignId: CampaignId) => `/answers/${campaignId}/findings`

export const findingsOf = (
  { signature: _, ...report }: ReportDocument,
  more: Pick<Findings, 'ledgerShards' | 'told'>,
): Findings => ({
  ...report,
  ...more,
  headlines: [],
  questions: report.questions.filter(isTabled).map((question) => ({
    ...question,
    tables: question.tables.filter(({ by }) => by === 'everybody'),
    comparisons: [],
  })),
})

export const isTabled = (question: QuestionReport): question is TabledReport => 'tables' in question
