import { serviceMailItem } from '../../../events/mail/service-mail.ts'
import { dayIn } from '../../../shared/calendar.ts'
import { MailId, type MemberId } from '../../../shared/ids.ts'
import { inGoodStanding } from '../../../shared/membership/membership.ts'
import { keys } from '../items.ts'
import { readMember } from '../known-member.ts'
import { timeZoneOf } from '../time-zone.ts'
import type { RenewalNeeds } from './take-renewal-step.ts'

/**
 * Tells a member whose card had been refused that all is well, once: only when the refusal was written about, when no
 * payment came that is thanked for anyway, and on a day without another mail.
 */
export const tellRecovery = async (
  { table, now, newId }: RenewalNeeds,
  { memberId, invoiceId }: { memberId: MemberId; invoiceId: string },
): Promise<{ outcome: 'mailed' | 'nothing-to-tell' }> => {
  const { member, membership } = await readMember(table, memberId)
  const nothing = { outcome: 'nothing-to-tell' } as const
  if (!member || !membership || !inGoodStanding(membership) || membership.mandate?.failing) return nothing
  const at = now()
  const today = dayIn(at, await timeZoneOf(table, member.city))
  const mails = membership.steps.filter(({ outcome }) => outcome === 'mailed')
  const thanked = membership.payments.some(({ paymentId }) => paymentId === invoiceId)
  const mailedToday = mails.some(({ takenOn }) => takenOn === today)
  if (thanked || mailedToday || !mails.at(-1)?.step.startsWith('payment-failed')) return nothing
  const mail = serviceMailItem({ mailId: newId(MailId, 'mal'), memberId, template: 'payment-recovered', at })
  const { outcome } = await table.write(
    { put: { ...keys.step(memberId, `payment-recovered#${invoiceId}`), at }, if: { exists: false } },
    { put: mail, if: { exists: false } },
  )
  return outcome === 'written' ? { outcome: 'mailed' } : nothing
}
