import type { ProtectionLevel } from '../words.ts'

export type Policy = {
  /** People who must have answered for a group to have a row of its own. */
  group: number
  /** People who must be in the row of everybody else. */
  residual: number
  /** People who must stand behind every answer of every row, also behind those that nobody gave. */
  cell: number
  /** Answers to a question for its total to be shown, and answers to the survey for anything to be shown. */
  base: number
  /** Texts that must have been written for any of them to be quoted. */
  quotations: number
  /** Whether quarters may be shown where whole percentages cannot. */
  bands: boolean
  /** Dimensions that questions are not crossed with. */
  neverCrossed: string[]
}

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

/** Bases of single questions are rounded down to this, so that nobody's skipping shows. */
export const QUESTION_BASE_STEP = 5
/** Numbers of texts, and of answers while a survey is open, are rounded down to this. */
export const ROUGH_STEP = 10

export const roundedDown = (count: number, step: number) => Math.floor(count / step) * step

/** While a survey is open, nothing but this may be told of how many answered. */
export const roughCount = (count: number): { kind: 'fewer'; than: 20 } | { kind: 'at-least'; count: number } =>
  count < 20 ? { kind: 'fewer', than: 20 } : { kind: 'at-least', count: roundedDown(count, ROUGH_STEP) }
