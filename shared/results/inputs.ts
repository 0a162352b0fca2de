import * as z from 'zod'
import { CitySlug, QuestionId } from '../ids.ts'
import { ProtectionLevel } from '../words.ts'
import type { Cube } from './counting/tally.ts'
import { ReportTable } from './document.ts'
import { ReportQuestion } from './questionnaire.ts'
import { Margins } from './settings/margins.ts'
import { Policy } from './settings/policy.ts'

const count = z.number().int().nonnegative()

/** Whom the survey was sent to; `delivered` is missing where nothing says so. */
export const Turnout = z.object({ invited: count, delivered: count.optional() })
export type Turnout = z.output<typeof Turnout>

/** The cube as it is kept and handed on: cells in the order of their names, each with what it holds. */
export const CubeRows = z.array(z.tuple([z.string(), z.record(z.string(), z.number().int())]))
export type CubeRows = z.output<typeof CubeRows>

/**
 * A release over people of the same cube: whoever reads this report may have read that one, too. Its tables are attacked
 * together with the new ones.
 */
export const EarlierTables = z.object({
  seal: z.string(),
  /** Whose release it was; absent: everybody's in the cube. */
  cities: z.array(CitySlug).optional(),
  /** How many people it was about: the same people as now, or the two cannot be attacked together. */
  responses: count,
  /** People who had to stand behind every answer of its rows. */
  cell: count,
  /** Of the cells whose people's answers were weighted in totals. */
  weights: z.array(z.tuple([z.string(), z.number().positive()])).optional(),
  questions: z.array(z.object({ id: QuestionId, tables: z.array(ReportTable) })),
})
export type EarlierTables = z.output<typeof EarlierTables>

/** Everything that the numbers of a report are computed from. */
export const ReportInputs = z.object({
  questionnaire: z.array(ReportQuestion),
  cube: CubeRows,
  level: ProtectionLevel,
  policy: z.union([z.literal('exact'), Policy]),
  margins: Margins.optional(),
  turnout: Turnout,
  /** Only of a report on the network: cells of its cube name their `city`. */
  cities: z.array(z.object({ city: CitySlug, name: z.string() })).optional(),
  earlier: z.array(EarlierTables),
})
export type ReportInputs = z.output<typeof ReportInputs>

export const cubeRows = (cube: Cube): CubeRows =>
  sortedRows([...cube].map(([cell, adds]): CubeRows[number] => [cell, { ...adds }]))

export const sortedRows = (rows: CubeRows): CubeRows => rows.sort(([a], [b]) => (a < b ? -1 : 1))
