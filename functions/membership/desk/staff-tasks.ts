import * as z from 'zod'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { DONE_KEPT_DAYS, DONE_TASKS, DoneTask, doneTaskKey, StaffTask, TASKS } from '../../../shared/membership/task.ts'
import { type Clock, epochSecondsOf, plusDays } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table, Write } from '../../adapters/table.ts'

/** `subject` is the key that it has among all tasks. */
export type OpenTask = StaffTask & { subject: string }

/** At most a few more than anybody counts. */
export const countOpenTasks = async (table: Pick<Table, 'query'>): Promise<number> =>
  (await table.query(z.object({}), { pk: TASKS, limit: 100, consistent: false })).items.length

/** The oldest first. */
export const openTasks = async (table: Pick<Table, 'query'>): Promise<OpenTask[]> => {
  const { items } = await table.query(StoredTask, { pk: TASKS })
  return items.sort((a, b) => (a.at < b.at ? -1 : 1))
}

export const tasksOf = async (table: Pick<Table, 'query'>, memberIds: readonly MemberId[]): Promise<OpenTask[]> =>
  (await openTasks(table)).filter(({ memberId }) => memberId && memberIds.includes(memberId))

const StoredTask = z
  .object({ ...StaffTask.shape, sk: z.string() })
  .transform(({ sk, ...task }): OpenTask => ({ ...task, subject: sk }))

/** The newest first. */
export const doneTasks = async (table: Pick<Table, 'query'>): Promise<DoneTask[]> =>
  (await table.query(DoneTask, { pk: DONE_TASKS, newestFirst: true, limit: 50 })).items

type Needs = { table: Pick<Table, 'get' | 'write'>; now: Clock }
export type TaskOutcome = { outcome: 'changed' } | { outcome: 'refused'; reason: 'unknown' }

/** It is not shown any more, until something raises it again. */
export const finishTask = async (needs: Needs, actor: Actor, subject: string): Promise<TaskOutcome> => {
  const task = await needs.table.get(StoredTask, { pk: TASKS, sk: subject })
  if (!task) return { outcome: 'refused', reason: 'unknown' }
  const { outcome } = await needs.table.write(...finished(needs, actor, task))
  return outcome === 'written' ? { outcome: 'changed' } : { outcome: 'refused', reason: 'unknown' }
}

/** The writes that finish a task, for the transaction of what finishes it. */
export const finished = ({ now }: Pick<Needs, 'now'>, actor: Actor, task: OpenTask): Write[] => {
  const at = now()
  const done: DoneTask = {
    ...task,
    done: { at, by: actor.userId },
    expiresAt: epochSecondsOf(plusDays(at, DONE_KEPT_DAYS)),
  }
  return [
    // Raised again meanwhile, it is another one.
    { delete: { pk: TASKS, sk: task.subject }, if: { equals: { at: task.at } } },
    { put: { ...doneTaskKey(at, task.subject), ...done } },
    auditEntry({ at, actor, act: 'task.done', subject: task.subject }),
  ]
}

/** A task that was not done after all. */
export const reopenTask = async (
  { table, now }: Needs,
  actor: Actor,
  { subject, doneAt }: { subject: string; doneAt: DoneTask['done']['at'] },
): Promise<TaskOutcome> => {
  const done = await table.get(DoneTask, doneTaskKey(doneAt, subject))
  if (!done) return { outcome: 'refused', reason: 'unknown' }
  const { done: _, expiresAt: __, subject: ___, ...task } = done
  const { outcome } = await table.write(
    { put: { pk: TASKS, sk: subject, ...task }, if: { exists: false } },
    { delete: doneTaskKey(doneAt, subject), if: { exists: true } },
    auditEntry({ at: now(), actor, act: 'task.reopened', subject }),
  )
  return outcome === 'written' ? { outcome: 'changed' } : { outcome: 'refused', reason: 'unknown' }
}
