import * as z from 'zod'
import type { Actor } from '../../../shared/identity/actor.ts'
import { ImportId, type NewId } from '../../../shared/ids.ts'
import {
  fileExpires,
  IMPORT,
  IMPORTS,
  Import,
  type ImportIn,
  importKey,
} from '../../../shared/membership/transfer/import.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { items, readImport, saveImport } from './import-items.ts'

type Needs = { table: Table; now: Clock; newId: NewId; startImport: StartWorkflow }

/** The file as its sender describes it. */
export const FileBegun = z.object({
  fileName: z
    .string()
    .min(1)
    .transform((name) => name.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ').slice(-200)),
  bytes: z.number().int().min(1),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})
export type FileBegun = z.output<typeof FileBegun>

export type UploadBegun =
  | { outcome: 'begun'; importId: ImportId; partBytes: number; parts: number; have: number[] }
  | { outcome: 'refused'; reason: 'too-large' }

/** The same file of the same person goes on where it was broken off. */
export const beginUpload = async (needs: Needs, actor: Actor, file: FileBegun): Promise<UploadBegun> => {
  if (file.bytes > IMPORT.mostBytes) return { outcome: 'refused', reason: 'too-large' }
  const size = { partBytes: IMPORT.partBytes, parts: partsOf(file.bytes) }
  const latest = await needs.table.query(Import, { pk: IMPORTS, newestFirst: true, limit: 20 })
  const same = latest.items.find(
    (one) =>
      one.state === 'uploading' &&
      one.by === actor.userId &&
      file.sha256 !== undefined &&
      one.sha256 === file.sha256 &&
      one.bytes === file.bytes,
  )
  if (same)
    return { outcome: 'begun', importId: same.importId, ...size, have: await partsThere(needs.table, same.importId) }
  const importId = needs.newId(ImportId, 'imp')
  const begunAt = needs.now()
  const begun: ImportIn<'uploading'> = {
    state: 'uploading',
    importId,
    ...file,
    by: actor.userId,
    begunAt,
    revision: 1,
    expiresAt: fileExpires({ begunAt }),
  }
  await needs.table.write(
    { put: { ...importKey(importId), ...begun }, if: { exists: false } },
    auditEntry({ at: begunAt, actor, act: 'import-begun', subject: importId, detail: { bytes: file.bytes } }),
  )
  return { outcome: 'begun', importId, ...size, have: [] }
}

export type PartTaken = { outcome: 'taken' } | { outcome: 'refused'; reason: 'unknown' | 'not-this-part' }

/** A part that arrives twice is the same part. */
export const takePart = async (
  { table }: Pick<Needs, 'table'>,
  actor: Actor,
  { importId, n, bytes }: { importId: ImportId; n: number; bytes: Uint8Array },
): Promise<PartTaken> => {
  const found = await readImport(table, importId)
  if (found?.state !== 'uploading' || found.by !== actor.userId) return { outcome: 'refused', reason: 'unknown' }
  const parts = partsOf(found.bytes)
  const expected = n === parts - 1 ? found.bytes - n * IMPORT.partBytes : IMPORT.partBytes
  if (!(n >= 0 && n < parts) || bytes.length !== expected) return { outcome: 'refused', reason: 'not-this-part' }
  const expiresAt = fileExpires(found)
  await table.write(
    { put: { ...items.part(importId, n), bytes, expiresAt } },
    { update: items.uploaded(importId), set: { [`p${n}`]: true, expiresAt } },
  )
  return { outcome: 'taken' }
}

export type UploadFinished = { outcome: 'finished' } | { outcome: 'refused'; reason: 'unknown' | 'parts-missing' }

/** All parts are there: the file is read in the background. Finishing twice reads once. */
export const finishUpload = async (needs: Needs, actor: Actor, importId: ImportId): Promise<UploadFinished> => {
  const found = await readImport(needs.table, importId)
  if (!found || found.by !== actor.userId) return { outcome: 'refused', reason: 'unknown' }
  if (found.state === 'uploading') {
    if ((await partsThere(needs.table, importId)).length < partsOf(found.bytes))
      return { outcome: 'refused', reason: 'parts-missing' }
    await saveImport(needs.table, found, { ...found, state: 'reading', revision: found.revision + 1 })
  }
  const reading = await readImport(needs.table, importId)
  if (reading?.state === 'reading') await startWork(needs, reading)
  return { outcome: 'finished' }
}

/** A file that came in one post, for browsers without a script. */
export const takeWholeFile = async (needs: Needs, actor: Actor, fileName: string, bytes: Uint8Array) => {
  const begun = await beginUpload(
    needs,
    actor,
    FileBegun.parse({ fileName: fileName || 'file.csv', bytes: bytes.length }),
  )
  if (begun.outcome === 'refused') return begun
  const { importId, parts } = begun
  for (let n = 0; n < parts; n++)
    await takePart(needs, actor, {
      importId,
      n,
      bytes: bytes.subarray(n * IMPORT.partBytes, (n + 1) * IMPORT.partBytes),
    })
  await finishUpload(needs, actor, importId)
  return begun
}

export const partsOf = (bytes: number) => Math.ceil(bytes / IMPORT.partBytes)

/** One execution for each revision: a second start of the same does nothing. */
export const startWork = (
  { startImport }: Pick<Needs, 'startImport'>,
  { importId, revision }: Pick<Import, 'importId' | 'revision'>,
) => startImport(`import-${importId}-r${revision}`, { importId, revision })

const partsThere = async (table: Table, importId: ImportId): Promise<number[]> => {
  const there = (await table.get(z.looseObject({}), items.uploaded(importId))) ?? {}
  return Object.keys(there)
    .flatMap((name) => (/^p\d+$/.test(name) ? [Number(name.slice(1))] : []))
    .sort((a, b) => a - b)
}
