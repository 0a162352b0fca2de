import * as z from 'zod'
import { serviceMailItem } from '../../../events/mail/service-mail.ts'
import { MailId, MemberId, type NewId } from '../../../shared/ids.ts'
import type { ServiceTemplate } from '../../../shared/mail/service-mail.ts'
import type { Member } from '../../../shared/membership/member.ts'
import type { LivingMembership, Membership } from '../../../shared/membership/membership.ts'
import { invitesToActivate, SignupStep } from '../../../shared/membership/signup-step.ts'
import { taskItem } from '../../../shared/membership/task.ts'
import type { Clock } from '../../../shared/units.ts'
import type { RateLimits } from '../../adapters/rate-limit.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { keys } from '../items.ts'
import { readMember } from '../known-member.ts'
import { callsAhead } from '../own-calls.ts'

export const SignupTask = z.object({
  memberId: MemberId,
  step: SignupStep,
  /** What the step is taken for, a fact or (for thanks) a payment: it is taken once for each. */
  occasion: z.string().max(255),
})
export type SignupTask = z.output<typeof SignupTask>

/**
 * `mail-asked`: the row of the mail says what becomes of it. `over`: there is nobody any more to take the step with.
 * `too-often`: the mailbox, which nobody has shown to be theirs, has had as many mails as it may.
 */
const StepOutcome = z.enum(['mail-asked', 'too-often', 'staff-asked', 'activated', 'over'])
export type StepOutcome = z.output<typeof StepOutcome>

type Needs = { table: Table; now: Clock; limits: Pick<RateLimits, 'take'>; newId: NewId }

/**
 * Takes one step with a new member, once: a step that is done answers what it did. Its mail is asked for in the transaction
 * that notes the step, so that there is no moment to die at between the two.
 */
export const takeSignupStep = async (needs: Needs, task: SignupTask): Promise<{ outcome: StepOutcome }> => {
  const { table, now } = needs
  const { member, membership } = await readMember(table, task.memberId)
  if (!member || !membership || membership.state === 'lapsed' || membership.state === 'erased')
    return { outcome: 'over' }
  if (!waits(membership) && (invitesToActivate(task.step) || task.step === 'staff-task'))
    return { outcome: 'activated' }

  const stepKey = keys.step(task.memberId, `${task.step}#${task.occasion}`)
  const done = await table.get(TakenStep, stepKey)
  if (done) return { outcome: done.outcome }

  const { outcome, writes } =
    task.step === 'staff-task' ? helpAsked(needs, member) : await mailAsked(needs, { member, membership }, task)
  const written = await table.write(
    { put: { ...stepKey, outcome, at: now() }, if: { exists: false } },
    // Whoever is being forgotten gets no new rows.
    { check: keys.profile(task.memberId), if: { exists: true } },
    ...writes,
  )
  if (written.outcome === 'written') return { outcome }
  return { outcome: (await table.get(TakenStep, stepKey))?.outcome ?? 'over' }
}

const TakenStep = z.object({ outcome: StepOutcome })

type Step = { outcome: StepOutcome; writes: Write[] }
type Known = { member: Member; membership: LivingMembership }

const helpAsked = ({ now }: Needs, { memberId, city }: Member): Step => ({
  outcome: 'staff-asked',
  writes: [{ put: taskItem({ task: 'help-to-activate', memberId, city, at: now() }, memberId) }],
})

const mailAsked = async (needs: Needs, known: Known, { step, occasion }: SignupTask): Promise<Step> => {
  const { member, membership } = known
  const { memberId, email } = member
  // The steps of the workflow are few; how often dues are paid for a mailbox is up to whoever pays them.
  if (step === 'thanks' && waits(membership)) {
    const taken = await needs.limits.take('mail-to-mailbox', email)
    if (taken.outcome === 'too-many') return { outcome: 'too-often', writes: [] }
  }
  const callId = step === 'welcome' ? (await callsAhead(needs, known))[0]?.callId : undefined
  const about = { step, occasion, ...(callId && { callId }) }
  const template = templateOf(step, membership)
  const mailId = needs.newId(MailId, 'mal')
  return {
    outcome: 'mail-asked',
    writes: [{ put: serviceMailItem({ mailId, memberId, template, about, at: needs.now() }), if: { exists: false } }],
  }
}

/** Dues that arrive again before the activation are thanked for with what is still missing. */
const templateOf = (step: SignupStep, membership: Membership): ServiceTemplate => {
  if (waits(membership)) return step.startsWith('reminder') ? 'activation-reminder' : 'activation'
  return step === 'thanks' ? 'thanks' : 'welcome'
}

const waits = ({ state }: Membership) => state === 'awaiting-activation'
