import * as z from 'zod'
import { QuestionId } from '../../../shared/ids.ts'
import type { QuestionReport } from '../../../shared/results/document.ts'
import type { ReportOf } from '../../../shared/results/report-work.ts'
import type { Table } from '../../adapters/table.ts'
import { draftPartition } from '../publishing/report-items.ts'

/** What staff chose to quote of the answers to one question. */
export const Quotations = z.object({ question: QuestionId, quotations: z.array(z.string()) })

export const quotationsKey = (of: ReportOf, question: QuestionId) => ({
  pk: draftPartition(of),
  sk: `${QUOTED}${question}`,
})
const QUOTED = 'QUOTED#'

export const readQuotations = async (
  table: Pick<Table, 'query'>,
  of: ReportOf,
): Promise<ReadonlyMap<QuestionId, readonly string[]>> => {
  const { items } = await table.query(Quotations, { pk: draftPartition(of), begins: QUOTED })
  return new Map(items.map(({ question, quotations }) => [question, quotations]))
}

/** `mayBeQuoted`: only where enough people wrote something. */
export const quoted = (
  questions: readonly QuestionReport[],
  mayBeQuoted: (question: QuestionId) => boolean,
  chosen: ReadonlyMap<QuestionId, readonly string[]>,
): QuestionReport[] =>
  questions.map((question) =>
    question.kind === 'text' && mayBeQuoted(question.id)
      ? { ...question, quotations: [...(chosen.get(question.id) ?? [])] }
      : question,
  )
