import type { Language, Mailbox, PersonName } from '../../shared/identity/person.ts'
import { type CitySlug, MemberId, type NewId } from '../../shared/ids.ts'
import { type Consent, consentsOf, type Demographics, type Member } from '../../shared/membership/member.ts'
import { activated, begun, lapsesOn, type Membership } from '../../shared/membership/membership.ts'
import { Cents, type Clock, type Instant, type PlainDate, utcDay } from '../../shared/units.ts'
import type { Topic } from '../../shared/words.ts'
import type { Table } from '../adapters/table.ts'
import { keys, newMember } from './items.ts'

/** Someone who joined and paid elsewhere, as staff have it on record. */
export type ImportedMember = {
  name: PersonName
  email: Mailbox
  city: CitySlug
  language: Language
  demographics: Demographics
  topics: readonly Topic[]
  /** Wording and time of the consent that was given there. */
  consent: Consent
  joinedAt: Instant
  cents: Cents
  paidThrough: PlainDate
}

export type MemberImport =
  | { outcome: 'imported'; memberId: MemberId }
  | { outcome: 'refused'; reason: 'address-taken' | 'paid-through-is-over' | 'no-such-city' }

/** Writes an active membership. Nobody is mailed: the mailbox was known to be theirs where they joined. */
export const importMember = async (
  { table, now, newId }: { table: Table; now: Clock; newId: NewId },
  imported: ImportedMember,
): Promise<MemberImport> => {
  const memberId = newId(MemberId, 'mbr')
  const at = now()
  if (lapsesOn(imported.paidThrough) <= utcDay(at)) return { outcome: 'refused', reason: 'paid-through-is-over' }
  const { outcome, ...rest } = await table.write(
    ...newMember(memberOf(memberId, imported), membershipOf(memberId, imported, utcDay(at))),
    { check: keys.city(imported.city), if: { exists: true } },
  )
  if (outcome === 'written') return { outcome: 'imported', memberId }
  const taken = 'refused' in rest && rest.refused.includes(0)
  return { outcome: 'refused', reason: taken ? 'address-taken' : 'no-such-city' }
}

const memberOf = (memberId: MemberId, imported: ImportedMember): Member => ({
  memberId,
  name: imported.name,
  email: imported.email,
  city: imported.city,
  language: imported.language,
  demographics: imported.demographics,
  ...consentsOf(imported.topics, imported.consent),
  tokenEpoch: 0,
  joinedAt: imported.joinedAt,
})

/** What was to happen with it before today has happened elsewhere, or not at all: it is not made up for. */
const membershipOf = (
  memberId: MemberId,
  { joinedAt, cents, paidThrough }: ImportedMember,
  today: PlainDate,
): Membership => {
  const payment = {
    paymentId: `elsewhere-${memberId}`,
    paidOn: utcDay(joinedAt),
    cents,
    refunded: Cents.parse(0),
    months: 12,
    through: paidThrough,
  }
  const decision = activated(begun(memberId, payment), joinedAt)
  if (decision.outcome === 'refused') throw new Error('a new membership can be activated')
  return { ...decision.membership, plannedFrom: today, version: 1 }
}
