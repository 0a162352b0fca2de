import * as z from 'zod'
import { CitySlug, UserId } from '../../ids.ts'
import { Instant } from '../../units.ts'
import type { Dimension } from '../../words.ts'
import { Margin, type Margins, MOST_MARGINS, totalOf } from './margins.ts'
import { Policy } from './policy.ts'

/** A margin as staff entered it. The note is theirs: no report shows it. */
export const EnteredMargin = Margin.extend({ note: z.string().optional() })
export type EnteredMargin = z.output<typeof EnteredMargin>

/**
 * What staff have settled for the reports of a city, in versions: a report uses the one in force when its survey closed,
 * and keeps it.
 */
export const ResultSettings = z.object({
  city: CitySlug,
  version: z.number().int().positive(),
  at: Instant,
  by: UserId,
  margins: z.array(EnteredMargin).max(MOST_MARGINS),
  /** Staff have said that margins with different totals count as shares only. */
  scaled: z.boolean(),
  /** Thresholds that this city asks for beyond those of the survey. */
  policy: Policy.optional(),
})
export type ResultSettings = z.output<typeof ResultSettings>

/** The settings of a city: those of now, and every version under the time from which it was in force. */
export const settingsPartition = (city: CitySlug) => `RESULT-SETTINGS#${city}`
export const settingsKey = (city: CitySlug) => ({ pk: settingsPartition(city), sk: 'NOW' })
export const VERSIONS_BEGIN = 'AT#'
export const versionKey = ({ city, at }: Pick<ResultSettings, 'city' | 'at'>) => ({
  pk: settingsPartition(city),
  sk: `${VERSIONS_BEGIN}${at}`,
})

/** The margins as a report weighs to them: of the dimensions that were asked, all with one total. */
export const marginsFor = (
  { margins, scaled }: Pick<ResultSettings, 'margins' | 'scaled'>,
  asked: readonly Dimension[],
): Margins => {
  const used = margins.filter(({ dimension }) => asked.includes(dimension))
  const largest = Math.max(0, ...used.map(totalOf))
  return used.map(({ note: _, ...margin }) => (scaled ? scaledTo(margin, largest) : margin))
}

const scaledTo = (margin: Margin, total: number): Margin => {
  const own = totalOf(margin)
  if (own === total || own === 0) return margin
  const counts = Object.fromEntries(Object.entries(margin.counts).map(([key, n]) => [key, (n * total) / own]))
  return { ...margin, counts }
}

/** Each total, where they are not all the same. */
export const differingTotals = (margins: readonly EnteredMargin[]): { dimension: Dimension; total: number }[] => {
  const totals = margins.map((margin) => ({ dimension: margin.dimension, total: totalOf(margin) }))
  return new Set(totals.map(({ total }) => total)).size > 1 ? totals : []
}
