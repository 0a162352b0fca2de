import { beforeEach, describe, expect, it } from 'vitest'
import { Lapsed } from '../../events/membership/facts.ts'
import { withdrawGrant } from '../../functions/membership/desk/grant-months.ts'
import { changedMembership, keys } from '../../functions/membership/items.ts'
import { endMandateOfLapsed } from '../../functions/membership/payments/end-mandate.ts'
import { takeRenewalStep } from '../../functions/membership/renewal/take-renewal-step.ts'
import { type MemberId, UserId } from '../../shared/ids.ts'
import { type Mandate, renewsByItself } from '../../shared/membership/mandate.ts'
import { Member } from '../../shared/membership/member.ts'
import { type LivingMembership, Membership, withMandate, withPayments } from '../../shared/membership/membership.ts'
import { Cents, Instant, PlainDate } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { countedIds, openCity } from './cast.ts'
import { join, mbr, somebody } from './roll-cast.ts'

const ana: MemberId = mbr(1)
const day = (date: string) => ({ today: PlainDate.parse(date), at: Instant.parse(`${date}T19:00:00.000Z`) })
let embedded: EmbeddedTable
let newId: ReturnType<typeof countedIds>
let ended: string[]
const payments = { endMandate: async (subscriptionId: string) => void ended.push(subscriptionId) }

beforeEach(async () => {
  embedded = await freshTable()
  await openCity(embedded.table)
  newId = countedIds()
  ended = []
  await join(embedded.table, somebody(1, { name: 'Ana Flores' }))
})

const membership = async () => {
  const found = await embedded.table.get(Membership, keys.membership(ana))
  if (!found || found.state === 'erased') throw new Error('no membership')
  return found
}
const becomes = async (change: (before: LivingMembership) => LivingMembership) => {
  const before = await membership()
  const member = Member.parse(await embedded.table.get(Member, keys.profile(ana)))
  const written = await embedded.table.write(...changedMembership(member, before, change(before)))
  expect(written.outcome).toBe('written')
}
const card = (standing: Mandate['standing'], date: string) =>
  becomes((before) => {
    const mandate: Mandate = { subscriptionId: 'sub_1', standing, cents: Cents.parse(2500), interval: 'year' }
    const failing = { invoiceId: 'in_2', since: PlainDate.parse(date) }
    return withMandate(before, { mandate: { ...mandate, ...(standing === 'failing' && { failing }) } }, day(date))
  })
const daily = (date: string) => takeRenewalStep({ table: embedded.table, now: () => day(date).at, newId }, ana)
const told = async () => {
  const shards = await Promise.all(
    [0, 1, 2, 3].map((n) => embedded.table.query(Lapsed.partial(), { pk: `OUTBOX#${n}` })),
  )
  return shards.flatMap(({ items }) => items).filter(({ fact }) => fact === 'membership.lapsed')
}
const hear = () => endMandateOfLapsed({ table: embedded.table, payments }, ana)

describe('a membership that stood on given time alone', () => {
  it('lapses when staff take that back, and tells so for the card to be ended', async () => {
    const months = {
      paymentId: 'gift-mal_1',
      paidOn: (await membership()).paidThrough,
      cents: Cents.parse(0),
      refunded: Cents.parse(0),
      months: 12,
      granted: 'gift' as const,
    }
    await becomes((before) => withPayments(before, [months], day('2027-02-01')))
    const actor = { userId: UserId.parse(`usr_${'1'.repeat(26)}`), name: 'Sam Okafor', roles: [] }
    const taken = { memberId: ana, paymentId: months.paymentId, reason: 'Given by mistake.' }
    const needs = { table: embedded.table, now: () => day('2027-02-02').at, newId }
    expect(await withdrawGrant(needs, actor, taken)).toEqual({ outcome: 'withdrawn' })
    expect((await membership()).state).toBe('lapsed')
    expect(await told()).toHaveLength(1)
  })
})

describe('a membership whose card is refused until it lapses', () => {
  beforeEach(async () => {
    await card('failing', (await membership()).paidThrough)
    await daily(LATE)
  })

  it('has lapsed, and that is told once, though more is done with it later', async () => {
    expect((await daily('2029-06-01')).did).toEqual(['win-back'])
    expect((await membership()).state).toBe('lapsed')
    expect(await told()).toMatchObject([{ memberId: ana }])
  })

  it('is charged no more: the card is ended, and once it is over nothing is left to end', async () => {
    expect(await hear()).toEqual({ outcome: 'ended' })
    await card('over', LATE)
    expect(await hear()).toEqual({ outcome: 'nothing-to-end' })
    expect(ended).toEqual(['sub_1'])
  })

  it('keeps the card when it came back before the fact was heard', async () => {
    const again = {
      paymentId: 'in_2',
      paidOn: PlainDate.parse(LATE),
      cents: Cents.parse(2500),
      refunded: Cents.parse(0),
      months: 12,
    }
    await becomes((before) => withPayments(before, [...before.payments, again], day(LATE)))
    expect((await membership()).state).not.toBe('lapsed')
    expect(renewsByItself((await membership()).mandate)).toBe(true)
    expect(await hear()).toEqual({ outcome: 'nothing-to-end' })
    expect(ended).toEqual([])
  })
})

it('a member in good standing keeps the card, whatever is heard', async () => {
  await card('alive', '2026-11-23')
  expect(await hear()).toEqual({ outcome: 'nothing-to-end' })
})

const LATE = '2029-01-01'
