import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { Lapsed } from '../../events/membership/facts.ts'
import { actOnDues } from '../../functions/membership/account/change-dues.ts'
import { withdrawGrant } from '../../functions/membership/desk/grant-months.ts'
import { openTasks } from '../../functions/membership/desk/staff-tasks.ts'
import { changedMembership, keys } from '../../functions/membership/items.ts'
import { mergeMembers } from '../../functions/membership/merging/merge-members.ts'
import { undoMerge } from '../../functions/membership/merging/undo-merge.ts'
import { assignPayment } from '../../functions/membership/payments/assign-payment.ts'
import { endMandateOfLapsed } from '../../functions/membership/payments/end-mandate.ts'
import { takeRenewalStep } from '../../functions/membership/renewal/take-renewal-step.ts'
import { daysAfter } from '../../shared/calendar.ts'
import { type MemberId, UserId } from '../../shared/ids.ts'
import { HistoryEntry } from '../../shared/membership/history.ts'
import { type Mandate, renewsByItself } from '../../shared/membership/mandate.ts'
import { Member } from '../../shared/membership/member.ts'
import { type LivingMembership, Membership, withMandate, withPayments } from '../../shared/membership/membership.ts'
import { MergeChoice } from '../../shared/membership/merge.ts'
import { taskItem } from '../../shared/membership/task.ts'
import { Cents, Instant, PlainDate } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { countedIds, links, noMandates, openCity } from './cast.ts'
import { join, mbr, SAM, somebody } from './roll-cast.ts'

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
    [0, 1, 2, 3].map((n) => embedded.table.query(z.looseObject({ fact: z.string() }), { pk: `OUTBOX#${n}` })),
  )
  return shards.flatMap(({ items }) => items).filter(({ fact }) => fact === Lapsed.shape.fact.value)
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

describe('a membership whose time is over before the daily run has seen it', () => {
  const AFTER = '2029-01-01'
  const needs = () => ({ table: embedded.table, now: () => day(AFTER).at, newId, links, payments: noCards })
  const noCards = {
    ...noMandates,
    changeDues: async () => undefined,
    renewAgain: async () => undefined,
    readInvoice: async () => ({ outcome: 'unpaid' }) as const,
    readReturned: async () => ({ refunded: Cents.parse(0) }),
    refund: async () => ({ outcome: 'refunded' }) as const,
  }
  const lines = async (id = ana) => {
    const { items } = await embedded.table.query(HistoryEntry, { pk: `MEMBER#${id}`, begins: 'HISTORY#' })
    return items.map(({ what }) => what).sort()
  }

  it('lapses when its member cancels it in grace, and tells so', async () => {
    const inGrace = daysAfter((await membership()).paidThrough, 5)
    await daily(inGrace)
    const late = { ...needs(), now: () => day(inGrace).at }
    expect(await actOnDues(late, ana, 'cancel')).toEqual({ outcome: 'changed' })
    expect((await membership()).state).toBe('lapsed')
    expect([await told(), await lines()]).toMatchObject([[{ memberId: ana }], ['cancelled', 'lapsed']])
  })

  it('lapses when a payment of long ago is given to it, and tells so', async () => {
    const at = Instant.parse('2026-05-04T19:00:00.000Z')
    await embedded.table.write({
      put: taskItem({ task: 'find-payer', paymentId: 'pi_9', cents: Cents.parse(2500), at }, 'pi_9'),
    })
    const [task] = await openTasks(embedded.table)
    if (!task) throw new Error('nobody is asked')
    expect(await assignPayment(needs(), SAM, { task, memberId: ana })).toEqual({ outcome: 'assigned' })
    expect(await membership()).toMatchObject({ state: 'lapsed', paidThrough: '2028-05-04' })
    expect([await told(), await lines()]).toMatchObject([[{ memberId: ana }], ['lapsed']])
  })

  it('lapses with a merge, and with one that takes away what it stood on, and tells so each time', async () => {
    const bo = mbr(2)
    await join(embedded.table, somebody(2, { name: 'Ana F.' }))
    const choice = MergeChoice.parse(Object.fromEntries(Object.keys(MergeChoice.shape).map((field) => [field, 'kept'])))
    const asked = { keptId: ana, absorbedId: bo, choice, reason: 'One person' }
    expect(await mergeMembers(needs(), SAM, asked)).toMatchObject({ outcome: 'merged' })
    expect((await membership()).state).toBe('lapsed')
    expect([await told(), await lines()]).toMatchObject([[{ memberId: ana }], ['lapsed', 'merged']])

    const cy = mbr(3)
    await join(embedded.table, somebody(3, { name: 'Ana Flores' }))
    const fresh = { ...needs(), now: () => day('2026-11-23').at }
    const merged = await mergeMembers(fresh, SAM, { ...asked, absorbedId: cy })
    if (merged.outcome === 'refused') throw new Error(merged.reason)
    expect((await membership()).state).toBe('active')
    expect(await undoMerge(fresh, SAM, merged.mergeId)).toMatchObject({ outcome: 'undone' })
    expect((await membership()).state).toBe('lapsed')
    expect(await told()).toMatchObject([{ memberId: ana }, { memberId: ana }])
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
