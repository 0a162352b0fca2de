import { gunzipSync } from 'node:zlib'
import * as z from 'zod'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { ExportId } from '../../../shared/ids.ts'
import { EXPORTS, Export, exportKey, exportPartKey } from '../../../shared/membership/transfer/export.ts'
import { type Clock, epochSecondsOf } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'

type Needs = { table: Table; now: Clock }

/** Expired ones may stand in the table for days until DynamoDB takes them away. */
export const readExport = async ({ table, now }: Needs, exportId: ExportId): Promise<Export | undefined> => {
  const found = await table.get(Export, exportKey(exportId))
  return found && found.expiresAt > epochSecondsOf(now()) ? found : undefined
}

export const latestExports = async ({ table, now }: Needs): Promise<Export[]> => {
  const { items } = await table.query(Export, { pk: EXPORTS, newestFirst: true, limit: 30 })
  return items.filter(({ expiresAt }) => expiresAt > epochSecondsOf(now()))
}

export type TakenFile =
  | { outcome: 'file'; compressed: Uint8Array; plain: () => Uint8Array; rows: number }
  | { outcome: 'refused'; reason: 'unknown' }

/** Hands a file out, and notes who has taken how many people with them. */
export const takeFile = async (needs: Needs, actor: Actor, exportId: ExportId, file: number): Promise<TakenFile> => {
  const found = await readExport(needs, exportId)
  const told = found?.state === 'ready' ? found.files[file] : undefined
  if (!told) return { outcome: 'refused', reason: 'unknown' }
  const parts = await needs.table.getMany(
    z.object({ bytes: z.instanceof(Uint8Array) }),
    Array.from({ length: told.parts }, (_, part) => exportPartKey(exportId, file, part)),
  )
  const compressed = Buffer.concat(parts.flatMap((part) => (part ? [part.bytes] : [])))
  const detail = { file: file + 1, people: told.rows }
  await needs.table.write(auditEntry({ at: needs.now(), actor, act: 'export-taken', subject: exportId, detail }))
  return { outcome: 'file', compressed, plain: () => gunzipSync(compressed), rows: told.rows }
}
