import { defused } from '../../defuse.ts'
import type { Instant } from '../../units.ts'
import { Topic } from '../../words.ts'
import type { Member } from '../member.ts'
import type { LivingMembership } from '../membership.ts'
import type { Payment } from '../payments.ts'
import { EXPORTED, type Field, TOLD_ONLY, topicFields } from './columns.ts'
import { writtenPeople } from './written.ts'

export const EXPORT_HEADERS: readonly string[] = [...TOLD_ONLY, ...EXPORTED]

/**
 * A member as one row of a file, in the order of `EXPORT_HEADERS`: all that an import can take in again, and nothing that
 * a spreadsheet would run. A card cannot be taken along.
 */
export const exportedRow = (
  member: Member,
  membership: LivingMembership,
  suppression: { reason: string; at: Instant } | undefined,
): string[] => {
  const { organization, demographics } = member
  const last = lastPayment(membership.payments)
  const cells: Partial<Record<Field | (typeof TOLD_ONLY)[number], string | undefined>> = {
    member_id: member.memberId,
    state: membership.state,
    kind: organization ? 'organization' : 'person',
    name: member.name,
    email: member.email,
    language: member.language,
    city: member.city,
    public_name: organization?.publicName,
    skills: organization?.offers.skills,
    services: organization?.offers.services,
    expertise: organization?.offers.expertise,
    people: organization && writtenPeople(organization.people),
    ...Object.assign({}, ...Topic.options.map((topic) => agreementOf(member, topic))),
    suppressed: suppression?.reason,
    suppressed_at: suppression?.at,
    race: demographics.race,
    gender: demographics.gender,
    age_band: demographics.ageBand,
    neighborhood: demographics.neighbourhood,
    source: member.source,
    joined_at: member.joinedAt,
    activated_at: 'activatedAt' in membership ? membership.activatedAt : undefined,
    cancelled_at: 'cancelledAt' in membership ? membership.cancelledAt : undefined,
    lapsed_on: membership.state === 'lapsed' ? membership.lapsedOn : undefined,
    paid_through: membership.paidThrough,
    dues: last && (last.cents / 100).toFixed(2),
    interval: last && (last.months === 1 ? 'month' : 'year'),
    last_paid_on: last?.paidOn,
  }
  return [...TOLD_ONLY, ...EXPORTED].map((header) => defused(cells[header] ?? ''))
}

const agreementOf = ({ consents, unsubscribes }: Member, topic: Topic) => {
  const fields = topicFields(topic)
  return {
    [fields.agreedAt]: consents[topic]?.at,
    [fields.wording]: consents[topic]?.wording,
    [fields.leftAt]: unsubscribes[topic]?.at,
  }
}

const lastPayment = (payments: readonly Payment[]): Payment | undefined =>
  payments
    .filter(({ refunded, cents, dispute }) => !dispute && (refunded === 0 || refunded < cents))
    .toSorted((a, b) => (a.paidOn < b.paidOn ? 1 : a.paidOn > b.paidOn ? -1 : 0))[0]
