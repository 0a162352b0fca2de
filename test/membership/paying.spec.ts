import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { openTasks } from '../../functions/membership/desk/staff-tasks.ts'
import { keys } from '../../functions/membership/items.ts'
import { startSignup } from '../../functions/membership/joining/start-signup.ts'
import { assignPayment, returnPayment } from '../../functions/membership/payments/assign-payment.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { UserId } from '../../shared/ids.ts'
import { aliasKey } from '../../shared/membership/alias.ts'
import { Application } from '../../shared/membership/application.ts'
import { Membership } from '../../shared/membership/membership.ts'
import { taskKey } from '../../shared/membership/task.ts'
import { Cents, PlainDate } from '../../shared/units.ts'
import { activateMembership } from './activated.ts'
import { ana, applicationId } from './cast.ts'
import { openDesk, type PaymentDesk } from './payment-desk.ts'

let desk: PaymentDesk

beforeEach(async () => {
  desk = await openDesk(4510)
})
afterEach(() => desk.stop())

const joins = async (joining = ana, n = 1) => {
  await desk.press(await desk.ask(n, joining), 'pay')
  await desk.settled()
  return desk.memberOf(joining.email)
}

/** As the activation link would. */
const isActive = async () => {
  const { member, membership } = await desk.memberOf()
  await activateMembership(desk.table, member, membership, desk.now())
}

const deliver = async (type: string) => desk.hear(...(await desk.newest(type)))

const portal = async (action: string, more = {}) => {
  const { customerId = '' } = (await desk.memberOf()).membership
  const { url } = await desk.needs.payments.openPortal({ customerId, returnUrl: 'http://localhost', language: 'en' })
  await desk.press(url, action, more)
}

const everything = async () =>
  (await desk.client.send(new ScanCommand({ TableName: desk.tableName }))).Items?.map(({ pk, sk }) => `${pk} ${sk}`) ??
  []
const facts = async () =>
  ((await desk.client.send(new ScanCommand({ TableName: desk.tableName }))).Items ?? [])
    .filter(({ pk }) => String(pk).startsWith('OUTBOX#'))
    .sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1))
    .map(({ fact }) => String(fact).replace('membership.', ''))

/** As erasing leaves it, but for the card that nobody has ended. */
const isForgotten = async () => {
  const { member, membership } = await desk.memberOf()
  await desk.table.write(
    { delete: keys.profile(member.memberId) },
    { delete: keys.email(ana.email) },
    {
      put: {
        ...keys.membership(member.memberId),
        state: 'erased',
        memberId: member.memberId,
        payments: membership.payments,
        paidThrough: membership.paidThrough,
        erasedAt: desk.now(),
        version: membership.version + 1,
      },
    },
  )
  return () => desk.table.get(Membership, keys.membership(member.memberId))
}

describe('a card that is charged by itself', () => {
  it('stands in the membership from the first payment on, with the day of its next charge', async () => {
    const { membership } = await joins()
    expect(membership).toMatchObject({
      customerId: expect.stringMatching(/^cus_/),
      mandate: {
        standing: 'alive',
        cents: 2500,
        interval: 'year',
        chargesOn: '2027-11-23',
        card: { brand: 'visa', last4: '4242' },
      },
      payments: [{ months: 12 }],
    })
  })

  it('by the month, carries a month each time', async () => {
    await joins({ ...ana, amount: Cents.parse(500), interval: 'month' })
    await desk.passTo('2027-01-24T20:00:00.000Z')
    const { membership } = await desk.memberOf()
    expect(membership).toMatchObject({
      paidThrough: '2027-02-23',
      mandate: { interval: 'month', chargesOn: '2027-02-23' },
    })
    expect(membership.payments.map(({ months }) => months)).toEqual([1, 1, 1])
  })

  it('is known as stopped when the member stops it on the provider’s page, and as alive when they take that back', async () => {
    const { membership } = await joins()
    await isActive()
    const subscription = membership.mandate?.subscriptionId ?? ''
    await portal('cancel', { subscription })
    await desk.settled()
    const stopped = await desk.memberOf()
    expect(stopped.membership.mandate).toMatchObject({ standing: 'stopping' })
    expect(stopped.membership.mandate?.chargesOn).toBeUndefined()
    await portal('keep', { subscription })
    await desk.settled()
    const again = await desk.memberOf()
    expect(again.membership.mandate).toMatchObject({ standing: 'alive', chargesOn: '2027-11-23' })
    expect(again.history).toEqual(['joined', 'renewal-stopped', 'renewal-resumed'])
    expect(again.membership.state).toBe('active')
  })

  it('is the younger of two: the older is charged no more when its year ends, and both payments count', async () => {
    const first = await joins()
    await desk.passTo('2027-01-10T20:00:00.000Z')
    const second = await joins({ ...ana, amount: Cents.parse(6000) }, 2)
    expect(second.membership).toMatchObject({ paidThrough: '2028-11-23', mandate: { standing: 'alive', cents: 6000 } })
    const [old, young] = [first, second].map(({ membership }) => membership.mandate?.subscriptionId ?? '')
    expect((await desk.needs.payments.readMandate(old ?? ''))?.standing).toBe('stopping')
    expect((await desk.needs.payments.readMandate(young ?? ''))?.standing).toBe('alive')
    await desk.passTo('2027-12-30T20:00:00.000Z')
    expect((await desk.memberOf()).membership).toMatchObject({ mandate: { subscriptionId: young, standing: 'alive' } })
    expect((await desk.memberOf()).membership.payments).toHaveLength(2)
  })

  it('that was refused puts the membership in grace; another card ends it, and its owner has a year from the old end', async () => {
    await joins()
    await isActive()
    desk.knobs({ failRenewals: true })
    await desk.passTo('2027-11-24T08:00:00.000Z')
    const failed = await desk.memberOf()
    expect(failed.membership).toMatchObject({
      state: 'in-grace',
      graceSince: '2027-11-23',
      mandate: { standing: 'failing', failing: { since: '2027-11-23', invoiceId: expect.stringMatching(/^in_/) } },
      payments: [{}],
    })
    expect(failed.member.audience).toBeDefined()
    await desk.passTo('2027-12-03T20:00:00.000Z')
    expect((await facts()).filter((fact) => fact === 'payment-failed')).toHaveLength(1)
    desk.knobs({ failRenewals: false })
    await portal('card-works')
    await desk.settled()
    const recovered = await desk.memberOf()
    expect(recovered.membership).toMatchObject({
      state: 'active',
      paidThrough: '2028-11-23',
      mandate: { standing: 'alive' },
    })
    expect(recovered.membership.mandate?.failing).toBeUndefined()
    expect((await facts()).filter((fact) => fact === 'payment-recovered')).toHaveLength(1)
  })

  it.each([['customer.subscription.updated'], ['invoice.paid']])(
    'tells once that it has recovered, also when %s is heard first',
    async (heardFirst) => {
      await joins()
      await isActive()
      desk.knobs({ failRenewals: true })
      await desk.passTo('2027-11-24T08:00:00.000Z')
      desk.knobs({ failRenewals: false })
      desk.loseWebhooks()
      await portal('card-works')
      const then = heardFirst === 'invoice.paid' ? 'customer.subscription.updated' : 'invoice.paid'
      await deliver(heardFirst)
      expect((await desk.memberOf()).membership.mandate).toMatchObject({ standing: 'alive' })
      await deliver(then)
      expect((await facts()).filter((fact) => fact === 'payment-recovered')).toHaveLength(1)
      expect((await desk.memberOf()).membership).toMatchObject({
        paidThrough: '2028-11-23',
        mandate: { standing: 'alive' },
      })
    },
  )

  it('that is refused to the last is over, and what is paid late begins where grace allows', async () => {
    await joins()
    await isActive()
    desk.knobs({ failRenewals: true })
    await desk.passTo('2027-12-15T08:00:00.000Z')
    expect((await desk.memberOf()).membership).toMatchObject({ state: 'in-grace', mandate: { standing: 'over' } })
    desk.knobs({ failRenewals: false })
    await desk.press(await desk.ask(2, { ...ana, interval: 'once' }), 'pay')
    await desk.settled()
    expect((await desk.memberOf()).membership).toMatchObject({ state: 'active', paidThrough: '2028-11-23' })
  })

  it('that was refused is not tried again when its owner has paid otherwise', async () => {
    await joins()
    await isActive()
    desk.knobs({ failRenewals: true })
    await desk.passTo('2027-11-25T08:00:00.000Z')
    desk.knobs({ failRenewals: false })
    await desk.press(await desk.ask(2, { ...ana, interval: 'once' }), 'pay')
    await desk.passTo('2027-12-30T08:00:00.000Z')
    const { membership } = await desk.memberOf()
    expect(membership).toMatchObject({ state: 'active', paidThrough: '2028-11-23', mandate: { standing: 'over' } })
    expect(membership.payments).toHaveLength(2)
    expect(await facts()).not.toContain('payment-recovered')
  })

  it('is charged the new amount from the next year on when its owner changes it on the day of renewal', async () => {
    const { membership } = await joins()
    const subscriptionId = membership.mandate?.subscriptionId ?? ''
    const change = (cents: number, key: string) =>
      desk.needs.payments.changeDues(subscriptionId, { cents: Cents.parse(cents), key })
    // The provider has drafted the invoice and charges it within the hour.
    await desk.passTo('2027-11-23T20:30:00.000Z')
    await change(4000, 'dues:1')
    await desk.passTo('2027-11-24T20:00:00.000Z')
    expect((await desk.memberOf()).membership).toMatchObject({
      payments: [{ cents: 2500 }, { cents: 2500 }],
      mandate: { cents: 4000 },
    })
    await desk.passTo('2028-11-24T20:00:00.000Z')
    expect((await desk.memberOf()).membership.payments.map(({ cents }) => cents)).toEqual([2500, 2500, 4000])
  })
})

describe('one-off dues', () => {
  it('paid early keep the days that are left', async () => {
    await joins({ ...ana, interval: 'once' })
    await desk.passTo('2027-08-01T20:00:00.000Z')
    await desk.press(await desk.ask(2, { ...ana, interval: 'once' }), 'pay')
    await desk.settled()
    expect((await desk.memberOf()).membership).toMatchObject({ paidThrough: '2028-11-23' })
  })

  it('from a bank account are counted when they arrive, not when they are promised', async () => {
    await desk.press(await desk.ask(1, { ...ana, interval: 'once' }), 'debit-works')
    await desk.settled()
    expect(desk.answers).toEqual(['checkout.session.completed unpaid'])
    await expect(desk.memberOf()).rejects.toThrow('no such member')
    await desk.passTo('2026-11-28T20:00:00.000Z')
    expect((await desk.memberOf()).membership).toMatchObject({ payments: [{ cents: 2500 }] })
  })

  it('from a bank account that the bank refuses are owed: nobody has joined, and the same form pays again', async () => {
    await desk.press(await desk.ask(1, { ...ana, interval: 'once' }), 'debit-fails')
    await desk.settled()
    const asked = () =>
      startSignup(desk.needs, { applicationId: applicationId(1), joining: { ...ana, interval: 'once' } })
    expect((await asked()).outcome).toBe('paid-already')
    await desk.passTo('2026-11-28T20:00:00.000Z')
    expect(desk.answers.at(-1)).toBe('checkout.session.async_payment_failed checkout-over')
    await expect(desk.memberOf()).rejects.toThrow('no such member')
    expect((await asked()).outcome).toBe('started')
  })
})

describe('a checkout', () => {
  it('that Stripe made before the crash is the one that is given out after it', async () => {
    let crashed = false
    const table: typeof desk.table = {
      ...desk.table,
      write: async (...writes) => {
        if (!crashed && writes.some((write) => 'update' in write && write.set?.checkoutId)) {
          crashed = true
          throw new Error('the function is gone')
        }
        return desk.table.write(...writes)
      },
    }
    const input = { applicationId: applicationId(1), joining: ana }
    await expect(startSignup({ ...desk.needs, table }, input)).rejects.toThrow('gone')
    expect((await startSignup(desk.needs, input)).outcome).toBe('started')
    expect((await desk.api.checkout.sessions.list()).data).toHaveLength(1)
  })

  it('that was made before the crash is not the one that is given out a day later, and cannot be paid then', async () => {
    desk.knobs({ cutOff: 3 })
    const input = { applicationId: applicationId(1), joining: ana }
    await expect(startSignup(desk.needs, input)).rejects.toMatchObject({ type: 'StripeConnectionError' })
    await desk.passTo('2026-11-24T21:00:00.000Z')
    expect((await startSignup(desk.needs, input)).outcome).toBe('started')
    const sessions = (await desk.api.checkout.sessions.list()).data
    expect(sessions.map(({ status }) => status)).toEqual(['open', 'expired'])
  })

  it('at which fifty cards are tried makes nobody a member and writes nothing', async () => {
    const url = await desk.ask(1)
    const before = await everything()
    for (let card = 0; card < 50; card++) await desk.press(url, 'decline')
    await desk.settled()
    expect(await everything()).toEqual(before)
    expect(await desk.table.get(Application, keys.application(applicationId(1)))).toMatchObject({ state: 'applied' })
  })
})

describe('money that goes back', () => {
  const paymentId = async () => (await desk.memberOf()).membership.payments[0]?.paymentId ?? ''
  const task = async () => desk.table.get(z.object({ task: z.string() }), taskKey('dispute', await paymentId()))

  it('in part leaves the year, all of it takes it', async () => {
    await joins()
    await isActive()
    const refund = async (cents: number, key: string) => {
      await desk.needs.payments.refund({ paymentId: await paymentId(), cents: Cents.parse(cents), key })
      await desk.settled()
      return (await desk.memberOf()).membership
    }
    expect(await refund(1000, 'a')).toMatchObject({
      state: 'active',
      paidThrough: '2027-11-23',
      payments: [{ refunded: 1000 }],
    })
    expect(await refund(1500, 'b')).toMatchObject({ state: 'lapsed', payments: [{ refunded: 2500 }] })
  })

  it('takes the member away, who comes back by paying again: the history tells of both ways', async () => {
    await joins()
    await isActive()
    await desk.needs.payments.refund({ paymentId: await paymentId(), key: 'all' })
    await desk.settled()
    expect((await desk.memberOf()).membership.state).toBe('lapsed')
    const { membership, history } = await joins({ ...ana, interval: 'once' }, 2)
    expect(membership.state).toBe('active')
    expect(history).toEqual(['joined', 'lapsed', 'came-back'])
  })

  it('is frozen while the payer’s bank asks for it, with a task for staff, and counts again when it is won', async () => {
    await joins()
    await isActive()
    desk.dispute({ payment: await paymentId(), outcome: 'open' })
    await desk.settled()
    expect(await task()).toEqual({ task: 'dispute' })
    expect(await desk.memberOf()).toMatchObject({
      membership: { state: 'lapsed', payments: [{ dispute: 'open' }] },
      history: expect.arrayContaining(['joined', 'dispute-opened', 'lapsed']),
    })
    desk.dispute({ payment: await paymentId(), outcome: 'won' })
    await desk.settled()
    const won = await desk.memberOf()
    expect(won).toMatchObject({
      membership: { state: 'active', paidThrough: '2027-11-23' },
      history: expect.arrayContaining(['joined', 'dispute-opened', 'lapsed', 'dispute-ended']),
    })
    expect(won.membership.payments[0]?.dispute).toBeUndefined()
    expect(await task()).toBeUndefined()
  })

  it('stays away when the bank takes it, whichever of the two events is heard first', async () => {
    await joins()
    desk.loseWebhooks()
    desk.dispute({ payment: await paymentId(), outcome: 'open' })
    desk.dispute({ payment: await paymentId(), outcome: 'lost' })
    await deliver('charge.dispute.closed')
    await deliver('charge.dispute.created')
    expect((await desk.memberOf()).membership).toMatchObject({ state: 'lapsed', payments: [{ dispute: 'lost' }] })
    expect(await task()).toBeUndefined()
  })

  it('of somebody forgotten is in the books, and nothing else comes back of the person', async () => {
    const { membership } = await joins()
    const read = await isForgotten()
    await desk.needs.payments.refund({ paymentId: membership.payments[0]?.paymentId ?? '', key: 'a' })
    await desk.settled()
    expect(await read()).toMatchObject({ state: 'erased', payments: [{ refunded: 2500 }] })
    // The card is charged once more: the money is booked, the card is ended, and staff have a task.
    await desk.passTo('2027-11-24T20:00:00.000Z')
    expect(await read()).toMatchObject({ state: 'erased', payments: [{}, { cents: 2500 }] })
    expect((await desk.needs.payments.readMandate(membership.mandate?.subscriptionId ?? ''))?.standing).toBe('over')
    expect((await everything()).filter((key) => key.startsWith('TASKS'))).toEqual([
      expect.stringContaining('paid-after-erasure'),
    ])
    const late = (await read())?.payments[1]?.paymentId ?? ''
    await desk.needs.payments.refund({ paymentId: late, key: 'b' })
    await desk.settled()
    expect(await read()).toMatchObject({ payments: [{}, { refunded: 2500 }] })
    expect((await everything()).filter((key) => key.includes('PROFILE') || key.startsWith('EMAIL#'))).toEqual([])
  })
})

describe('the card of somebody forgotten', () => {
  it('is ended as soon as anything is heard of it', async () => {
    const { membership } = await joins()
    const subscriptionId = membership.mandate?.subscriptionId ?? ''
    await isForgotten()
    await desk.needs.payments.changeDues(subscriptionId, { cents: Cents.parse(9000), key: 'a' })
    await desk.settled()
    expect((await desk.needs.payments.readMandate(subscriptionId))?.standing).toBe('over')
    expect(desk.answers).toContain('customer.subscription.updated mandate-ended')
  })
})

describe('money of somebody who was merged into another member', () => {
  it('belongs to that one: what the card pays, what goes back, and how the card stands', async () => {
    await joins()
    const ben = { ...ana, email: Mailbox.parse('ben@example.org') }
    const absorbed = await joins(ben, 2)
    const kept = await desk.memberOf()
    const { memberId } = absorbed.member
    await desk.table.write(
      { delete: keys.profile(memberId) },
      { delete: keys.membership(memberId) },
      {
        put: {
          ...aliasKey(memberId),
          memberId: kept.member.memberId,
          mergeId: `mrg_${'0'.repeat(26)}`,
          epoch: 0,
          keptEpoch: 0,
        },
      },
    )
    await desk.needs.payments.stopRenewing(kept.membership.mandate?.subscriptionId ?? '')
    await desk.passTo('2027-11-24T20:00:00.000Z')
    const { membership } = await desk.memberOf()
    expect(membership.payments).toHaveLength(2)
    expect(membership.mandate).toMatchObject({ subscriptionId: absorbed.membership.mandate?.subscriptionId })
    expect(desk.answers).not.toContain('fault')
  })
})

describe('a payment of somebody unknown', () => {
  const SAM: Actor = { userId: UserId.parse(`usr_${'0'.repeat(26)}`), name: PersonName.parse('Sam'), roles: [] }
  /** Its application is lost, and staff have a task. */
  const isUnclaimed = async () => {
    await desk.ask(1)
    const url = await desk.ask(1)
    await desk.table.write({ delete: keys.application(applicationId(1)) })
    await desk.press(url, 'pay')
    await desk.settled()
    const [task] = await openTasks(desk.table)
    if (!task) throw new Error('nobody is asked')
    return task
  }

  it('is a task for staff, once', async () => {
    await isUnclaimed()
    expect(desk.answers).toContain('invoice.paid unclaimed')
    expect(await openTasks(desk.table)).toMatchObject([{ task: 'find-payer', cents: 2500 }])
  })

  it('that staff give to a member brings its card along: what that pays later is known', async () => {
    const task = await isUnclaimed()
    const { member } = await joins({ ...ana, interval: 'once' }, 2)
    const assigned = await assignPayment(desk.needs, SAM, { task, memberId: member.memberId })
    expect(assigned).toEqual({ outcome: 'assigned' })
    const { membership } = await desk.memberOf()
    expect(membership).toMatchObject({ paidThrough: '2028-11-23', mandate: { standing: 'alive', cents: 2500 } })
    await desk.passTo('2027-11-24T20:00:00.000Z')
    expect((await desk.memberOf()).membership).toMatchObject({ paidThrough: '2029-11-23', payments: [{}, {}, {}] })
    expect(await openTasks(desk.table)).toEqual([])
  })

  it('that staff give back is not charged again a year later', async () => {
    const task = await isUnclaimed()
    expect(await returnPayment(desk.needs, SAM, task)).toEqual({ outcome: 'returned' })
    await desk.passTo('2028-01-01T20:00:00.000Z')
    const { data } = await desk.api.subscriptions.list({ status: 'all' })
    expect(data.map(({ status }) => status)).toEqual(['canceled'])
    expect(await openTasks(desk.table)).toEqual([])
  })
})

describe('dates', () => {
  it('of somebody who joined on February 29 never drift', async () => {
    await desk.passTo('2028-02-29T20:00:00.000Z')
    await joins()
    const ends = []
    for (const year of [2029, 2030, 2031, 2032]) {
      ends.push((await desk.memberOf()).membership.paidThrough)
      await desk.passTo(`${year}-03-02T20:00:00.000Z`)
    }
    expect(ends).toEqual(['2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29'].map((day) => PlainDate.parse(day)))
  })
})
