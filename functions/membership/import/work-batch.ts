import * as z from 'zod'
import { ImportId } from '../../../shared/ids.ts'
import type { Links } from '../../adapters/links.ts'
import type { Table } from '../../adapters/table.ts'
import { checkBatch } from './check-batch.ts'
import { importBatch } from './import-batch.ts'
import { readImport, still } from './import-items.ts'
import { takeBackBatch } from './take-back-batch.ts'

export const BatchTask = z.object({
  importId: ImportId,
  run: z.number().int().positive(),
  batch: z.number().int().nonnegative(),
})
export type BatchTask = z.output<typeof BatchTask>

type Needs = { table: Table; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

/** One batch of whatever the import is at. Pausing and stopping act before the next batch. */
export const workBatch = async (needs: Needs, { importId, run, batch }: BatchTask) => {
  const found = await readImport(needs.table, importId)
  const checking = still(found, run, 'checking')
  const importing = still(found, run, 'importing')
  const takingBack = still(found, run, 'weighing', 'removing')
  if (checking) await checkBatch(needs, checking, batch)
  else if (importing) await importBatch(needs, importing, batch)
  else if (takingBack) await takeBackBatch(needs, takingBack, batch)
  else return { outcome: 'over' } as const
  return { outcome: 'worked' } as const
}
