import * as z from 'zod'
import type { ImportId } from '../../../shared/ids.ts'
import { Columns } from '../../../shared/membership/transfer/columns.ts'
import {
  fileExpires,
  fileKey,
  Import,
  type ImportIn,
  importKey,
  Verdict,
} from '../../../shared/membership/transfer/import.ts'
import { Defaults } from '../../../shared/membership/transfer/read-row.ts'
import type { Key, Table, Write, WriteOutcome } from '../../adapters/table.ts'

const nth = (n: number) => String(n).padStart(5, '0')

/** What stands under an import, all of it gone when the file is. */
export const items = {
  part: (id: ImportId, n: number) => ({ pk: fileKey(id), sk: `PART#${nth(n)}` }),
  batch: (id: ImportId, n: number) => ({ pk: fileKey(id), sk: `BATCH#${nth(n)}` }),
  doubles: (id: ImportId, n: number) => ({ pk: fileKey(id), sk: `DOUBLES#${nth(n)}` }),
  progress: (id: ImportId, run: number) => ({ pk: fileKey(id), sk: `PROGRESS#${run}` }),
  verdicts: (id: ImportId, run: number, n: number) => ({ pk: fileKey(id), sk: `${verdictsBegin(run)}${nth(n)}` }),
  made: (id: ImportId, run: number, n: number) => ({ pk: fileKey(id), sk: `${madeBegin(run)}${nth(n)}` }),
  uploaded: (id: ImportId) => ({ pk: fileKey(id), sk: 'UPLOADED' }),
  remembered: (signature: string) => ({ pk: 'IMPORT-COLUMNS', sk: signature }),
}
export const verdictsBegin = (run: number) => `VERDICTS#${run}#`
export const madeBegin = (run: number) => `MADE#${run}#`

export const Part = z.object({ bytes: z.instanceof(Uint8Array) })

/** The cells of some rows, as JSON: a hundred short strings cost DynamoDB's own format twice the room. */
export const Batch = z.object({ rows: z.string(), count: z.number() })
export const BatchRows = z.array(z.object({ row: z.number(), cells: z.array(z.string()) }))
export type BatchRows = z.output<typeof BatchRows>

/** Rows of a batch whose address stands in an earlier row already. */
export const Doubles = z.object({ of: z.record(z.string(), z.number()) })

export const Verdicts = z.object({ batch: z.number(), verdicts: z.array(Verdict) })

/** What one batch has made: the rows that became members, and those that could not be written. */
export const Made = z.object({
  batch: z.number(),
  created: z.array(z.number()),
  failed: z.array(z.object({ row: z.number(), who: z.string() })),
})

export const Progress = z.object({
  batches: z.number().default(0),
  rows: z.number().default(0),
  new: z.number().default(0),
  filled: z.number().default(0),
  known: z.number().default(0),
  duplicate: z.number().default(0),
  refused: z.number().default(0),
  failed: z.number().default(0),
  'becomes-lapsed': z.number().default(0),
  'waits-for-activation': z.number().default(0),
  'not-mailed': z.number().default(0),
  untouched: z.number().default(0),
  touched: z.number().default(0),
})
export type Progress = z.output<typeof Progress>

export const Remembered = z.object({ headers: z.array(z.string()), columns: Columns, defaults: Defaults })

export const readImport = (table: Table, importId: ImportId) => table.get(Import, importKey(importId))

export const progressOf = async (table: Table, importId: ImportId, run: number): Promise<Progress> =>
  Progress.parse((await table.get(Progress, items.progress(importId, run))) ?? {})

export const batchRows = async (table: Table, importId: ImportId, batch: number): Promise<BatchRows> => {
  const stored = await table.get(Batch, items.batch(importId, batch))
  return stored ? BatchRows.parse(JSON.parse(stored.rows)) : []
}

/** Replaces the import if nobody else has done so since it was read; `more` is written with it. */
export const saveImport = (table: Table, from: Import, to: Import, ...more: Write[]): Promise<WriteOutcome> =>
  table.write({ put: { ...importKey(to.importId), ...to }, if: { equals: { revision: from.revision } } }, ...more)

/** The writes that say once that a batch has been worked on: its result, and the figures of the pass. */
export const worked = (
  found: Pick<Import, 'importId' | 'begunAt'> & { run: number },
  key: Key,
  result: object,
  figures: Partial<Progress>,
): Write[] => {
  const expiresAt = fileExpires(found)
  const add = Object.fromEntries(Object.entries({ batches: 1, ...figures }).filter(([, figure]) => figure > 0))
  return [
    { put: { ...key, ...result, expiresAt }, if: { exists: false } },
    { update: items.progress(found.importId, found.run), set: { expiresAt }, add },
  ]
}

/** The import in one of these states and of this pass; undefined when it has moved on. */
export const still = <S extends 'checking' | 'importing' | 'weighing' | 'removing'>(
  found: Import | undefined,
  run: number,
  ...states: S[]
): ImportIn<S> | undefined =>
  found && (states as string[]).includes(found.state) && 'run' in found && found.run === run
    ? (found as ImportIn<S>)
    : undefined
