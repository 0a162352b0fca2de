import type { Actor } from '../../../shared/identity/actor.ts'
import type { QuestionId } from '../../../shared/ids.ts'
import {
  evenly,
  isCutFrom,
  LONGEST_QUOTATION,
  MOST_QUOTATIONS,
  mayQuote,
  type QuotationRefusal,
} from '../../../shared/results/quotations.ts'
import { mayBeMadeAgain, type ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import { readSealed } from '../preparing/sealed-store.ts'
import { quotationsKey } from './quotations.ts'
import { textsOf } from './texts.ts'

export type ChosenQuotations =
  | { outcome: 'chosen'; quotations: readonly string[] }
  /** `at`: which of them, from 0. */
  | { outcome: 'refused'; reason: QuotationRefusal | 'published-already'; at?: number }

/** What staff quote of the answers to one question. It goes into the report when that is signed, and not before. */
export const chooseQuotations = async (
  { table, now }: { table: Table; now: Clock },
  actor: Actor,
  work: ReportWork,
  { question, typed }: { question: QuestionId; typed: readonly string[] },
): Promise<ChosenQuotations> => {
  if (!mayBeMadeAgain(work)) return { outcome: 'refused', reason: 'published-already' }
  const quotations = typed.map(evenly).filter((one) => one !== '')
  if (quotations.length > 0 && !(await mayBeQuoted(table, work, question)))
    return { outcome: 'refused', reason: 'too-few-texts' }
  if (quotations.length > MOST_QUOTATIONS) return { outcome: 'refused', reason: 'too-many' }
  const long = quotations.findIndex((one) => one.length > LONGEST_QUOTATION)
  if (long >= 0) return { outcome: 'refused', reason: 'too-long', at: long }
  const texts = await textsOf(table, work.campaignId, question)
  const made = quotations.findIndex((one) => !texts.some(({ text }) => isCutFrom(one, text)))
  if (made >= 0) return { outcome: 'refused', reason: 'not-in-a-text', at: made }

  const { campaignId, state } = work
  const detail = { question, quotations: quotations.length }
  const written = await table.write(
    { put: { ...quotationsKey(work, question), question, quotations } },
    // Once the report is let go it is too late.
    { check: reportWorkKey(work), if: { equals: { state } } },
    auditEntry({ at: now(), actor, act: 'report.quotations-chosen', subject: campaignId, detail }),
  )
  return written.outcome === 'written'
    ? { outcome: 'chosen', quotations }
    : { outcome: 'refused', reason: 'published-already' }
}

export const mayBeQuoted = async (
  table: Pick<Table, 'query'>,
  work: ReportWork,
  question: QuestionId,
): Promise<boolean> => {
  const sealed = await readSealed(table, work, work.inputs)
  return sealed !== undefined && mayQuote(sealed.inputs, question)
}
