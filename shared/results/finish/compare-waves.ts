import type { Comparison, ReportHead, ReportTable, ShownTable, TabledReport } from '../document.ts'
import { commonAnswers } from './common-answers.ts'
import { type ComparedAnswer, type ComparisonDraft, draftComparison } from './comparison.ts'
import type { EarlierWave } from './earlier-wave.ts'
import { type Answered, effectiveBases } from './effective-base.ts'
import { percentOf, ROUNDING, sumOfShares } from './percent.ts'

type Head = Pick<ReportHead, 'scope' | 'answered' | 'weighting'>
type Reason = Extract<Comparison, { outcome: 'not-comparable' }>['reason']
type Total = { table: ShownTable; n: number }

/**
 * A question's total against that of an earlier wave, from what was published of both. The members who answered both times are
 * not known, so variances are added (V1 + V2, no covariance): wider than could be, never narrower.
 */
export const compareWithWave = (question: TabledReport, head: Head, wave: EarlierWave): ComparisonDraft => {
  const other = {
    kind: 'earlier-wave' as const,
    ...{ campaignId: wave.campaignId, release: wave.release, title: wave.title, closedAt: wave.closedAt },
  }
  const not = (reason: Reason): ComparisonDraft => ({ outcome: 'not-comparable', with: other, reason })
  if (!sameCities(head.scope, wave.scope)) return not('other-cities')

  const asked = sameQuestion(question, wave)
  if (asked === undefined)
    return not(wave.questions.some(({ id }) => id === question.id) ? 'asked-differently' : 'not-asked')

  const [here, there] = [totalOf(head, question.tables), totalOf(wave, [asked.total])]
  if (!here || !there) return not('not-shown')
  if (!sameWeights(head, here, wave, there)) return not('weighted-differently')
  if (isInQuarters(here) || isInQuarters(there)) return not('quarters')

  const common = commonAnswers(here.table.answers, there.table.answers, question.kind !== 'multiple')
  if (common.length === 0) return not('no-common-answers')
  const answers = common.flatMap(({ group, ...columns }): ComparedAnswer[] => {
    const [ours, theirs] = [sideOf(here, columns.here), sideOf(there, columns.there)]
    return ours && theirs ? [{ group, here: ours, there: theirs }] : []
  })
  return draftComparison(other, answers)
}

/** The same words, answers and order; of two such questions the one with the same id. */
const sameQuestion = (question: TabledReport, wave: EarlierWave) => {
  const same = wave.questions.filter(({ contentHash }) => contentHash === question.contentHash)
  return same.find(({ id }) => id === question.id) ?? same[0]
}

const totalOf = (head: Answered, tables: readonly ReportTable[]): Total | undefined => {
  const table = tables.find(({ by }) => by === 'everybody')
  if (table?.kind !== 'shown') return undefined
  const [n] = effectiveBases(head, tables, table) ?? []
  return n ? { table, n } : undefined
}

/** Shares of answers that exclude each other are added; each of them can be off by half a point. */
const sideOf = ({ table, n }: Total, columns: readonly number[]) => {
  const shares = table.rows[0]?.shares ?? []
  const share = sumOfShares(columns.flatMap((column) => shares[column] ?? []))
  const percent = share && percentOf(share)
  if (!share || percent === undefined) return undefined
  return { share, published: { percent, n, rounding: ROUNDING * columns.length } }
}

const isInQuarters = ({ table }: Total) => table.rows[0]?.shares.some(({ kind }) => kind === 'quarter')

const sameWeights = (head: Answered, here: Total, wave: Answered, there: Total): boolean => {
  const [ours, theirs] = [marginsOf(head, here.table), marginsOf(wave, there.table)]
  return ours.length === theirs.length && ours.every((margin) => theirs.includes(margin))
}

const marginsOf = ({ weighting }: Answered, { weighted }: ShownTable): string[] =>
  weighted && weighting.outcome === 'weighted'
    ? weighting.margins.map(({ dimension, of }) => `${dimension} of ${of}`)
    : []

const sameCities = (one: ReportHead['scope'], other: ReportHead['scope']): boolean => {
  const [ours, theirs] = [one, other].map((scope) =>
    scope.kind === 'city' ? [] : scope.cities.map(({ city }) => city).sort(),
  )
  return one.kind === other.kind && String(ours) === String(theirs)
}
