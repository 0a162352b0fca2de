import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { keys } from '../../functions/membership/items.ts'
import { reconcilePayments } from '../../functions/membership/payments/reconcile-payments.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import { Cents, Instant } from '../../shared/units.ts'
import { freshTable } from '../table.ts'
import { ana } from './cast.ts'
import { openDesk, type PaymentDesk } from './payment-desk.ts'

let desk: PaymentDesk

beforeEach(async () => {
  desk = await openDesk(4530)
})
afterEach(() => desk.stop())

const reconcile = (hasTime = () => true) => reconcilePayments(desk.needs, { hasTime })
const since = async () =>
  (await desk.needs.table.get(z.object({ since: Instant }), keys.reconciliation))?.since.slice(0, 10)
const pays = async (n = 1, joining = ana) => desk.press(await desk.ask(n, joining), 'pay')
const nameless = (n: number) => ({ ...ana, email: Mailbox.parse(`member${n}@example.org`) })

describe('the nightly look at what Stripe tells', () => {
  it('finds nothing to do when every webhook was heard', async () => {
    await pays()
    await desk.settled()
    expect(await reconcile()).toEqual({ outcome: 'done', seen: 3, repaired: 0, failed: 0 })
    expect((await desk.memberOf()).membership.payments).toHaveLength(1)
  })

  it('makes the members whose webhooks were lost, takes back what was refunded, and stops the cards that were stopped', async () => {
    await pays()
    await pays(2, { ...nameless(2), interval: 'once' })
    await desk.settled()
    desk.loseWebhooks()
    await pays(3, nameless(3))
    await pays(4, { ...nameless(4), interval: 'once' })
    const [one, two] = [(await desk.memberOf()).membership, (await desk.memberOf(nameless(2).email)).membership]
    await desk.needs.payments.stopRenewing(one.mandate?.subscriptionId ?? '')
    await desk.needs.payments.refund({ paymentId: two.payments[0]?.paymentId ?? '', key: 'a' })
    expect(await reconcile()).toMatchObject({ outcome: 'done', failed: 0 })
    expect((await desk.memberOf()).membership.mandate).toMatchObject({ standing: 'stopping' })
    expect((await desk.memberOf(nameless(2).email)).membership).toMatchObject({ state: 'lapsed' })
    for (const n of [3, 4]) expect((await desk.memberOf(nameless(n).email)).membership.payments).toHaveLength(1)
  })

  it('begins once a day, and finds nothing a second time', async () => {
    desk.loseWebhooks()
    await pays()
    expect(await reconcile()).toMatchObject({ outcome: 'done', repaired: 1 })
    expect(await reconcile()).toEqual({ outcome: 'nothing-due' })
    expect(await since()).toBe('2026-11-23')
    await desk.passTo('2026-11-24T10:00:00.000Z')
    expect(await reconcile()).toMatchObject({ outcome: 'done', repaired: 0 })
    expect(await since()).toBe('2026-11-24')
  })

  it('finds a payment whose events Stripe has forgotten', async () => {
    desk.loseWebhooks()
    await pays()
    await pays(2, { ...nameless(2), interval: 'once' })
    const { needs } = desk
    const forgetful = { ...needs, payments: { ...needs.payments, eventsSince: async () => ({ items: [] }) } }
    expect(await reconcilePayments(forgetful, { hasTime: () => true })).toMatchObject({ seen: 2, repaired: 2 })
    for (const email of [ana.email, nameless(2).email])
      expect((await desk.memberOf(email)).membership.payments).toHaveLength(1)
  })

  it('goes on where the time of the function ended', async () => {
    desk.loseWebhooks()
    for (let n = 1; n <= 60; n++) await pays(n, nameless(n))
    const outcomes = []
    for (let invocation = 0; invocation < 10 && outcomes.at(-1) !== 'done'; invocation++) {
      outcomes.push((await reconcile(() => false)).outcome)
      if (outcomes.length === 1) expect(await since()).toBe('2026-10-24')
    }
    // 120 events, 60 invoices and the checkouts, a hundred to a page.
    expect(outcomes).toEqual(['goes-on', 'goes-on', 'goes-on', 'done'])
    expect((await desk.memberOf(nameless(1).email)).membership.payments).toHaveLength(1)
    expect((await desk.memberOf(nameless(60).email)).membership.payments).toHaveLength(1)
  })

  it('records the others when one fails, and begins at the same day again', async () => {
    desk.loseWebhooks()
    await pays()
    await pays(2, nameless(2))
    const { payments } = desk.needs
    const [first] = (await payments.paidSince(Instant.parse('2026-11-01T00:00:00.000Z'))).items
    const failing = {
      ...desk.needs,
      payments: {
        ...payments,
        readCheckout: () => Promise.reject(new Error('Stripe is ill')),
        readInvoice: (id: string) =>
          id === first?.id ? Promise.reject(new Error('Stripe is ill')) : payments.readInvoice(id),
      },
    }
    expect(await reconcilePayments(failing, { hasTime: () => true })).toMatchObject({ outcome: 'done', repaired: 1 })
    expect((await desk.memberOf()).membership.payments).toHaveLength(1)
    expect(await since()).toBe('2026-10-24')
    expect(await reconcile()).toMatchObject({ outcome: 'done', repaired: 1, failed: 0 })
    expect((await desk.memberOf(nameless(2).email)).membership.payments).toHaveLength(1)
    expect(await since()).toBe('2026-11-23')
  })

  it('is one run though two invocations work at once', async () => {
    desk.loseWebhooks()
    for (let n = 1; n <= 5; n++) await pays(n, nameless(n))
    await Promise.all([reconcile(), reconcile(), reconcile()])
    for (let n = 1; n <= 5; n++) expect((await desk.memberOf(nameless(n).email)).membership.payments).toHaveLength(1)
  })

  it('brings back what a table lost that was set back to an earlier hour', async () => {
    await pays()
    await desk.settled()
    expect(await reconcile()).toMatchObject({ outcome: 'done' })
    await desk.passTo('2026-12-01T12:00:00.000Z')
    const renewal = await desk.ask(2, { ...ana, interval: 'once', amount: Cents.parse(4000) })
    const joining = await desk.ask(3, nameless(3))
    const { Items: then = [] } = await desk.client.send(new ScanCommand({ TableName: desk.tableName }))
    for (const url of [renewal, joining]) await desk.press(url, 'pay')
    await desk.settled()
    expect((await desk.memberOf()).membership.payments).toHaveLength(2)

    const restored = await freshTable()
    for (const item of then) await restored.table.write({ put: item as { pk: string; sk: string } })
    desk.needs.table = restored.table
    expect((await desk.memberOf()).membership.payments).toHaveLength(1)
    expect(await reconcile()).toMatchObject({ outcome: 'done', failed: 0 })
    expect((await desk.memberOf()).membership).toMatchObject({
      paidThrough: '2028-11-23',
      payments: [{ cents: 2500 }, { cents: 4000 }],
    })
    expect((await desk.memberOf(nameless(3).email)).membership.payments).toHaveLength(1)
  })
})
