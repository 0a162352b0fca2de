import type { Quantity, ReportHead, ReportTable, ShownTable } from '../document.ts'

/** What of a report's head the size of its chance variation depends on. */
export type Answered = Pick<ReportHead, 'answered' | 'weighting'>

/**
 * How many people the percentages of each row are worth, from published numbers only: the row of everybody its question's base, times
 * Kish's effective sample over all who answered where totals are weighted; a row of a group the group's base, times the part
 * of all respondents who answered the question. Nothing where the question's base is not published.
 */
export const effectiveBases = (
  { answered, weighting }: Answered,
  tables: readonly ReportTable[],
  table: ShownTable,
): number[] | undefined => {
  const all = atLeast(answered)
  const base = questionBase(tables)
  if (!all || !base) return undefined
  if (table.by === 'everybody') {
    const worth = table.weighted && weighting.outcome === 'weighted' ? weighting.effectiveSample / all : 1
    return table.rows.map(() => base * Math.min(1, worth))
  }
  const rows = table.rows.map((row) => (atLeast(row.base) ?? 0) * Math.min(1, base / all))
  return rows.every((row) => row > 0) ? rows : undefined
}

const questionBase = (tables: readonly ReportTable[]): number | undefined => {
  const total = tables.find(({ by }) => by === 'everybody')
  const row = total?.kind === 'shown' ? total.rows[0] : undefined
  return row && atLeast(row.base)
}

/** Of a number that is only known to be small, nothing. */
const atLeast = (quantity: Quantity): number | undefined => (quantity.kind === 'fewer' ? undefined : quantity.count)
