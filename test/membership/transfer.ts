import { askForExport } from '../../functions/membership/export/ask-for-export.ts'
import { takeFile } from '../../functions/membership/export/read-export.ts'
import { writeFile } from '../../functions/membership/export/write-file.ts'
import { readImport } from '../../functions/membership/import/import-items.ts'
import { planWork } from '../../functions/membership/import/plan-work.ts'
import { readFile } from '../../functions/membership/import/read-file.ts'
import { settleWork } from '../../functions/membership/import/settle-work.ts'
import { checkImport, confirmImport } from '../../functions/membership/import/steer-import.ts'
import { takeWholeFile } from '../../functions/membership/import/upload-file.ts'
import { workBatch } from '../../functions/membership/import/work-batch.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { type ImportId, UserId } from '../../shared/ids.ts'
import type { ExportFilter } from '../../shared/membership/transfer/export.ts'
import type { Import, ImportIn } from '../../shared/membership/transfer/import.ts'
import type { Defaults } from '../../shared/membership/transfer/read-row.ts'
import { freshTable } from '../table.ts'
import { countedIds, links, openCity, sanFrancisco, stoppedClock } from './cast.ts'

export const SAM: Actor = {
  userId: UserId.parse(`usr_${'1'.padStart(26, '0')}`),
  name: 'Sam Okafor',
  roles: [{ role: 'staff' }],
}

/** An empty network of one city, whose workflows are driven by hand. */
export const emptyNetwork = async () => {
  const embedded = await freshTable()
  const { table } = embedded
  const clock = stoppedClock()
  const waiting: { name: string; input: Record<string, unknown> }[] = []
  const start = async (name: string, input: object) => {
    waiting.push({ name, input: { ...input } })
    return { outcome: 'started' } as const
  }
  await openCity(table)
  const needs = { table, now: clock.now, newId: countedIds(), links, startImport: start, startExport: start }

  /** Runs whatever has been started, as the state machines do. */
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (next.name.startsWith('export-')) {
        const task = { exportId: next.input.exportId as never, fault: false }
        while ((await writeFile(needs, task)).next === 'more');
        continue
      }
      const run = next.input as { importId: ImportId; revision: number }
      const plan = await planWork(needs, run)
      if (plan.outcome === 'read') await readFile(needs, run)
      if (plan.outcome !== 'batches') continue
      for (const batch of plan.batches) await workBatch(needs, batch)
      await settleWork(needs, { ...run, rounds: 0, fault: false })
    }
  }

  const importNow = async (importId: ImportId): Promise<Import> => {
    const found = await readImport(table, importId)
    if (!found) throw new Error('there is no such import')
    return found
  }

  /** Uploads the file and reads it. */
  const bring = async (file: string | Uint8Array): Promise<Import> => {
    const bytes = typeof file === 'string' ? new TextEncoder().encode(file) : file
    const begun = await takeWholeFile(needs, SAM, 'members.csv', bytes)
    if (begun.outcome === 'refused') throw new Error(begun.reason)
    await work()
    return importNow(begun.importId)
  }

  const check = async (file: string | Uint8Array, defaults: Partial<Defaults> = {}): Promise<ImportIn<'checked'>> => {
    const read = await bring(file)
    if (read.state !== 'to-map') throw new Error(`${read.state} ${'reason' in read ? read.reason : ''}`)
    const settled = { columns: read.columns, defaults: { ...read.defaults, ...defaults } }
    await checkImport(needs, SAM, read, settled)
    await work()
    const checked = await importNow(read.importId)
    if (checked.state !== 'checked') throw new Error(checked.state)
    return checked
  }

  const takeIn = async (file: string | Uint8Array, defaults: Partial<Defaults> = {}) => {
    const checked = await check(file, defaults)
    await confirmImport(needs, SAM, checked)
    await work()
    const imported = await importNow(checked.importId)
    if (imported.state !== 'imported') throw new Error(imported.state)
    return imported
  }

  /** Files of the members whose roll has been brought up to date. */
  const exported = async (filter: ExportFilter = { state: 'all' }, rowsInFile?: number) => {
    const exportId = await askForExport(needs, SAM, filter)
    if (rowsInFile) {
      waiting.pop()
      while ((await writeFile({ ...needs, rowsInFile }, { exportId, fault: false })).next === 'more');
    } else await work()
    const files: string[] = []
    for (let n = 0; ; n++) {
      const taken = await takeFile(needs, SAM, exportId, n)
      if (taken.outcome === 'refused') return { exportId, files }
      files.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(taken.plain()))
    }
  }

  return {
    ...embedded,
    ...needs,
    clock,
    needs,
    waiting,
    work,
    bring,
    check,
    takeIn,
    importNow,
    exported,
    city: sanFrancisco,
  }
}
