import { createHash } from 'node:crypto'
import * as z from 'zod'
import { ImportId } from '../../../shared/ids.ts'
import { guessColumns } from '../../../shared/membership/transfer/columns.ts'
import {
  type FileRefusal,
  fileExpires,
  IMPORT,
  type Import,
  type ImportIn,
  keptOf,
} from '../../../shared/membership/transfer/import.ts'
import type { Defaults } from '../../../shared/membership/transfer/read-row.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { decodeFile, type NumberedRow } from './decode-file.ts'
import { items, Part, Remembered, readImport, saveImport } from './import-items.ts'
import { partsOf } from './upload-file.ts'

export const ImportRun = z.object({ importId: ImportId, revision: z.number().int().positive() })
export type ImportRun = z.output<typeof ImportRun>

/** Cuts the file into batches of rows, guesses what its columns are, and leaves nothing else of it behind. */
export const readFile = async ({ table }: { table: Table; now: Clock }, { importId, revision }: ImportRun) => {
  const found = await readImport(table, importId)
  if (found?.state !== 'reading' || found.revision !== revision) return { outcome: 'over' } as const
  const bytes = await fileOf(table, found)
  const file = decodeFile(bytes)
  const whole = !found.sha256 || createHash('sha256').update(bytes).digest('hex') === found.sha256
  if (!whole) return unreadable(table, found, 'not-the-file')
  if (file.outcome === 'refused') return unreadable(table, found, file.reason, file.row)

  const batches = inBatches(file.rows)
  const expiresAt = fileExpires(found)
  for (let first = 0; first < batches.length; first += AT_ONCE)
    await Promise.all(
      batches.slice(first, first + AT_ONCE).map((rows, index) =>
        table.write({
          put: { ...items.batch(importId, first + index), rows: JSON.stringify(rows), count: rows.length, expiresAt },
        }),
      ),
    )
  const { headers, encoding, separator } = file
  const known = await table.get(Remembered, items.remembered(signatureOf(headers)))
  const to: ImportIn<'to-map'> = {
    ...keptOf(found),
    state: 'to-map',
    revision: revision + 1,
    encoding,
    separator,
    headers,
    rows: file.rows.length,
    batches: batches.length,
    columns: known?.columns ?? guessColumns(headers),
    defaults: known?.defaults ?? USUAL,
  }
  await saveImport(table, found, to)
  await forgetParts(table, found)
  return { outcome: 'read' } as const
}

const USUAL: Defaults = {
  language: 'en',
  topics: [],
  wording: 'imported',
  dates: 'month-first',
  lapsed: false,
  fillIn: false,
}

/** Whoever brings the same headers again finds the columns as they were settled the last time. */
export const signatureOf = (headers: readonly string[]) =>
  createHash('sha256').update(JSON.stringify(headers)).digest('base64url')

const unreadable = async (table: Table, found: Import, reason: FileRefusal, row?: number) => {
  const refused = { ...keptOf(found), state: 'unreadable' as const, revision: found.revision + 1, reason }
  await saveImport(table, found, { ...refused, ...(row !== undefined && { row }) })
  await forgetParts(table, found)
  return { outcome: 'unreadable' } as const
}

const fileOf = async (table: Table, { importId, bytes }: Import): Promise<Uint8Array> => {
  const parts = await table.getMany(
    Part,
    Array.from({ length: partsOf(bytes) }, (_, n) => items.part(importId, n)),
  )
  return Buffer.concat(parts.flatMap((part) => (part ? [part.bytes] : [])))
}

const forgetParts = async (table: Table, { importId, bytes }: Import) => {
  for (let n = 0; n < partsOf(bytes); n++) await table.write({ delete: items.part(importId, n) })
}

const AT_ONCE = 8

const inBatches = (rows: readonly NumberedRow[]): NumberedRow[][] => {
  const batches: NumberedRow[][] = []
  let batch: NumberedRow[] = []
  let size = 0
  for (const row of rows) {
    const bytes = Buffer.byteLength(JSON.stringify(row)) + 1
    if (batch.length === IMPORT.batchRows || (batch.length > 0 && size + bytes > IMPORT.batchBytes)) {
      batches.push(batch)
      batch = []
      size = 0
    }
    batch.push(row)
    size += bytes
  }
  return [...batches, batch]
}
