import type { QuestionId } from '../../ids.ts'
import type { ReportDocument, ReportTable } from '../document.ts'

/** What a report needs of an earlier wave's published report to be compared with it: totals only. */
export type EarlierWave = Pick<
  ReportDocument,
  'campaignId' | 'release' | 'scope' | 'title' | 'closedAt' | 'answered' | 'weighting'
> & { questions: readonly { id: QuestionId; contentHash: string; total: ReportTable }[] }

export const earlierWave = ({ questions, ...head }: ReportDocument): EarlierWave => ({
  ...head,
  questions: questions.flatMap((question) => {
    const total = 'tables' in question ? question.tables.find(({ by }) => by === 'everybody') : undefined
    return total ? [{ id: question.id, contentHash: question.contentHash, total }] : []
  }),
})

/**
 * The waves that a report is compared with, of all that were published before it closed: the one just before, and the first.
 * A rule that looks at dates alone: nobody picks the wave that shows the largest change.
 */
export const wavesToCompare = <Wave extends Pick<ReportDocument, 'closedAt' | 'campaignId'>>(
  published: readonly Wave[],
  { closedAt }: { closedAt: Wave['closedAt'] },
): Wave[] => {
  const before = published
    .filter((wave) => wave.closedAt < closedAt)
    .sort((a, b) =>
      a.closedAt === b.closedAt ? (a.campaignId < b.campaignId ? -1 : 1) : a.closedAt < b.closedAt ? -1 : 1,
    )
  const [first, last] = [before[0], before.at(-1)]
  return first && last && first !== last ? [last, first] : last ? [last] : []
}
