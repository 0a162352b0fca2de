import * as z from 'zod'
import { PlainDate } from '../../units.ts'
import { Dimension } from '../../words.ts'
import { RAKING } from '../statistics/raking.ts'

/** How many people of each demographic answer there really are: what totals of a city are weighted to. */
export const Margin = z.object({
  dimension: Dimension,
  source: z.string(),
  asOf: PlainDate,
  of: z.enum(['members', 'residents']),
  /** By option key. */
  counts: z.record(z.string(), z.number().nonnegative()),
  /** Options that are too small to be weighted by themselves, each with the one that it is weighted together with. */
  joined: z.record(z.string(), z.string()).optional(),
})
export type Margin = z.output<typeof Margin>

/** Of one city: each dimension at most once. */
export const Margins = z.array(Margin)
export type Margins = z.output<typeof Margins>

/** The level of weighting that an option belongs to. */
export const levelOf = ({ joined }: Pick<Margin, 'joined'>, option: string): string => joined?.[option] ?? option

/** People of each level, options that are joined taken together. */
export const levelsOf = (margin: Pick<Margin, 'counts' | 'joined'>): Record<string, number> => {
  const levels: Record<string, number> = {}
  for (const [option, people] of Object.entries(margin.counts)) {
    const level = levelOf(margin, option)
    levels[level] = (levels[level] ?? 0) + people
  }
  return levels
}

export const totalOf = ({ counts }: Pick<Margin, 'counts'>): number =>
  Object.values(counts).reduce((sum, people) => sum + people, 0)

/** Shares of this size and more can be weighted to. */
export const LEAST_SHARE = RAKING.level.share
/** What may be raked at once. */
export const MOST_MARGINS = RAKING.margins
