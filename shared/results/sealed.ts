import * as z from 'zod'
import { Instant } from '../units.ts'
import { ReportDocument, ReportHead } from './document.ts'
import { ReportInputs } from './inputs.ts'

/**
 * Everything that a report is computed from, frozen when it was begun: the same file always gives the same report, here
 * and on anybody's own machine. Its hash stands in the receipt of the report.
 */
export const SEALED_FORMAT = 'common-agenda/sealed-inputs'
export const SEALED_FORMAT_VERSION = 1

export const SealedInputs = z.object({
  format: z.literal(SEALED_FORMAT),
  formatVersion: z.literal(SEALED_FORMAT_VERSION),
  /** What the report says of itself and does not compute. */
  about: ReportHead.pick({
    release: true,
    scope: true,
    campaignId: true,
    surveyId: true,
    surveyVersion: true,
    city: true,
    cityName: true,
    timeZone: true,
    title: true,
    wave: true,
    protection: true,
    launchedAt: true,
    closedAt: true,
  }),
  receipt: z.object({
    /** SHA-256 of the code that tables, tests and proofs were made with, as it was deployed. */
    codeVersion: z.string(),
    cube: z.string(),
    /** What goes into every hash that a receipt shows of these inputs; absent in what was sealed before there was one. */
    salt: z.string().optional(),
    recountedAt: Instant,
    sealedAt: Instant,
  }),
  inputs: ReportInputs,
  /** Published reports that this one is compared with. */
  comparedWith: z.array(ReportDocument),
})
export type SealedInputs = z.output<typeof SealedInputs>
