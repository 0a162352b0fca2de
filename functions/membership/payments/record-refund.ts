import { dayIn } from '../../../shared/calendar.ts'
import type { MemberId, NewId } from '../../../shared/ids.ts'
import { withPayments } from '../../../shared/membership/membership.ts'
import { type Payment, withReturned } from '../../../shared/membership/payments.ts'
import { taskItem, taskKey } from '../../../shared/membership/task.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import type { Payments, Returned } from '../../adapters/stripe.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { changedBooks, changedMembership, happened, keys, MemberRow } from '../items.ts'
import { lapseTold } from '../renewal/lapse-told.ts'
import { timeZoneOf } from '../time-zone.ts'
import { readPayer } from './read-payer.ts'
import { eventLife, heardEvent } from './record-payment.ts'

type Needs = { table: Table; now: Clock; newId: NewId; payments: Pick<Payments, 'paymentIdOf' | 'readReturned'> }

/** `unknown-payment`: not ours, or heard of before the payment itself, which finds the note of it and reads again. */
export type RecordedRefund = { outcome: 'recorded' | 'unknown-payment' | 'known-event' }

/**
 * Records what of a payment went back, or is asked back by the payer's bank. That is read from the provider only after the membership it is written to: of
 * two events about one refund, the second to write has read later, whichever was told first.
 */
export const recordRefund = async (
  { table, now, newId, payments }: Needs,
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
    const { memberId, member, membership } = await readPayer(table, row.memberId)
    if (!membership) return { outcome: 'unknown-payment' }
    const returned = await payments.readReturned(paymentIntent)
    const today = dayIn(at, member ? await timeZoneOf(table, member.city) : 'UTC')
    const after = withPayments(membership, withReturned(membership.payments, paymentId, returned), { today, at })
    const payment = membership.payments.find((each) => each.paymentId === paymentId)
    const changed = member ? changedMembership(member, membership, after) : [changedBooks(membership, after)]
    const disputed = payment ? disputeWrites(memberId, payment, returned, { at, living: member !== undefined }) : []
    const answer = await table.write(
      heardEvent(eventId, at),
      ...changed,
      ...lapseTold(newId, membership, after, at),
      ...disputed,
    )
    if (answer.outcome === 'written') return { outcome: 'recorded' }
    if (answer.refused.includes(0)) return { outcome: 'known-event' }
  }
  throw new Error('a membership changed under every attempt to record a refund')
}

const MOST_ATTEMPTS = 5

/** A dispute is answered within days or lost: staff have a task until it has ended, and the history tells of both. */
const disputeWrites = (
  memberId: MemberId,
  { paymentId, cents, dispute: before }: Payment,
  { dispute: after }: Returned,
  { at, living }: { at: Instant; living: boolean },
): Write[] => {
  if (before === after) return []
  const ended = after !== 'open'
  const detail = { paymentId, ...(ended && { outcome: after === 'lost' ? 'lost' : 'won' }) }
  return [
    ended
      ? { delete: taskKey('dispute', paymentId) }
      : { put: taskItem({ task: 'dispute', paymentId, memberId, cents, at }, paymentId) },
    // The history of somebody erased is gone for good.
    ...(living
      ? [happened({ memberId, what: ended ? 'dispute-ended' : 'dispute-opened', at, by: 'network', detail })]
      : []),
  ]
}
