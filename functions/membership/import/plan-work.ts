import { rearmed } from '../../../shared/defuse.ts'
import { Mailbox } from '../../../shared/identity/person.ts'
import type { Columns } from '../../../shared/membership/transfer/columns.ts'
import { fileExpires, type Import, type ImportIn } from '../../../shared/membership/transfer/import.ts'
import type { Table } from '../../adapters/table.ts'
import { batchRows, items, readImport } from './import-items.ts'
import type { ImportRun } from './read-file.ts'

/** What there is to do with an import, and in which batches. A run of the workflow that is not the latest stops here. */
export const planWork = async ({ table }: { table: Table }, { importId, revision }: ImportRun) => {
  const found = await readImport(table, importId)
  if (!found || found.revision !== revision) return { outcome: 'stop' } as const
  if (found.state === 'reading') return { outcome: 'read' } as const
  if (!isWork(found)) return { outcome: 'stop' } as const
  if (found.state === 'checking') await findDoubles(table, found)
  const batches = Array.from({ length: found.batches }, (_, batch) => ({ importId, run: found.run, batch }))
  return { outcome: 'batches', batches } as const
}

export const isWork = (found: Import): found is ImportIn<'checking' | 'importing' | 'weighing' | 'removing'> =>
  ['checking', 'importing', 'weighing', 'removing'].includes(found.state)

/** Every address counts where it stands first. Batches are looked at side by side, so this is settled before. */
const findDoubles = async (table: Table, found: ImportIn<'checking'>) => {
  const firsts = new Map<string, number>()
  for (let batch = 0; batch < found.batches; batch++) {
    const of: Record<string, number> = {}
    for (const { row, cells } of await batchRows(table, found.importId, batch)) {
      const address = addressIn(cells, found.columns)
      const first = address && firsts.get(address)
      if (first) of[String(row)] = first
      else if (address) firsts.set(address, row)
    }
    const key = items.doubles(found.importId, batch)
    await table.write(
      Object.keys(of).length > 0 ? { put: { ...key, of, expiresAt: fileExpires(found) } } : { delete: key },
    )
  }
}

const addressIn = (cells: readonly string[], columns: Columns): string | undefined =>
  Mailbox.safeParse(rearmed(cells[columns.indexOf('email')] ?? '')).data
