import { beforeEach, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { cityPageRoutes } from '../../functions/cities/city-pages.routes.tsx'
import { audienceApp } from '../../functions/http/audience.tsx'
import { changedMembership, keys, newMember } from '../../functions/membership/items.ts'
import { keepRoll, type RebuildPage, rebuildRoll } from '../../functions/membership/roll/keep-roll.ts'
import { dayIn } from '../../shared/calendar.ts'
import { CitySlug, MemberId } from '../../shared/ids.ts'
import { Member } from '../../shared/membership/member.ts'
import { activated, begun, Membership, withPayments } from '../../shared/membership/membership.ts'
import { Cents, PlainDate, plusDays } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { ana, NOON, openCity, sanFrancisco, site } from './cast.ts'

let embedded: EmbeddedTable

const memberId = MemberId.parse(`mbr_${'0'.repeat(26)}`)
const harborHouse: Member = Member.parse({
  memberId,
  name: ana.name,
  email: ana.email,
  city: ana.city,
  language: 'en',
  demographics: {},
  consents: {},
  unsubscribes: {},
  organization: {
    publicName: 'Harbor House',
    offers: { services: 'Meeting rooms & <child> care' },
    people: ['Ben Ruiz'],
  },
  tokenEpoch: 0,
  joinedAt: NOON,
})
const paid = {
  paymentId: 'in_1',
  paidOn: PlainDate.parse('2026-11-23'),
  cents: Cents.parse(2500),
  refunded: Cents.parse(0),
}

beforeEach(async () => {
  embedded = await freshTable()
  await openCity(embedded.table)
  await openCity(embedded.table, { ...sanFrancisco, slug: CitySlug.parse('oakland'), name: 'Oakland' })
  await embedded.table.write(...newMember(harborHouse, begun(memberId, { ...paid, months: 12 })))
})

const membership = async () => Membership.parse(await embedded.table.get(Membership, keys.membership(memberId)))
const member = async () => Member.parse(await embedded.table.get(Member, keys.profile(memberId)))
const becomes = async (after: Membership) => {
  await embedded.table.write(...changedMembership(await member(), await membership(), after))
}
const activateUnheard = async () => {
  const decision = activated(await membership(), NOON)
  if (decision.outcome === 'refused') throw new Error(decision.reason)
  await becomes(decision.membership)
}
const activate = async () => {
  await activateUnheard()
  await told()
}
const lapse = async () => {
  const at = plusDays(NOON, 500)
  const before = await membership()
  if (before.state === 'erased') throw new Error('erased')
  await becomes(withPayments(before, before.payments, { today: dayIn(at, sanFrancisco.timeZone), at }))
  await told()
}
const told = (table: Pick<Table, 'get' | 'write'> = embedded.table) => keepRoll({ table }, memberId)
const moveToOakland = async () => {
  const moved = { ...(await member()), city: CitySlug.parse('oakland') }
  await embedded.table.write({ put: { ...keys.profile(memberId), ...moved } })
}
const page = async (city = 'san-francisco') => {
  const app = audienceApp(site, { section: 'public' })
  app.route('/', cityPageRoutes({ site, table: embedded.table, now: () => NOON }))
  return (await app.request(`/cities/${city}`)).text()
}

describe('an organization that takes part', () => {
  it('stands on the page of its city with its name and its offers, from its activation on', async () => {
    await told()
    expect(await page()).not.toContain('Harbor House')
    await activate()
    const html = await page()
    expect(html).toContain('Organizations that take part')
    expect(html).toContain('<h3>Harbor House</h3>')
    expect(html).toContain('Meeting rooms &amp; &lt;child&gt; care')
  })

  it('shows neither its contact nor its people', async () => {
    await activate()
    const html = await page()
    for (const hidden of ['Ana Flores', 'ana@', 'Ben Ruiz', 'mbr_']) expect(html).not.toContain(hidden)
  })

  it('is gone when it has lapsed', async () => {
    await activate()
    await lapse()
    expect(await page()).not.toContain('Harbor House')
  })

  it('moves with its city', async () => {
    await activate()
    await moveToOakland()
    await told()
    expect(await page()).not.toContain('Harbor House')
    expect(await page('oakland')).toContain('Harbor House')
  })

  it('is shown where it is now, though who heard of it first writes last', async () => {
    await activateUnheard()
    let overtaken = false
    const write: Table['write'] = async (...writes) => {
      if (!overtaken) {
        overtaken = true
        await moveToOakland()
        await Promise.all([told(), told()])
      }
      return embedded.table.write(...writes)
    }
    await told({ ...embedded.table, write })
    expect(await page()).not.toContain('Harbor House')
    expect(await page('oakland')).toContain('Harbor House')
  })

  it('is shown with the offers that it has now', async () => {
    await activate()
    const offers = { skills: 'Bookkeeping' }
    await embedded.table.write({
      put: {
        ...keys.profile(memberId),
        ...(await member()),
        organization: { publicName: 'Harbor House', offers, people: [] },
      },
    })
    await Promise.all([told(), told(), told()])
    expect(await page()).toContain('Bookkeeping')
    expect(await page()).not.toContain('Meeting rooms')
  })

  it('is gone when it was erased, however late that is heard of', async () => {
    await activate()
    await embedded.table.write({ delete: keys.profile(memberId) })
    await told()
    expect(await page()).not.toContain('Harbor House')
  })

  it('is mended by the rebuild of the roll when nobody heard of its activation', async () => {
    await told()
    await activateUnheard()
    expect(await page()).not.toContain('Harbor House')
    for (let next: RebuildPage | undefined = {}; next; ) next = (await rebuildRoll(embedded, next)).next
    expect(await page()).toContain('Harbor House')
  })

  it('shows nothing of a person', async () => {
    const { organization: _, ...person } = await member()
    await embedded.table.write({ put: { ...keys.profile(memberId), ...person } })
    await activate()
    expect(await page()).not.toContain('Organizations that take part')
  })
})
