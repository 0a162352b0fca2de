import * as z from 'zod'
import { CitySlug, ExportId, UserId } from '../../ids.ts'
import { EpochSeconds, Instant } from '../../units.ts'
import { RollState } from '../roll.ts'

/** How an export is cut into files, and how long they are there. */
export const EXPORT = {
  rowsInFile: 20_000,
  /** What a function answers must stay below 6 MB, and is a third longer when it leaves. */
  bytesInFile: 3_500_000,
  secondsForFile: 40,
  partBytes: 350_000,
  keptHours: 24,
} as const

/** Which members are written: those in good standing are active, in grace, or cancelled and still paid for. */
export const ExportFilter = z.object({
  city: CitySlug.optional(),
  state: z.enum(['all', 'good-standing', ...RollState.options]),
})
export type ExportFilter = z.output<typeof ExportFilter>

export const ExportedFile = z.object({
  rows: z.number().int().nonnegative(),
  /** Of the file as it is opened, not as it travels. */
  bytes: z.number().int(),
  sha256: z.string(),
  parts: z.number().int().positive(),
})
export type ExportedFile = z.output<typeof ExportedFile>

const kept = {
  exportId: ExportId,
  filter: ExportFilter,
  by: UserId,
  askedAt: Instant,
  files: z.array(ExportedFile),
  /** Members on the roll that were looked at, and those of them who were gone or were somewhere else by then. */
  listed: z.number().int().nonnegative(),
  gone: z.number().int().nonnegative(),
  /** Of the rows, those in good standing; and how many of the cities' own count are missing, when the roll is behind. */
  standing: z.number().int().nonnegative(),
  missing: z.number().int().nonnegative().default(0),
  revision: z.number().int().positive(),
  expiresAt: EpochSeconds,
}

export const Export = z.discriminatedUnion('state', [
  z.object({
    ...kept,
    state: z.literal('making'),
    cities: z.array(CitySlug),
    /** Where the next file goes on: in the first of `cities`. */
    after: z.string().optional(),
  }),
  z.object({ ...kept, state: z.literal('ready'), readyAt: Instant }),
  z.object({ ...kept, state: z.literal('failed') }),
])
export type Export = z.output<typeof Export>

/** All exports, newest last. */
export const EXPORTS = 'EXPORTS'
export const exportKey = (exportId: ExportId) => ({ pk: EXPORTS, sk: exportId })
export const exportPartKey = (exportId: ExportId, file: number, part: number) => ({
  pk: `EXPORT#${exportId}`,
  sk: `FILE#${String(file).padStart(3, '0')}#${String(part).padStart(3, '0')}`,
})

export const rowsOf = ({ files }: Pick<Export, 'files'>) => files.reduce((sum, { rows }) => sum + rows, 0)
