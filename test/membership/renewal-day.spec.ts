import { beforeEach, describe, expect, it } from 'vitest'
import { importMember } from '../../functions/membership/import/import-member.ts'
import { keys } from '../../functions/membership/items.ts'
import { recordPayment } from '../../functions/membership/payments/record-payment.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import type { MemberId } from '../../shared/ids.ts'
import { Member } from '../../shared/membership/member.ts'
import { Membership } from '../../shared/membership/membership.ts'
import { Instant, PlainDate } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { ana, applicationId, countedIds, noMandates, openCity, paid, stoppedClock } from './cast.ts'
import { renewalDay } from './renewing.ts'

let embedded: EmbeddedTable
let clock: ReturnType<typeof stoppedClock>

const newId = countedIds()
const needs = () => ({ table: embedded.table, now: clock.now, newId, payments: noMandates })
const imported = (email: string, paidThrough: string) =>
  importMember(needs(), {
    name: ana.name,
    email: Mailbox.parse(email),
    city: ana.city,
    language: 'en',
    demographics: { neighbourhood: 'mission' },
    topics: ['surveys'],
    consent: { wording: 'paper-2024', at: Instant.parse('2024-05-01T12:00:00.000Z') },
    joinedAt: Instant.parse('2024-05-01T12:00:00.000Z'),
    cents: ana.amount,
    paidThrough: PlainDate.parse(paidThrough),
  })
const anImported = async (email: string, paidThrough: string): Promise<MemberId> => {
  const result = await imported(email, paidThrough)
  if (result.outcome !== 'imported') throw new Error(result.reason)
  return result.memberId
}
const stateOf = async (id: MemberId) => {
  const [member, membership] = await Promise.all([
    embedded.table.get(Member, keys.profile(id)),
    embedded.table.get(Membership, keys.membership(id)),
  ])
  return { state: membership?.state, inAudience: member?.audience !== undefined }
}

beforeEach(async () => {
  embedded = await freshTable()
  clock = stoppedClock()
  await openCity(embedded.table)
})

describe('a member who is imported', () => {
  it('is active at once, in the audience of the city, and nobody is mailed', async () => {
    const id = await anImported('ben@example.org', '2027-04-30')
    expect(await stateOf(id)).toEqual({ state: 'active', inAudience: true })
    expect(await embedded.table.get(Member, keys.profile(id))).toMatchObject({
      demographics: { neighbourhood: 'mission' },
      unsubscribes: { calls: {}, updates: {} },
    })
  })

  it('is refused when the address is a member’s, when the dues are long over, and in a city that is none', async () => {
    await anImported('ben@example.org', '2027-04-30')
    expect(await imported('Ben@Example.org', '2027-05-01')).toEqual({ outcome: 'refused', reason: 'address-taken' })
    expect(await imported('cleo@example.org', '2026-10-23')).toEqual({
      outcome: 'refused',
      reason: 'paid-through-is-over',
    })
    await embedded.table.write({ delete: keys.city(ana.city) })
    expect(await imported('cleo@example.org', '2027-05-01')).toEqual({ outcome: 'refused', reason: 'no-such-city' })
  })
})

describe('a membership that nobody pays for', () => {
  it('stands through 30 days of grace and lapses on the day after', async () => {
    const id = await anImported('ben@example.org', '2026-11-24')
    clock.passDays(31)
    expect((await renewalDay(needs())).did).toEqual({ 'reminder-0': 1 })
    expect(await stateOf(id)).toMatchObject({ inAudience: true })
    clock.passDays(1)
    expect(await renewalDay(needs())).toMatchObject({ outcome: 'done', did: { lapse: 1 }, failed: 0 })
    expect(await stateOf(id)).toEqual({ state: 'lapsed', inAudience: false })
    expect(await renewalDay(needs())).toMatchObject({ did: {}, failed: 0 })
  })

  it('lapses on the next run when the daily run was missed for weeks', async () => {
    await renewalDay(needs())
    const ids = await Promise.all([1, 2, 3, 4, 5].map((n) => anImported(`m${n}@example.org`, `2026-11-2${n}`)))
    clock.passDays(50)
    expect((await renewalDay(needs())).did).toEqual({ lapse: 5 })
    for (const id of ids) expect(await stateOf(id)).toEqual({ state: 'lapsed', inAudience: false })
  })

  it('comes back active, and into the audience, with a payment', async () => {
    const id = await anImported('ben@example.org', '2026-11-24')
    clock.passDays(40)
    await renewalDay(needs())
    await embedded.table.write({
      put: {
        ...keys.application(applicationId(7)),
        state: 'fulfilled',
        applicationId: applicationId(7),
        memberId: id,
        city: ana.city,
      },
    })
    await recordPayment(needs(), { eventId: 'evt_7', read: async () => paid('in_7', applicationId(7), clock.now()) })
    expect(await stateOf(id)).toEqual({ state: 'active', inAudience: true })
    expect(await embedded.table.get(Membership, keys.membership(id))).toMatchObject({ paidThrough: '2028-01-02' })
  })

  it('does not hold up the others when it cannot be read, and is met again', async () => {
    const broken = await anImported('ben@example.org', '2026-11-24')
    const sound = await anImported('cleo@example.org', '2026-11-24')
    await embedded.table.write({ update: keys.membership(broken), set: { version: 'odd' } })
    clock.passDays(33)
    expect(await renewalDay(needs())).toMatchObject({ outcome: 'failures-left', did: { lapse: 1 }, failed: 1 })
    expect(await stateOf(sound)).toMatchObject({ state: 'lapsed' })
    await embedded.table.write({ update: keys.membership(broken), set: { version: 1 } })
    clock.passDays(5)
    expect(await renewalDay(needs())).toMatchObject({ outcome: 'done', did: { lapse: 1 }, failed: 0 })
  })
})
