import * as z from 'zod'

/** What the signup workflow does, one at a time. Days count from the payment. */
export const SignupStep = z.enum([
  'activation',
  'reminder-day-1',
  'reminder-day-3',
  'reminder-day-7',
  'staff-task',
  'fresh-link',
  'welcome',
  'thanks',
])
export type SignupStep = z.output<typeof SignupStep>

/** Steps that invite to activate: they make no sense any more once that is done. */
export const invitesToActivate = (step: SignupStep): boolean => !['staff-task', 'welcome', 'thanks'].includes(step)
