import * as z from 'zod'
import type { ProtectionLevel } from '../../words.ts'

const count = z.number().int().nonnegative()

export const Policy = z.object({
  /** People who must have answered for a group to have a row of its own. */
  group: count,
  /** People who must be in the row of everybody else. */
  residual: count,
  /** People who must stand behind every answer of every row, also behind those that nobody gave. */
  cell: count,
  /** Answers to a question for its total to be shown, and answers to the survey for anything to be shown. */
  base: count,
  /** Texts that must have been written for any of them to be quoted. */
  quotations: count,
  /** Whether quarters may be shown where whole percentages cannot. */
  bands: z.boolean(),
  /** Dimensions that questions are not crossed with. */
  neverCrossed: z.array(z.string()),
})
export type Policy = z.output<typeof Policy>

/** Thresholds by the level that respondents were told. An open survey shows exact results. */
export const POLICIES = {
  open: 'exact' as const,
  standard: { group: 20, residual: 10, cell: 5, base: 20, quotations: 50, bands: true, neverCrossed: [] },
  sensitive: {
    group: 30,
    residual: 15,
    cell: 10,
    base: 30,
    quotations: 100,
    bands: false,
    neverCrossed: ['neighbourhood'],
  },
} satisfies Record<ProtectionLevel, Policy | 'exact'>

export const policyOf = (level: ProtectionLevel): Policy | 'exact' => POLICIES[level]

/** A city may ask for more protection than the survey's level gives, never for less. */
export const strictest = (level: Policy | 'exact', city: Policy | undefined): Policy | 'exact' => {
  if (!city) return level
  if (level === 'exact') return city
  return {
    group: Math.max(level.group, city.group),
    residual: Math.max(level.residual, city.residual),
    cell: Math.max(level.cell, city.cell),
    base: Math.max(level.base, city.base),
    quotations: Math.max(level.quotations, city.quotations),
    bands: level.bands && city.bands,
    neverCrossed: [...new Set([...level.neverCrossed, ...city.neverCrossed])],
  }
}

/** Bases of single questions are rounded down to this, so that nobody's skipping shows. */
export const QUESTION_BASE_STEP = 5
/** Numbers of texts, and of answers while a survey is open, are rounded down to this. */
export const ROUGH_STEP = 10

export const roundedDown = (count: number, step: number) => Math.floor(count / step) * step

/** While a survey is open, nothing but this may be told of how many answered. */
export const roughCount = (count: number): { kind: 'fewer'; than: 20 } | { kind: 'at-least'; count: number } =>
  count < 20 ? { kind: 'fewer', than: 20 } : { kind: 'at-least', count: roundedDown(count, ROUGH_STEP) }
