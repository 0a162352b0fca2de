import * as z from 'zod'
import { ImportId, UserId } from '../../ids.ts'
import { EpochSeconds, epochSecondsOf, Instant, plusDays } from '../../units.ts'
import { Columns } from './columns.ts'
import { Defaults, RowRefusal, RowWarning } from './read-row.ts'

/** How large a file may be and how it is taken in. */
export const IMPORT = {
  mostBytes: 20 * 1024 * 1024,
  mostRows: 50_000,
  /** An item has room for 400 KB, and a page takes posts of 512 KB. */
  partBytes: 256 * 1024,
  /** What fits into one post of a form. */
  mostBytesAtOnce: 500 * 1000,
  /** The figures of a batch are written in one transaction, of which each row may need one of the hundred writes. */
  batchRows: 96,
  batchBytes: 250_000,
  /** What was in the file is kept so long, and so long an import can be taken back. */
  keptDays: 7,
} as const

/** Why a file cannot be read at all. */
export const FileRefusal = z.enum([
  'empty-file',
  'workbook',
  'not-text',
  'unknown-encoding',
  'unclosed-quote',
  'no-header',
  'no-rows',
  'too-many-rows',
  'too-many-columns',
  'not-the-file',
  'fault',
])
export type FileRefusal = z.output<typeof FileRefusal>

export const Encoding = z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])
export type Encoding = z.output<typeof Encoding>

/** What became, or would become, of a row: exactly one of these. */
export const RowOutcome = z.enum(['new', 'filled', 'known', 'duplicate', 'refused'])
export type RowOutcome = z.output<typeof RowOutcome>
export const Counts = z.partialRecord(RowOutcome, z.number().int().nonnegative())
export type Counts = z.output<typeof Counts>

const kept = {
  importId: ImportId,
  fileName: z.string().max(200),
  bytes: z.number().int().positive(),
  /** SHA-256 of the file in hex, as the browser computed it; absent when the file came in one post. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
  by: UserId,
  begunAt: Instant,
  /** One more with every change of state: of two that decide on the same, the second is refused. */
  revision: z.number().int().positive(),
  /** After the file has gone, an import that was carried out keeps its figures; the others go. */
  expiresAt: EpochSeconds.optional(),
}
const read = {
  encoding: Encoding,
  separator: z.enum([',', ';', '\t']),
  headers: z.array(z.string()),
  rows: z.number().int().positive(),
  batches: z.number().int().positive(),
}
const mapped = { columns: Columns, defaults: Defaults }
/** `run` names what this pass over the batches has done: a pass that goes on after a pause keeps it. */
const working = { run: z.number().int().positive(), since: Instant, rowsBefore: z.number().int().nonnegative() }
const checked = {
  checkedAt: Instant,
  checkRun: z.number().int().positive(),
  counts: Counts,
  warned: z.partialRecord(z.enum([...RowWarning.options, 'not-mailed']), z.number()),
}
const started = { ...read, ...mapped, ...checked, confirmedBy: UserId, confirmedAt: Instant }
const done = { ...started, doneAt: Instant, done: Counts, failed: z.number().int().nonnegative() }
const weighed = { ...done, untouched: z.number().int().nonnegative(), touched: z.number().int().nonnegative() }

export const Import = z.discriminatedUnion('state', [
  z.object({ ...kept, state: z.literal('uploading') }),
  z.object({ ...kept, state: z.literal('reading') }),
  z.object({ ...kept, state: z.literal('unreadable'), reason: FileRefusal, row: z.number().optional() }),
  z.object({ ...kept, ...read, state: z.literal('to-map'), columns: Columns, defaults: Defaults }),
  z.object({ ...kept, ...read, ...mapped, ...working, state: z.literal('checking') }),
  z.object({ ...kept, ...read, ...mapped, ...checked, state: z.literal('checked') }),
  z.object({ ...kept, ...started, ...working, state: z.literal('importing') }),
  z.object({ ...kept, ...started, run: working.run, state: z.literal('paused'), why: z.enum(['asked', 'stalled']) }),
  z.object({ ...kept, ...done, run: working.run, state: z.literal('imported'), stopped: z.boolean() }),
  z.object({ ...kept, ...done, ...working, importRun: z.number(), state: z.literal('weighing') }),
  z.object({ ...kept, ...weighed, importRun: z.number(), state: z.literal('weighed') }),
  z.object({ ...kept, ...weighed, ...working, importRun: z.number(), state: z.literal('removing') }),
  z.object({
    ...kept,
    ...weighed,
    importRun: z.number(),
    weighRun: z.number(),
    state: z.literal('removed'),
    removedAt: Instant,
    removed: z.number(),
  }),
])
export type Import = z.output<typeof Import>
export type ImportIn<S extends Import['state']> = Extract<Import, { state: S }>

/** All imports, newest last. */
export const IMPORTS = 'IMPORTS'
export const importKey = (importId: ImportId) => ({ pk: IMPORTS, sk: importId })
/** What was in the file and what was made of it. */
export const fileKey = (importId: ImportId) => `IMPORT#${importId}`

/** When the file, and what is kept under the import, goes. */
export const fileExpires = ({ begunAt }: Pick<Import, 'begunAt'>): EpochSeconds =>
  epochSecondsOf(plusDays(begunAt, IMPORT.keptDays))

/** The answer to a change of state that somebody asks for. */
export type Steered<I extends Import = Import> =
  | { outcome: 'moved'; to: I }
  | { outcome: 'refused'; reason: 'changed-meanwhile' }

const CHANGED = { outcome: 'refused', reason: 'changed-meanwhile' } as const

/** The columns are settled: every row is looked at, and nothing is written yet. */
export const checking = (
  from: Import,
  settled: Pick<ImportIn<'checking'>, 'columns' | 'defaults'>,
  at: Instant,
): Steered<ImportIn<'checking'>> => {
  if (from.state !== 'to-map' && from.state !== 'checked') return CHANGED
  const revision = from.revision + 1
  const { columns, defaults } = settled
  const { encoding, separator, headers, rows, batches } = from
  const state = { state: 'checking', columns, defaults, run: revision, since: at, rowsBefore: 0, revision } as const
  return { outcome: 'moved', to: { ...keptOf(from), encoding, separator, headers, rows, batches, ...state } }
}

export const confirmed = (from: Import, by: UserId, at: Instant): Steered<ImportIn<'importing'>> => {
  if (from.state !== 'checked') return CHANGED
  const revision = from.revision + 1
  const work = { run: revision, since: at, rowsBefore: 0, confirmedBy: by, confirmedAt: at }
  return { outcome: 'moved', to: { ...from, ...work, state: 'importing', revision } }
}

export const paused = (from: Import, why: 'asked' | 'stalled'): Steered<ImportIn<'paused'>> => {
  if (from.state !== 'importing') return CHANGED
  const { since: _, rowsBefore: __, ...rest } = from
  return { outcome: 'moved', to: { ...rest, state: 'paused', why, revision: from.revision + 1 } }
}

export const resumed = (from: Import, rowsBefore: number, at: Instant): Steered<ImportIn<'importing'>> => {
  if (from.state !== 'paused') return CHANGED
  const { why: _, ...rest } = from
  return { outcome: 'moved', to: { ...rest, state: 'importing', since: at, rowsBefore, revision: from.revision + 1 } }
}

/** Either every batch was taken in, or staff stopped between two of them. */
export const ended = (
  from: Import,
  figures: Pick<ImportIn<'imported'>, 'done' | 'failed'>,
  stopped: boolean,
  at: Instant,
): Steered<ImportIn<'imported'>> => {
  if (from.state !== 'importing' && from.state !== 'paused') return CHANGED
  const { state: _, since: __, rowsBefore: ___, why: ____, ...rest } = { since: '', rowsBefore: 0, why: '', ...from }
  return {
    outcome: 'moved',
    to: { ...rest, ...figures, doneAt: at, stopped, state: 'imported', revision: from.revision + 1 },
  }
}

/** How long an import can be taken back: as long as it is known which rows it made. */
export const canBeTakenBack = (from: Import, at: Instant): boolean =>
  (from.state === 'imported' || from.state === 'weighed') &&
  (from.done.new ?? 0) > 0 &&
  Date.parse(at) < Date.parse(from.begunAt) + (IMPORT.keptDays - 1) * 86_400_000

/** Counts who has had nothing to do with the network since. */
export const weighing = (from: Import, at: Instant): Steered<ImportIn<'weighing'>> => {
  if (from.state !== 'imported' && from.state !== 'weighed') return CHANGED
  if (!canBeTakenBack(from, at)) return CHANGED
  const revision = from.revision + 1
  const importRun = from.state === 'imported' ? from.run : from.importRun
  const { stopped: _, untouched: __, touched: ___, ...rest } = { stopped: false, untouched: 0, touched: 0, ...from }
  return {
    outcome: 'moved',
    to: { ...rest, importRun, run: revision, since: at, rowsBefore: 0, state: 'weighing', revision },
  }
}

export const removing = (from: Import, at: Instant): Steered<ImportIn<'removing'>> => {
  if (from.state !== 'weighed' || !canBeTakenBack(from, at)) return CHANGED
  const revision = from.revision + 1
  return { outcome: 'moved', to: { ...from, run: revision, since: at, rowsBefore: 0, state: 'removing', revision } }
}

export const keptOf = ({ importId, fileName, bytes, sha256, by, begunAt, revision, expiresAt }: Import) => ({
  importId,
  fileName,
  bytes,
  ...(sha256 && { sha256 }),
  by,
  begunAt,
  revision,
  ...(expiresAt && { expiresAt }),
})

/** What a look at one row has found. `who` is shown beside it: the name or address as it was written. */
export const Verdict = z.object({
  row: z.number().int().positive(),
  outcome: RowOutcome,
  who: z.string(),
  /** The earlier row with the same address. */
  sameAs: z.number().optional(),
  problems: z.array(z.object({ field: z.string(), column: z.number().optional(), reason: RowRefusal })).optional(),
  warnings: z.array(z.enum([...RowWarning.options, 'not-mailed'])).optional(),
})
export type Verdict = z.output<typeof Verdict>
