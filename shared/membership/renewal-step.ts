import * as z from 'zod'
import { Instant, PlainDate } from '../units.ts'

/** What the renewal plan of a membership may hold. `lapse` and `anonymize` mail nobody. */
export const RenewalStep = z.enum([
  'reminder-30',
  'reminder-7',
  'reminder-0',
  'charge-notice',
  'payment-failed-0',
  'payment-failed-5',
  'payment-failed-10',
  'lapse',
  'win-back',
  'anonymize-notice',
  'anonymize',
])
export type RenewalStep = z.output<typeof RenewalStep>

/** What became of a planned step. `overtaken`: a later one was due on the day on which it could have been done. */
export const TakenStep = z.object({
  step: RenewalStep,
  /** The day it was planned for. */
  on: PlainDate,
  /** The day of the member's city on which it was done. */
  takenOn: PlainDate,
  at: Instant,
  outcome: z.enum(['mailed', 'done', 'overtaken', 'unsubscribed']),
})
export type TakenStep = z.output<typeof TakenStep>
