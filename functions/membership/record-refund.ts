import { dayIn } from '../../shared/calendar.ts'
import { Member } from '../../shared/membership/member.ts'
import { Membership, withPayments } from '../../shared/membership/membership.ts'
import { withRefund } from '../../shared/membership/payments.ts'
import type { Clock } from '../../shared/units.ts'
import type { Refunded } from '../adapters/stripe.ts'
import type { Table } from '../adapters/table.ts'
import { changedMembership, keys, MemberRow } from './items.ts'
import { heardEvent, timeZoneOf } from './record-payment.ts'

/** `unknown-payment`: not ours, or heard of before the payment itself, which then brings its refunds along. */
export type RecordedRefund = { outcome: 'recorded' | 'unknown-payment' | 'known-event' }

export const recordRefund = async (
  { table, now }: { table: Table; now: Clock },
  { eventId, refund }: { eventId: string; refund: Refunded },
): Promise<RecordedRefund> => {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const row = await table.get(MemberRow, keys.payment(refund.paymentId))
    if (!row) return { outcome: 'unknown-payment' }
    const member = await table.get(Member, keys.profile(row.memberId))
    const membership = await table.get(Membership, keys.membership(row.memberId))
    if (!member || !membership) return { outcome: 'unknown-payment' }
    const at = now()
    const today = dayIn(at, await timeZoneOf(table, member.city))
    const payments = withRefund(membership.payments, refund.paymentId, refund.refunded)
    const after = withPayments(membership, payments, { today, at })
    const answer = await table.write(heardEvent(eventId, at), ...changedMembership(member, membership, after))
    if (answer.outcome === 'written') return { outcome: 'recorded' }
    if (answer.refused.includes(0)) return { outcome: 'known-event' }
  }
  throw new Error('a membership changed under every attempt to record a refund')
}

const MOST_ATTEMPTS = 5
