import * as z from 'zod'
import { serviceMailRow } from '../../../events/mail/service-mail.ts'
import { City } from '../../../shared/cities/city.ts'
import { MailId, MemberId, type NewId } from '../../../shared/ids.ts'
import { type ServiceMail, serviceMailKey } from '../../../shared/mail/service-mail.ts'
import { afterMailAttempt, sendingMail, skippedMail } from '../../../shared/mail/service-mail-moves.ts'
import { activationLink } from '../../../shared/membership/activation.ts'
import { renewsByItself } from '../../../shared/membership/mandate.ts'
import type { Member } from '../../../shared/membership/member.ts'
import type { LivingMembership, Membership } from '../../../shared/membership/membership.ts'
import { invitesToActivate, SignupStep } from '../../../shared/membership/signup-step.ts'
import { type TaskKind, taskItem } from '../../../shared/membership/task.ts'
import type { Clock } from '../../../shared/units.ts'
import { Topic } from '../../../shared/words.ts'
import type { Letterhead, RenderedMail } from '../../../web/mail/layout.tsx'
import { activationMail, thanksMail, welcomeMail } from '../../../web/mail/signup-mails.ts'
import type { Links } from '../../adapters/links.ts'
import type { SendServiceMail } from '../../adapters/mail.ts'
import type { RateLimits } from '../../adapters/rate-limit.ts'
import { suppressionOf } from '../../adapters/suppressions.ts'
import type { Table } from '../../adapters/table.ts'
import { keys } from '../items.ts'
import { readMember } from '../known-member.ts'
import { nextCalls } from '../own-calls.ts'

export const SignupTask = z.object({
  memberId: MemberId,
  step: SignupStep,
  /** What the step is taken for, a fact or (for thanks) a payment: it is taken once for each. */
  occasion: z.string().max(255),
})
export type SignupTask = z.output<typeof SignupTask>

/**
 * `over`: there is nobody any more to take the step with. `undeliverable`: the address takes no mail, and staff have a
 * task. `doubtful`: the mail may or may not have left. `too-often`: the mailbox, which nobody has shown to be theirs, has
 * had as many mails as it may.
 */
const StepOutcome = z.enum(['sent', 'undeliverable', 'doubtful', 'too-often', 'staff-asked', 'activated', 'over'])
export type StepOutcome = z.output<typeof StepOutcome>

type Needs = {
  table: Table
  now: Clock
  site: Letterhead & { publicUrl: string }
  links: Pick<Links, 'pseudonyms' | 'sign'>
  limits: RateLimits
  sendMail: SendServiceMail
  newId: NewId
  newToken: () => string
  hashOf: (token: string) => string
}

/** The mail was certainly not taken: the workflow tries again later. */
export class MailNotTaken extends Error {
  override name = 'MailNotTaken'
}

/**
 * Takes one step with a new member, once: a step that is done answers what it did. Between sending and noting it the
 * process may die, and then the mail is sent twice; a lost activation mail would be worse, and every link that was mailed works.
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

  const outcome =
    task.step === 'staff-task' ? await askToHelp(needs, member) : await mailStep(needs, member, membership, task)
  await table.write({ put: { ...stepKey, outcome, at: now() } })
  return { outcome }
}

const TakenStep = z.object({ outcome: StepOutcome })

const askToHelp = async (needs: Needs, member: Member): Promise<StepOutcome> => {
  await askStaff(needs, 'help-to-activate', member)
  return 'staff-asked'
}

/** The member has paid and hears nothing from us: somebody has to find another way. */
const askForAddress = async (needs: Needs, member: Member): Promise<StepOutcome> => {
  await askStaff(needs, 'find-address', member)
  return 'undeliverable'
}

const askStaff = ({ table, now }: Needs, task: TaskKind, { memberId, city }: Member) =>
  table.write({ put: taskItem({ task, memberId, city, at: now() }, memberId) })

const mailStep = async (
  needs: Needs,
  member: Member,
  membership: LivingMembership,
  task: SignupTask,
): Promise<StepOutcome> => {
  const { table, now } = needs
  const asked = sendingMail(askedMail(needs, member, membership, task), now())
  // Whoever is being forgotten gets no new rows.
  const known = { check: keys.profile(member.memberId), if: { exists: true } }
  // Service mails hurt the reputation of the sender as much as campaigns do.
  if (await suppressionOf(needs, member.email)) {
    await table.write({ put: serviceMailRow(skippedMail(asked, 'suppressed', now())) }, known)
    return askForAddress(needs, member)
  }
  // The steps of the workflow are few; how often dues are paid for a mailbox is up to whoever pays them.
  if (task.step === 'thanks' && waits(membership)) {
    const taken = await needs.limits.take('mail-to-mailbox', member.email)
    if (taken.outcome === 'too-many') return 'too-often'
  }
  const mail = await mailOf(needs, member, membership, task)
  // What is told of the mail may come before the answer: the row is there first.
  const noted = await table.write({ put: serviceMailRow(asked), if: { exists: false } }, known)
  if (noted.outcome === 'refused') return 'over'
  const sent = await needs.sendMail({
    to: member.email,
    ...(!waits(membership) && { name: member.name }),
    ...mail,
    tags: { memberId: member.memberId, mailId: asked.mailId },
  })
  if (sent.outcome === 'not-sent' || sent.outcome === 'paused') {
    // The next attempt has a row of its own.
    await table.write({ delete: serviceMailKey(member.memberId, asked.mailId) })
    throw new MailNotTaken(`the mail of the step ${task.step} was not taken: ${sent.reason}`)
  }
  // An event that was faster has told more than the answer does.
  await table.write({ put: serviceMailRow(afterMailAttempt(asked, sent, now())), if: { equals: { step: asked.step } } })
  if (sent.outcome === 'rejected') return askForAddress(needs, member)
  return sent.outcome === 'accepted' ? 'sent' : 'doubtful'
}

/** Nothing but the answer and the events of the provider moves it: the workflow itself tries again. */
const askedMail = (
  { now, newId }: Needs,
  { memberId }: Member,
  membership: LivingMembership,
  { step, occasion }: SignupTask,
): Extract<ServiceMail, { state: 'PENDING' }> => ({
  state: 'PENDING',
  mailId: newId(MailId, 'mal'),
  memberId,
  template: waits(membership) ? invitation(step) : step === 'thanks' ? 'thanks' : 'welcome',
  about: { step, occasion },
  askedAt: now(),
  step: 0,
  attempts: 0,
})

const invitation = (step: SignupStep) => (step.startsWith('reminder') ? 'activation-reminder' : 'activation')

const waits = ({ state }: Membership) => state === 'awaiting-activation'

const mailOf = async (
  needs: Needs,
  member: Member,
  membership: Membership,
  { step, occasion }: SignupTask,
): Promise<RenderedMail> => {
  const { table, now, site } = needs
  const city = await table.get(City, keys.city(member.city))
  if (!city) throw new Error('the city of a member is missing')
  const { networkName, postalAddress } = site
  const about = { networkName, postalAddress, city, language: member.language }
  // Dues that arrive again before the activation are thanked for with what is still missing.
  if (waits(membership)) {
    const token = needs.newToken()
    const link = activationLink(member.memberId, now())
    await table.write({ put: { ...keys.activationLink(needs.hashOf(token)), ...link }, if: { exists: false } })
    return activationMail(about, {
      link: `${site.publicUrl}/activation?t=${token}&lang=${member.language}`,
      expires: link.expires,
      reminder: step.startsWith('reminder'),
    })
  }
  const { name } = member
  const { paidThrough, payments } = membership
  const mandate = membership.state === 'erased' ? undefined : membership.mandate
  const cents = payments.find(({ paymentId }) => paymentId === occasion)?.cents
  return step === 'thanks' && cents !== undefined
    ? thanksMail(about, { name, paidThrough, cents })
    : welcomeMail(about, {
        name,
        paidThrough,
        topics: Topic.options.filter((topic) => !member.unsubscribes[topic]),
        charged:
          renewsByItself(mandate) && mandate.chargesOn
            ? { cents: mandate.cents, interval: mandate.interval, on: mandate.chargesOn }
            : undefined,
        call: member.unsubscribes.calls ? undefined : (await nextCalls(needs, { member, membership }))[0],
        cityPage: `${site.publicUrl}/cities/${city.slug}`,
        account: `${site.publicUrl}/me?lang=${member.language}`,
      })
}
