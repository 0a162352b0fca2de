import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { CampaignId, CitySlug } from '../../shared/ids.ts'
import { QuestionReport, ReportDocument, ReportHead } from '../../shared/results/document.ts'
import { ReportRow, reportList, reportRowKey } from '../../shared/results/report-row.ts'
import { Instant } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'

/** A release lies in one item for its head and one for each question: a single item may have 400 KB. */
export const reportKey = (campaignId: CampaignId, city: CitySlug) => `REPORT#${campaignId}#${city}`
export const releaseKey = (release: number) => `R#${release}`
export const draftKey = (release: number) => `DRAFT#${release}`
/** The seal is part of it, so that the questions of two drafts of one release can never be mixed. */
export const questionsKey = (of: string, seal: string) => `${of}#${seal.slice(0, 16)}#`

const seal = z.string()
const questionIds = z.array(z.string())

/** Made, not yet published. */
export const DraftHead = z.object({ head: ReportHead, questionIds, seal })
export const PublishedHead = DraftHead.extend({ publishedAt: Instant })
export const StoredQuestion = z.object({ question: QuestionReport })

/** The same content has the same seal, whatever the order of its fields in the table. */
export const sealOf = (head: ReportHead, questions: readonly QuestionReport[]): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted({ head, questions })))
    .digest('hex')

export const listReports = async (table: Table, city: CitySlug): Promise<ReportRow[]> =>
  (await table.query(ReportRow, { pk: reportList(city) })).items.sort((a, b) => (a.closedAt < b.closedAt ? 1 : -1))

/** The published report of a campaign in this city, if there is one. */
export const readReport = async (
  table: Table,
  city: CitySlug,
  campaignId: CampaignId,
): Promise<ReportDocument | undefined> => {
  const row = await table.get(ReportRow, reportRowKey(city, campaignId))
  if (!row) return undefined
  const pk = reportKey(campaignId, city)
  const published = await table.get(PublishedHead, { pk, sk: releaseKey(row.release) })
  if (!published) return undefined
  const questions = await readQuestions(
    table,
    pk,
    questionsKey(releaseKey(row.release), published.seal),
    published.questionIds,
  )
  return ReportDocument.parse({
    ...published.head,
    publishedAt: published.publishedAt,
    seal: published.seal,
    questions,
  })
}

export const readQuestions = async (
  table: Table,
  pk: string,
  begins: string,
  ids: readonly string[],
): Promise<QuestionReport[]> => {
  const { items } = await table.query(StoredQuestion, { pk, begins })
  const byId = new Map(items.map(({ question }) => [String(question.id), question]))
  return ids.map((id) => {
    const question = byId.get(id)
    if (!question) throw new Error(`the report ${pk} ${begins} misses the question ${id}`)
    return question
  })
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, field]) => [name, sorted(field)]),
  )
}
