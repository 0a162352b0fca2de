import { importMember } from '../functions/membership/import/import-member.ts'
import { changedMembership, keys } from '../functions/membership/items.ts'
import { dayIn } from '../shared/calendar.ts'
import type { City } from '../shared/cities/city.ts'
import { Mailbox, PersonName } from '../shared/identity/person.ts'
import { CONSENT_WORDING } from '../shared/membership/application.ts'
import { Member } from '../shared/membership/member.ts'
import { asOf, cancelled, type LivingMembership, Membership } from '../shared/membership/membership.ts'
import { Cents, type Instant, PlainDate, plusDays } from '../shared/units.ts'
import { inBatches, type Needs } from './network.ts'

/** Members whose year is over or nearly so: `paidFor` in days from now. All of them are made up. */
const STANDINGS = [
  { name: 'Gloria Bautista', paidFor: 6, stops: false },
  { name: 'Thuy Nguyen', paidFor: 29, stops: false },
  { name: 'Andre Foster', paidFor: -4, stops: false },
  { name: 'Olga Kaplan', paidFor: -12, stops: false },
  { name: 'Wanda Green', paidFor: -26, stops: false },
  { name: 'Chidi Okafor', paidFor: -60, stops: false },
  { name: 'Laila Ibrahim', paidFor: -95, stops: false },
  { name: 'Ruth Cohen', paidFor: -400, stops: false },
  { name: 'Sofia Mendoza', paidFor: 80, stops: true },
  { name: 'Samir Diallo', paidFor: 200, stops: true },
] as const

/** Brought in while they were active, and since then left to what their dates make of them. */
export const letTimePass = async (needs: Needs, city: City, begun: Instant): Promise<number> => {
  await inBatches(STANDINGS, (one) => letTimePassFor(needs, city, begun, one))
  return STANDINGS.length
}

const letTimePassFor = async (
  needs: Needs,
  city: City,
  begun: Instant,
  { name, paidFor, stops }: (typeof STANDINGS)[number],
) => {
  const joinedAt = plusDays(begun, paidFor - 364)
  const imported = await importMember(
    { ...needs, now: () => joinedAt },
    {
      name: PersonName.parse(name),
      email: Mailbox.parse(`${name.toLowerCase().replace(' ', '.')}.demo@example.org`),
      city: city.slug,
      language: 'en',
      demographics: {},
      topics: ['surveys', 'calls'],
      consent: { wording: CONSENT_WORDING, at: joinedAt },
      joinedAt,
      cents: Cents.parse(2500),
      paidThrough: PlainDate.parse(plusDays(begun, paidFor).slice(0, 10)),
    },
  )
  if (imported.outcome === 'refused') throw new Error(`a demo member was refused: ${imported.reason}`)
  const [member, membership] = await Promise.all([
    needs.table.get(Member, keys.profile(imported.memberId)),
    needs.table.get(Membership, keys.membership(imported.memberId)),
  ])
  if (!member || !membership || membership.state === 'erased') throw new Error('a demo member is missing')
  const moment = { today: dayIn(begun, city.timeZone), at: begun }
  await needs.table.write(...changedMembership(member, membership, standing(membership, moment, stops)))
}

const standing = (
  membership: LivingMembership,
  moment: Parameters<typeof asOf>[1],
  stops: boolean,
): LivingMembership => {
  const today = asOf({ ...membership, plannedFrom: moment.today }, moment)
  const left = stops ? cancelled(today, moment) : undefined
  return left?.outcome === 'cancelled' ? left.membership : today
}
