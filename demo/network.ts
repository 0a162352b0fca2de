import { hashOf } from '../functions/adapters/links.ts'
import type { Table } from '../functions/adapters/table.ts'
import { addCity } from '../functions/cities/add-city.ts'
import { giveRole } from '../functions/identity/change-roles.ts'
import { putUser } from '../functions/identity/people.ts'
import { importMember } from '../functions/membership/import/import-member.ts'
import { saveSettings } from '../functions/results/preparing/result-settings.ts'
import type { City } from '../shared/cities/city.ts'
import type { Actor } from '../shared/identity/actor.ts'
import { Mailbox } from '../shared/identity/person.ts'
import { CitySlug, type MemberId, type NewId, UserId } from '../shared/ids.ts'
import { CONSENT_WORDING } from '../shared/membership/application.ts'
import { type Clock, type Instant, PlainDate, plusDays, utcDay } from '../shared/units.ts'
import { DEMO_CITIES } from './cities.ts'
import { DEMO_MARGINS } from './margins.ts'
import { type DemoMember, demoMembers } from './members.ts'

export type Needs = { table: Table; now: Clock; newId: NewId }
export type SeededMember = DemoMember & { memberId: MemberId }

type DemoSlug = (typeof DEMO_CITIES)[number]['slug']
export type Cities = Record<DemoSlug, City>

/** Whoever founded the demo network; nobody can sign in as this user. */
const FOUNDER: Actor = { userId: UserId.parse(`usr_${'0'.repeat(26)}`), name: 'Demo data', roles: [{ role: 'staff' }] }

export const foundCities = async (needs: Needs): Promise<Cities> => {
  const cities: [DemoSlug, City][] = []
  for (const { slug, members: _members, ...rest } of DEMO_CITIES) {
    const city: City = {
      ...rest,
      slug: CitySlug.parse(slug),
      neighbourhoods: [...rest.neighbourhoods],
      foundedAt: plusDays(needs.now(), -400),
    }
    const added = await addCity(needs, FOUNDER, city)
    if (added.outcome === 'refused') throw new Error(`the demo city ${slug} was refused: ${added.reason}`)
    cities.push([slug, city])
  }
  return Object.fromEntries(cities) as Cities
}

export const inviteStaffAndCouncils = async (needs: Needs, cities: Cities): Promise<Actor> => {
  const { userId, name } = FOUNDER
  await needs.table.write(
    putUser({ userId, name, email: Mailbox.parse('demo@example.org'), firstSignedInAt: needs.now() }),
  )
  for (const address of ['staff@example.org', 'second-staff@example.org'])
    await giveRole({ ...needs, hashOf }, FOUNDER, Mailbox.parse(address), { role: 'staff' })
  for (const city of Object.values(cities))
    await giveRole({ ...needs, hashOf }, FOUNDER, Mailbox.parse(`council.${city.slug}@example.org`), {
      role: 'council',
      city: city.slug,
    })
  return FOUNDER
}

/** Made-up numbers of members, for two of the cities; of the third, totals are not weighted. */
export const enterMargins = async (needs: Needs, staff: Actor, at: Instant): Promise<void> => {
  const entered = { source: 'Demo data: made-up membership list', asOf: utcDay(at), of: 'members' as const }
  for (const slug of ['san-francisco', 'denver'] as const) {
    const saved = await saveSettings({ ...needs, now: () => at }, staff, {
      city: CitySlug.parse(slug),
      margins: DEMO_MARGINS.map((margin) => ({ ...margin, ...entered, note: 'Demo' })),
      scaled: false,
      policy: undefined,
      seen: 0,
      act: 'results.margins-entered',
    })
    if (saved.outcome === 'refused') throw new Error(`the demo margins of ${slug} were refused: ${saved.reason}`)
  }
}

export const importMembers = async (
  needs: Needs,
  cities: Cities,
  begun: Instant,
): Promise<Record<DemoSlug, SeededMember[]>> => {
  const all: [DemoSlug, SeededMember[]][] = []
  for (const { slug, members } of DEMO_CITIES) {
    const people = demoMembers({ ...cities[slug], members })
    all.push([slug, await importAll(needs, people, begun)])
  }
  return Object.fromEntries(all) as Record<DemoSlug, SeededMember[]>
}

export const importAll = (needs: Needs, people: readonly DemoMember[], begun: Instant): Promise<SeededMember[]> =>
  inBatches(people, (person) => importOne(needs, person, begun))

const importOne = async (needs: Needs, person: DemoMember, begun: Instant): Promise<SeededMember> => {
  const joinedAt = plusDays(begun, -person.joinedDaysAgo)
  const imported = await importMember(needs, {
    ...person,
    topics: ['surveys', 'calls', 'updates'],
    consent: { wording: CONSENT_WORDING, at: joinedAt },
    joinedAt,
    paidThrough: PlainDate.parse(plusDays(joinedAt, 364).slice(0, 10)),
  })
  if (imported.outcome === 'refused') throw new Error(`the demo member ${person.email} was refused: ${imported.reason}`)
  return { ...person, memberId: imported.memberId }
}

/** The embedded table answers a few requests at a time fastest. */
export const inBatches = async <T, R>(all: readonly T[], each: (one: T) => Promise<R>): Promise<R[]> => {
  const done: R[] = []
  for (let first = 0; first < all.length; first += BATCH)
    done.push(...(await Promise.all(all.slice(first, first + BATCH).map(each))))
  return done
}

const BATCH = 16
