import type { Table } from '../../functions/adapters/table.ts'
import { newMember } from '../../functions/membership/items.ts'
import { keepRoll } from '../../functions/membership/roll/keep-roll.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { MemberId, UserId } from '../../shared/ids.ts'
import { consentsOf, Member } from '../../shared/membership/member.ts'
import { activated, begun, type LivingMembership } from '../../shared/membership/membership.ts'
import { Cents, PlainDate } from '../../shared/units.ts'
import { NOON } from './cast.ts'

export const SAM: Actor = { userId: UserId.parse(`usr_${'0'.repeat(26)}`), name: 'Sam', roles: [{ role: 'staff' }] }

export const mbr = (n: number) => MemberId.parse(`mbr_${String(n).padStart(26, '0')}`)

/** A member who joined in San Francisco in May with $25 and agreed to surveys and calls. */
export const somebody = (n: number, change: Record<string, unknown> = {}): Member =>
  Member.parse({
    memberId: mbr(n),
    name: `Member ${n}`,
    email: `member.${n}@example.org`,
    city: 'san-francisco',
    language: 'en',
    demographics: {},
    ...consentsOf(['surveys', 'calls'], { wording: 'join-2026', at: NOON }),
    tokenEpoch: 0,
    joinedAt: '2026-05-04T18:00:00.000Z',
    ...change,
  })

export const activeSince = (memberId: MemberId, paymentId = `pi_${memberId.slice(-4)}`): LivingMembership => {
  const payment = {
    paymentId,
    paidOn: PlainDate.parse('2026-05-04'),
    cents: Cents.parse(2500),
    refunded: Cents.parse(0),
    months: 12,
  }
  const decision = activated(begun(memberId, payment), NOON)
  if (decision.outcome === 'refused') throw new Error('a new membership can be activated')
  return decision.membership
}

/** Written as joining writes it, with its line on the roll. */
export const join = async (
  table: Table,
  member: Member,
  membership: LivingMembership = activeSince(member.memberId),
) => {
  await table.write(
    ...newMember(member, membership),
    ...membership.payments.map(({ paymentId }) => ({
      put: { pk: `PAYMENT#${paymentId}`, sk: 'PAYMENT', memberId: member.memberId },
    })),
  )
  await keepRoll({ table }, member.memberId)
  return member
}

export const address = (text: string) => Mailbox.parse(text)
