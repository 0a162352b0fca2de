import * as z from 'zod'
import { type CampaignId, type CitySlug, QuestionId } from '../../../shared/ids.ts'
import { QuestionReport, ReportDocument, ReportHead, Signature } from '../../../shared/results/document.ts'
import {
  ReportRow,
  reportList,
  reportRowKey,
  SliceRow,
  sliceList,
  sliceRowKey,
} from '../../../shared/results/report-row.ts'
import type { ReportOf } from '../../../shared/results/report-work.ts'
import { Instant } from '../../../shared/units.ts'
import type { Table, Write, WriteOutcome } from '../../adapters/table.ts'
import { canonical, sha256 } from '../gate/canonical.ts'

/** A release lies in one item for its head and one for each question: a single item may have 400 KB. */
export const reportKey = (campaignId: CampaignId, city: CitySlug) => `REPORT#${campaignId}#${city}`
export const releaseKey = (release: number) => `R#${release}`
/** The seal is part of it, so that the questions of two drafts of one release can never be mixed. */
export const questionsKey = (of: string, seal: string) => `${of}#${seal.slice(0, 16)}#`

/** Drafts lie by themselves: whoever proves and signs writes here, and cannot touch what councils read. */
export const DRAFTS_BEGIN = 'DRAFT#'
export const draftPartition = ({ campaignId, city }: ReportOf) => `${DRAFTS_BEGIN}${campaignId}#${city}`

/** `signature`: absent while it is a draft that staff look at. */
const MadeHead = z.object({
  head: ReportHead,
  questionIds: z.array(z.string()),
  seal: z.string(),
  signature: Signature.optional(),
  /** In a draft that staff look at: the questions that enough people wrote something to for it to be quoted. */
  quotable: z.array(QuestionId).optional(),
})
export const PublishedHead = MadeHead.extend({ publishedAt: Instant })
const StoredQuestion = z.object({ question: QuestionReport })

/** A report as it was computed, with its quotations. */
export type MadeReport = { head: ReportHead; questions: readonly QuestionReport[] }
export type SealedReport = MadeReport & {
  seal: string
  signature?: z.output<typeof Signature> | undefined
  quotable?: readonly QuestionId[] | undefined
}

export const sealOf = ({ head, questions }: MadeReport): string => sha256(canonical({ head, questions }))

/** `as`: a draft to look at, or what is signed and about to be published. */
export type DraftAs = 'SHOWN' | 'SIGNED'

/** The head last, together with what else is to be written: whoever finds it finds all questions. */
export const storeDraft = async (
  table: Pick<Table, 'write'>,
  of: ReportOf,
  as: DraftAs,
  { head, questions, seal, signature, quotable }: SealedReport,
  ...also: Write[]
): Promise<WriteOutcome> => {
  const pk = draftPartition(of)
  for (const question of questions)
    await table.write({ put: { pk, sk: `${questionsKey(as, seal)}${question.id}`, question } })
  const questionIds = questions.map(({ id }) => id)
  const made = { head, questionIds, seal, ...(signature && { signature }), ...(quotable && { quotable }) }
  return table.write({ put: { pk, sk: as, ...made } }, ...also)
}

export const readDraft = async (
  table: Pick<Table, 'get' | 'query'>,
  of: ReportOf,
  as: DraftAs,
): Promise<SealedReport | undefined> => {
  const pk = draftPartition(of)
  const made = await table.get(MadeHead, { pk, sk: as })
  if (!made) return undefined
  const { questionIds, ...draft } = made
  return { ...draft, questions: await readQuestions(table, pk, questionsKey(as, draft.seal), questionIds) }
}

export const listReports = async (table: Pick<Table, 'query'>, city: CitySlug): Promise<ReportRow[]> =>
  (await table.query(ReportRow, { pk: reportList(city) })).items.sort((a, b) => (a.closedAt < b.closedAt ? 1 : -1))

/** Of reports on the network: what the council of this city reads of them. */
export const listSlices = async (table: Pick<Table, 'query'>, city: CitySlug): Promise<SliceRow[]> =>
  (await table.query(SliceRow, { pk: sliceList(city) })).items.sort((a, b) => (a.closedAt < b.closedAt ? 1 : -1))

/** The published report of a campaign in this city, or what its council reads of a report on the network. */
export const readReport = async (
  table: Pick<Table, 'get' | 'query'>,
  city: CitySlug,
  campaignId: CampaignId,
): Promise<ReportDocument | undefined> => {
  const row =
    (await table.get(ReportRow, reportRowKey(city, campaignId))) ??
    (await table.get(SliceRow, sliceRowKey(city, campaignId)))
  return row && readRelease(table, row, row.release)
}

/** One of the releases up to the one that is listed. */
export const readRelease = async (
  table: Pick<Table, 'get' | 'query'>,
  { campaignId, city, release: latest }: Pick<ReportRow, 'campaignId' | 'city' | 'release'>,
  release: number,
): Promise<ReportDocument | undefined> => {
  if (release > latest) return undefined
  const pk = reportKey(campaignId, city)
  const published = await table.get(PublishedHead, { pk, sk: releaseKey(release) })
  if (!published) return undefined
  const { publishedAt, seal, signature, head, questionIds } = published
  const questions = await readQuestions(table, pk, questionsKey(releaseKey(release), seal), questionIds)
  return asDocument({ head, questions, seal, signature }, publishedAt)
}

export const asDocument = ({ head, questions, seal, signature }: SealedReport, publishedAt: Instant): ReportDocument =>
  ReportDocument.parse({ ...head, publishedAt, seal, ...(signature && { signature }), questions })

/** A document taken apart again into what was sealed and what was added later. */
export const sealedFrom = (document: ReportDocument): SealedReport => {
  const { publishedAt: _, seal, signature, questions, ...head } = document
  return { head, questions, seal, signature }
}

const readQuestions = async (
  table: Pick<Table, 'query'>,
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
