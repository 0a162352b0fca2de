import type { Actor } from '../../../shared/identity/actor.ts'
import type { ImportId } from '../../../shared/ids.ts'
import {
  checking,
  confirmed,
  ended,
  fileExpires,
  type Import,
  type ImportIn,
  importKey,
  paused,
  removing,
  resumed,
  type Steered,
  weighing,
} from '../../../shared/membership/transfer/import.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table, Write } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { items, progressOf, readImport, saveImport } from './import-items.ts'
import { signatureOf } from './read-file.ts'
import { backToMap, countsOf, importedLine } from './settle-work.ts'
import { startWork } from './upload-file.ts'

type Needs = { table: Table; now: Clock; startImport: StartWorkflow }

/** `revision` is that of the page on which somebody decided. */
export type Decided = { importId: ImportId; revision: number }
export type ImportSteered = { outcome: 'moved' } | { outcome: 'refused'; reason: 'unknown' | 'changed-meanwhile' }

/** The columns are settled, and remembered for the next file with the same headers. */
export const checkImport = (
  needs: Needs,
  actor: Actor,
  decided: Decided,
  settled: Pick<ImportIn<'checking'>, 'columns' | 'defaults'>,
) =>
  steer(needs, actor, decided, 'import-checked', {
    decide: async (found) => checking(found, settled, needs.now()),
    more: (to) => [{ put: { ...items.remembered(signatureOf(to.headers)), headers: to.headers, ...settled } }],
  })

export const changeColumns = (needs: Needs, actor: Actor, decided: Decided) =>
  steer(needs, actor, decided, 'import-columns-reopened', {
    decide: async (found): Promise<Steered> =>
      found.state === 'checked' ? { outcome: 'moved', to: backToMap(found) } : CHANGED,
  })

export const confirmImport = (needs: Needs, actor: Actor, decided: Decided) =>
  steer(needs, actor, decided, 'import-confirmed', {
    decide: async (found) => confirmed(found, actor.userId, needs.now()),
    detail: (to) => ({ rows: to.rows, ...to.counts }),
  })

export const pauseImport = (needs: Needs, actor: Actor, decided: Decided) =>
  steer(needs, actor, decided, 'import-paused', { decide: async (found) => paused(found, 'asked') })

export const resumeImport = (needs: Needs, actor: Actor, decided: Decided) =>
  steer(needs, actor, decided, 'import-resumed', {
    decide: async (found) =>
      found.state === 'paused'
        ? resumed(found, (await progressOf(needs.table, found.importId, found.run)).rows, needs.now())
        : CHANGED,
  })

/** What was taken in stays; the rest is left. */
export const stopImport = (needs: Needs, actor: Actor, decided: Decided) => {
  const lines: Write[] = []
  return steer(needs, actor, decided, 'import-stopped', {
    decide: async (found) => {
      if (found.state !== 'paused') return CHANGED
      const progress = await progressOf(needs.table, found.importId, found.run)
      lines.push(importedLine(found, progress, needs.now()))
      return ended(found, { done: countsOf(progress), failed: progress.failed }, true, needs.now())
    },
    more: () => lines,
  })
}

/** A file that nothing was made of is forgotten at once. */
export const discardImport = (needs: Needs, actor: Actor, decided: Decided) =>
  steer(needs, actor, decided, 'import-discarded', {
    decide: async (found): Promise<Steered> =>
      ['uploading', 'unreadable', 'to-map', 'checked'].includes(found.state)
        ? { outcome: 'moved', to: { ...found, revision: found.revision + 1, expiresAt: fileExpires(found) } }
        : CHANGED,
    forget: true,
  })

export const weighImport = (needs: Needs, actor: Actor, decided: Decided) =>
  steer(needs, actor, decided, 'import-weighed', { decide: async (found) => weighing(found, needs.now()) })

export const takeBackImport = (needs: Needs, actor: Actor, decided: Decided) =>
  steer(needs, actor, decided, 'import-take-back-asked', {
    decide: async (found) => removing(found, needs.now()),
    detail: (to) => ({ untouched: to.untouched, touched: to.touched }),
  })

type Steering<I extends Import> = {
  decide: (found: Import) => Promise<Steered<I>>
  detail?: (to: I) => Record<string, string | number>
  more?: (to: I) => Write[]
  forget?: boolean
}

const CHANGED = { outcome: 'refused', reason: 'changed-meanwhile' } as const
const WORKING = ['checking', 'importing', 'weighing', 'removing']

const steer = async <I extends Import>(
  needs: Needs,
  actor: Actor,
  { importId, revision }: Decided,
  act: string,
  { decide, detail, more, forget }: Steering<I>,
): Promise<ImportSteered> => {
  const found = await readImport(needs.table, importId)
  if (!found) return { outcome: 'refused', reason: 'unknown' }
  const decision = found.revision === revision ? await decide(found) : CHANGED
  if (decision.outcome === 'refused') return decision
  const line = auditEntry({
    at: needs.now(),
    actor,
    act,
    subject: importId,
    ...(detail && { detail: detail(decision.to) }),
  })
  const { outcome } = forget
    ? await needs.table.write({ delete: importKey(importId), if: { equals: { revision } } }, line)
    : await saveImport(needs.table, found, decision.to, line, ...(more?.(decision.to) ?? []))
  if (outcome === 'refused') return CHANGED
  if (!forget && WORKING.includes(decision.to.state)) await startWork(needs, decision.to)
  return { outcome: 'moved' }
}
