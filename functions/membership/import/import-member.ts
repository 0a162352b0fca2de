import type { Language, Mailbox, PersonName } from '../../../shared/identity/person.ts'
import { type CitySlug, MemberId, type NewId } from '../../../shared/ids.ts'
import { type Consent, consentsOf, type Demographics, type Organization } from '../../../shared/membership/member.ts'
import { lapsesOn } from '../../../shared/membership/membership.ts'
import { importedMember, importedMembership } from '../../../shared/membership/transfer/imported-member.ts'
import type { ReadMember } from '../../../shared/membership/transfer/read-row.ts'
import { type Cents, type Clock, type Instant, type PlainDate, utcDay } from '../../../shared/units.ts'
import type { Topic } from '../../../shared/words.ts'
import type { Table } from '../../adapters/table.ts'
import { keys, newMember } from '../items.ts'

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
  organization?: Organization
  source?: string
  /** A membership that has run out is taken in as lapsed; otherwise it is refused. */
  lapsed?: boolean
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
  const lapsedOn = lapsesOn(imported.paidThrough)
  const over = lapsedOn <= utcDay(at)
  if (over && !imported.lapsed) return { outcome: 'refused', reason: 'paid-through-is-over' }
  const read = { ...readFrom(imported), ...(over && { lapsedOn }) }
  const { outcome, ...rest } = await table.write(
    ...newMember(importedMember(memberId, read), importedMembership(memberId, read, { today: utcDay(at) })),
    { check: keys.city(imported.city), if: { exists: true } },
  )
  if (outcome === 'written') return { outcome: 'imported', memberId }
  const taken = 'refused' in rest && rest.refused.includes(0)
  return { outcome: 'refused', reason: taken ? 'address-taken' : 'no-such-city' }
}

const readFrom = ({ topics, consent, cents, organization, source, ...imported }: ImportedMember): ReadMember => ({
  name: imported.name,
  email: imported.email,
  city: imported.city,
  language: imported.language,
  demographics: imported.demographics,
  ...consentsOf(topics, consent),
  joinedAt: imported.joinedAt,
  activatedAt: imported.joinedAt,
  ...(organization && { organization }),
  ...(source && { source }),
  paidThrough: imported.paidThrough,
  paid: { on: utcDay(imported.joinedAt), cents, months: 12 },
})
