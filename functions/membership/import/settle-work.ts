import * as z from 'zod'
import {
  ended,
  fileExpires,
  type Import,
  type ImportIn,
  keptOf,
  paused,
} from '../../../shared/membership/transfer/import.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { type Progress, progressOf, readImport, saveImport } from './import-items.ts'
import { isWork } from './plan-work.ts'
import { ImportRun } from './read-file.ts'

export const SettleTask = ImportRun.extend({
  /** How often the batches have been gone through in this run of the workflow. */
  rounds: z.number().int().nonnegative().default(0),
  /** A task failed again and again. */
  fault: z.boolean().default(false),
})
export type SettleTask = z.output<typeof SettleTask>

/** After all batches: on to the next state when each is done; otherwise once more, and in the end to the staff. */
export const settleWork = async (
  { table, now }: { table: Table; now: Clock },
  { importId, revision, rounds, fault }: SettleTask,
) => {
  const found = await readImport(table, importId)
  if (!found || found.revision !== revision) return { outcome: 'over', rounds } as const
  if (found.state === 'reading' && fault) {
    const { state: _, ...rest } = found
    await saveImport(table, found, { ...rest, state: 'unreadable', reason: 'fault', revision: revision + 1 })
  }
  if (!isWork(found)) return { outcome: 'over', rounds } as const
  const progress = await progressOf(table, importId, found.run)
  if (progress.batches < found.batches && !fault && rounds + 1 < MOST_ROUNDS)
    return { outcome: 'again', rounds: rounds + 1, seconds: 10 } as const
  const whole = progress.batches >= found.batches
  const { to, more } = whole ? through(found, progress, now) : stuck(found)
  await saveImport(table, found, to, ...more)
  return { outcome: whole ? 'done' : 'stuck', rounds } as const
}

const MOST_ROUNDS = 3

type Work = ImportIn<'checking' | 'importing' | 'weighing' | 'removing'>
type Settled = { to: Import; more: Write[] }

const through = (found: Work, progress: Progress, now: Clock): Settled => {
  const at = now()
  const revision = found.revision + 1
  const actor = { userId: found.by, name: '', roles: [] }
  switch (found.state) {
    case 'checking': {
      const { since, run, rowsBefore: _, ...rest } = found
      const warned = {
        'becomes-lapsed': progress['becomes-lapsed'],
        'waits-for-activation': progress['waits-for-activation'],
        'not-mailed': progress['not-mailed'],
      }
      const looked = { checkedAt: since, checkRun: run, counts: countsOf(progress), warned, revision }
      return { to: { ...rest, ...looked, state: 'checked' }, more: [] }
    }
    case 'importing': {
      const decision = ended(found, { done: countsOf(progress), failed: progress.failed }, false, at)
      if (decision.outcome === 'refused') throw new Error('an import that is under way can end')
      const { expiresAt: _, ...to } = decision.to
      return { to, more: [importedLine(found, progress, at)] }
    }
    case 'weighing': {
      const { since: _, run: __, rowsBefore: ___, ...rest } = found
      const { untouched, touched } = progress
      return { to: { ...rest, untouched, touched, state: 'weighed', revision }, more: [] }
    }
    case 'removing': {
      const { since: _, rowsBefore: __, run, ...rest } = found
      const { untouched: removed, touched } = progress
      const line = auditEntry({
        at,
        actor,
        act: 'import-taken-back',
        subject: found.importId,
        detail: { removed, kept: touched },
      })
      return {
        to: { ...rest, touched, removed, removedAt: at, weighRun: run, state: 'removed', revision },
        more: [line],
      }
    }
  }
}

/** Who confirmed it stands in the audit log with what came of it. */
export const importedLine = (
  { importId, confirmedBy }: Pick<ImportIn<'importing'>, 'importId' | 'confirmedBy'>,
  { new: created, filled, known }: Pick<Progress, 'new' | 'filled' | 'known'>,
  at: ReturnType<Clock>,
): Write =>
  auditEntry({
    at,
    actor: { userId: confirmedBy, name: '', roles: [] },
    act: 'members-imported',
    subject: importId,
    detail: { created, filled, known },
  })

const stuck = (found: Work): Settled => {
  const revision = found.revision + 1
  switch (found.state) {
    case 'checking':
      return { to: backToMap(found), more: [] }
    case 'importing': {
      const decision = paused(found, 'stalled')
      if (decision.outcome === 'refused') throw new Error('an import that is under way can be paused')
      return { to: decision.to, more: [] }
    }
    case 'weighing':
    case 'removing': {
      const { since: _, rowsBefore: __, importRun, ...rest } = found
      return { to: { ...rest, run: importRun, stopped: false, state: 'imported', revision }, more: [] }
    }
  }
}

export const backToMap = (found: ImportIn<'checking' | 'checked'>): ImportIn<'to-map'> => {
  const { encoding, separator, headers, rows, batches, columns, defaults } = found
  return {
    ...keptOf(found),
    expiresAt: fileExpires(found),
    ...{ encoding, separator, headers, rows, batches, columns, defaults },
    state: 'to-map',
    revision: found.revision + 1,
  }
}

export const countsOf = (progress: Progress) => ({
  new: progress.new,
  filled: progress.filled,
  known: progress.known,
  duplicate: progress.duplicate,
  refused: progress.refused,
})
