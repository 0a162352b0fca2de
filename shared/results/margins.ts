import * as z from 'zod'
import { PlainDate } from '../units.ts'
import { Dimension } from '../words.ts'

/** How many people of each demographic answer there really are: what totals of a city are weighted to. */
export const Margin = z.object({
  dimension: Dimension,
  source: z.string(),
  asOf: PlainDate,
  of: z.enum(['members', 'residents']),
  /** By option key. */
  counts: z.record(z.string(), z.number().nonnegative()),
})
export type Margin = z.output<typeof Margin>

/** Of one city: each dimension at most once. */
export const Margins = z.array(Margin)
export type Margins = z.output<typeof Margins>
