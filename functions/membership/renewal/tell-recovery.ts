import { serviceMailItem } from '../../../events/mail/service-mail.ts'
import { dayIn } from '../../../shared/calendar.ts'
import { MailId, type MemberId } from '../../../shared/ids.ts'
import { inGoodStanding } from '../../../shared/membership/membership.ts'
import { paidSince } from '../../../shared/membership/payments.ts'
import { plusSeconds } from '../../../shared/units.ts'
import { keys } from '../items.ts'
import { readMember } from '../known-member.ts'
import { timeZoneOf } from '../time-zone.ts'
import type { RenewalNeeds } from './take-renewal-step.ts'

/**
 * Tells a member whose card had been refused that all is well, once: only when the refusal was written about, when no
 * payment came since that is thanked for anyway, and on a day without another mail. It waits, since the card may be told
 * of before the payment that made it well; with the payment known, the mail is not sent.
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
  const last = membership.steps.findLast(({ outcome }) => outcome === 'mailed')
  if (!last?.step.startsWith('payment-failed') || last.takenOn === today) return nothing
  const known = membership.payments.some(({ paymentId }) => paymentId === invoiceId)
  if (known || paidSince(membership.payments, last.takenOn)) return nothing
  const about = { since: last.takenOn }
  const mail = serviceMailItem({ mailId: newId(MailId, 'mal'), memberId, template: 'payment-recovered', about, at })
  const { outcome } = await table.write(
    { put: { ...keys.step(memberId, `payment-recovered#${invoiceId}`), at }, if: { exists: false } },
    { put: { ...mail, dueAt: plusSeconds(at, WAITS_SECONDS) }, if: { exists: false } },
  )
  return outcome === 'written' ? { outcome: 'mailed' } : nothing
}

/** Webhooks of one charge come within minutes of each other. */
const WAITS_SECONDS = 3600
