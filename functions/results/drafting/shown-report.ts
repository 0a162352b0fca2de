import type { QuestionId } from '../../../shared/ids.ts'
import type { ReportOf } from '../../../shared/results/report-work.ts'
import type { Table } from '../../adapters/table.ts'
import { readDraft, type SealedReport, sealOf } from '../publishing/report-items.ts'
import { quoted, readQuotations } from './quotations.ts'

/** The draft as staff look at it, with what is quoted, under the seal that it would be signed with. */
export const shownReport = async (
  table: Pick<Table, 'get' | 'query'>,
  of: ReportOf,
): Promise<SealedReport | undefined> => {
  const draft = await readDraft(table, of, 'SHOWN')
  if (!draft) return undefined
  const { head, quotable } = draft
  const mayBeQuoted = (question: QuestionId) => quotable?.includes(question) ?? true
  const questions = quoted(draft.questions, mayBeQuoted, await readQuotations(table, of))
  return { head, questions, seal: sealOf({ head, questions }) }
}
