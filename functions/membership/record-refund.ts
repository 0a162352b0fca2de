import { dayIn } from '../../shared/calendar.ts'
import { Member } from '../../shared/membership/member.ts'
import { Membership, withPayments } from '../../shared/membership/membership.ts'
import { withReturned } from '../../shared/membership/payments.ts'
import type { Clock } from '../../shared/units.ts'
import type { Payments } from '../adapters/stripe.ts'
import type { Table } from '../adapters/table.ts'
import { changedMembership, keys, MemberRow } from './items.ts'
import { eventLife, heardEvent, timeZoneOf } from './record-payment.ts'

type Needs = { table: Table; now: Clock; payments: Pick<Payments, 'paymentIdOf' | 'readReturned'> }

/** `unknown-payment`: not ours, or heard of before the payment itself, which finds the note of it and reads again. */
export type RecordedRefund = { outcome: 'recorded' | 'unknown-payment' | 'known-event' }

/**
 * Records what is refunded of a payment. That is read from the provider only after the membership it is written to: of
 * two events about one refund, the second to write has read later, whichever was told first.
 */
export const recordRefund = async (
  { table, now, payments }: Needs,
  { eventId, paymentIntent }: { eventId: string; paymentIntent: string },
): Promise<RecordedRefund> => {
  const paymentId = await payments.paymentIdOf(paymentIntent)
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const at = now()
    const row = await table.get(MemberRow, keys.payment(paymentId))
    if (!row) {
      const noted = await table.write(
        heardEvent(eventId, at),
        { put: { ...keys.refundHeard(paymentId), eventId, ...eventLife(at) } },
        { check: keys.payment(paymentId), if: { exists: false } },
      )
      if (noted.outcome === 'written') return { outcome: 'unknown-payment' }
      if (noted.refused.includes(0)) return { outcome: 'known-event' }
      continue
    }
    const member = await table.get(Member, keys.profile(row.memberId))
    const membership = await table.get(Membership, keys.membership(row.memberId))
    if (!member || !membership) return { outcome: 'unknown-payment' }
    const returned = await payments.readReturned(paymentIntent)
    const today = dayIn(at, await timeZoneOf(table, member.city))
    const after = withPayments(membership, withReturned(membership.payments, paymentId, returned), { today, at })
    const answer = await table.write(heardEvent(eventId, at), ...changedMembership(member, membership, after))
    if (answer.outcome === 'written') return { outcome: 'recorded' }
    if (answer.refused.includes(0)) return { outcome: 'known-event' }
  }
  throw new Error('a membership changed under every attempt to record a refund')
}

const MOST_ATTEMPTS = 5
