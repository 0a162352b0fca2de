import * as z from 'zod'
import { CallId, CampaignId, CitySlug, MemberId, UserId } from '../ids.ts'
import { Cents, EpochSeconds, Instant } from '../units.ts'

/** What kind of task it is; `web/membership/desk/task-line.tsx` says what is to be done. */
export const TaskKind = z.enum([
  'help-to-activate',
  'find-address',
  'mail-uncertain',
  'charge-missing',
  'find-payer',
  'paid-after-erasure',
  'dispute',
  'campaign-stopped',
  'call-moved',
  'call-without-time',
  'report-waits',
])
export type TaskKind = z.output<typeof TaskKind>

/** Something that only people can do. Raised again, it stands once. */
export const StaffTask = z.object({
  task: TaskKind,
  memberId: MemberId.optional(),
  city: CitySlug.optional(),
  campaignId: CampaignId.optional(),
  callId: CallId.optional(),
  paymentId: z.string().max(255).optional(),
  cents: Cents.optional(),
  at: Instant,
})
export type StaffTask = z.output<typeof StaffTask>

export const DoneTask = z.object({
  ...StaffTask.shape,
  /** The key that it had, and has again when it was not done after all. */
  subject: z.string(),
  done: z.object({ at: Instant, by: UserId }),
  expiresAt: EpochSeconds,
})
export type DoneTask = z.output<typeof DoneTask>

/** The partition of all that is open. */
export const TASKS = 'TASKS'
export const taskKey = (task: TaskKind, subject: string) => ({ pk: TASKS, sk: `${task}#${subject}` })
/** `subject` is whom or what it is about: of one kind there is one for each. */
export const taskItem = (task: StaffTask, subject: string) => ({ ...taskKey(task.task, subject), ...task })

/** The partition of what was done, newest last, for `DONE_KEPT_DAYS`. */
export const DONE_TASKS = 'TASKS#DONE'
export const doneTaskKey = (at: Instant, subject: string) => ({ pk: DONE_TASKS, sk: `${at}#${subject}` })
export const DONE_KEPT_DAYS = 90
