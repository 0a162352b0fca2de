import { createServer } from 'node:http'
import type Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WEBHOOK_EVENTS } from '../../events/membership/webhook-events.ts'
import { heardFrom } from '../../functions/adapters/stripe/events.ts'
import { type CheckoutOrder, type Payments, stripePayments } from '../../functions/adapters/stripe.ts'
import { usualEvents } from '../../local/stripe/stand-in.ts'
import { ApplicationId } from '../../shared/ids.ts'
import { Cents, Instant, instantOf } from '../../shared/units.ts'
import { openStandIn, type StandIn } from '../stand-in.ts'

const PORT = 4500
const START = '2026-11-23T20:00:00.000Z'
const site = 'http://localhost:4501'
const applicationId = ApplicationId.parse(`app_${'0'.repeat(25)}1`)

let standIn: StandIn
let payments: Payments
let expires: Instant

beforeEach(async () => {
  standIn = await openStandIn({ port: PORT, at: START, publicUrl: site, webhookUrl: 'http://127.0.0.1:4502/' })
  // Nobody hears the webhooks here.
  standIn.knobs({ drop: 1_000_000 })
  payments = stripePayments(standIn.account)
  expires = instantOf(standIn.clock.now() + 3_600_000)
})
afterEach(() => standIn.stop())

const order = (more: Partial<CheckoutOrder> = {}): CheckoutOrder =>
  ({
    checkoutKey: 'join:1',
    applicationId,
    email: 'ana@example.org',
    language: 'en',
    cents: Cents.parse(2500),
    interval: 'year',
    successUrl: `${site}/joined`,
    cancelUrl: `${site}/join`,
    expires,
    ...more,
  }) as CheckoutOrder

const pay = async (more: Partial<CheckoutOrder> = {}) => {
  const { checkoutId, url } = await payments.createCheckout(order(more))
  await standIn.press(url, 'pay')
  const paid = await payments.readCheckout(checkoutId)
  if (paid.outcome !== 'paid') throw new Error(paid.outcome)
  return paid
}

const payByCard = async (interval: 'year' | 'month' = 'year') => {
  const paid = await pay({ interval })
  if (!paid.subscriptionId || !paid.customerId) throw new Error('nothing is charged by itself')
  return { ...paid, subscriptionId: paid.subscriptionId, customerId: paid.customerId }
}

const onTheMinute = (instant: string | undefined) => instant?.replace(/:\d\d\.\d{3}Z$/, ':00.000Z')

const portalWith = async (customerId: string, action: string) =>
  standIn.press((await payments.openPortal({ customerId, returnUrl: site, language: 'en' })).url, action)

describe('dues that arrived', () => {
  it.each([
    ['year', 12],
    ['month', 1],
    ['once', 12],
  ] as const)('by the %s pay for %i months', async (interval, months) => {
    const paid = await pay({ interval })
    expect(paid).toMatchObject({ applicationId, cents: 2500, refunded: 0, months })
    expect(paid.customerId).toMatch(/^cus_/)
    expect(paid.dispute).toBeUndefined()
    expect(paid.subscriptionId === undefined).toBe(interval === 'once')
    expect(paid.paymentId).toMatch(interval === 'once' ? /^pi_/ : /^in_/)
  })

  it('are the same from the invoice as from the checkout', async () => {
    const paid = await payByCard('month')
    expect(await payments.readInvoice(paid.paymentId)).toEqual(paid)
  })

  it('can come from a customer who is known, on another checkout', async () => {
    const { customerId } = await payByCard()
    const again = await pay({ checkoutKey: 'again', customerId, email: undefined, interval: 'once' } as never)
    expect(again.customerId).toBe(customerId)
  })

  it('by bank account are unpaid until the bank has answered, and stay so when it refuses', async () => {
    for (const [key, action, then] of [
      ['a', 'debit-works', 'paid'],
      ['b', 'debit-fails', 'unpaid'],
    ] as const) {
      expires = instantOf(standIn.clock.now() + 3_600_000)
      const { checkoutId, url } = await payments.createCheckout(order({ checkoutKey: key, interval: 'once' }))
      await standIn.press(url, action)
      expect(await payments.checkoutStanding(checkoutId)).toEqual({ standing: 'done' })
      expect(await payments.readCheckout(checkoutId)).toEqual({ outcome: 'unpaid' })
      await standIn.passTo(instantOf(standIn.clock.now() + 5 * 86_400_000))
      expect((await payments.readCheckout(checkoutId)).outcome).toBe(then)
      expect((await payments.checkoutStanding(checkoutId)).standing).toBe(then === 'paid' ? 'done' : 'expired')
    }
    const about = (await payments.eventsSince(Instant.parse(START))).items.map((event) => event.about.kind)
    expect(about).toEqual(['checkout-over', 'checkout', 'checkout', 'invoice', 'checkout'])
  })
})

describe('money that goes back', () => {
  it('goes back once under one key, in parts, never more than was paid', async () => {
    const { paymentId } = await payByCard()
    const part = { paymentId, cents: Cents.parse(500), key: 'refund:1' }
    expect(await payments.refund(part)).toEqual({ outcome: 'refunded' })
    expect(await payments.refund(part)).toEqual({ outcome: 'refunded' })
    expect(await payments.readInvoice(paymentId)).toMatchObject({ refunded: 500 })
    expect(await payments.refund({ ...part, cents: Cents.parse(2001), key: 'refund:2' })).toEqual({
      outcome: 'refused',
      reason: 'too-much',
    })
    expect(await payments.refund({ paymentId, key: 'refund:3' })).toEqual({ outcome: 'refunded' })
    expect(await payments.refund({ paymentId, key: 'refund:4' })).toMatchObject({ reason: 'already-refunded' })
  })

  it('is refused of a payment that there is not', async () => {
    expect(await payments.refund({ paymentId: 'in_none', key: 'a' })).toMatchObject({ reason: 'not-refundable' })
    expect(await payments.refund({ paymentId: 'pi_none', key: 'b' })).toMatchObject({ reason: 'not-refundable' })
  })

  it('is disputed by a bank until it is won or lost, and is not refunded meanwhile', async () => {
    const won = await payByCard()
    standIn.dispute({ payment: won.paymentId, outcome: 'open' })
    expect(await payments.readInvoice(won.paymentId)).toMatchObject({ dispute: 'open' })
    expect(await payments.refund({ paymentId: won.paymentId, key: 'c' })).toMatchObject({ reason: 'not-refundable' })
    standIn.dispute({ payment: won.paymentId, outcome: 'won' })
    expect(await payments.readInvoice(won.paymentId)).toEqual(won)

    const lost = await pay({ checkoutKey: 'join:2', interval: 'once' })
    standIn.dispute({ payment: lost.paymentId, outcome: 'open' })
    standIn.dispute({ payment: lost.paymentId, outcome: 'lost' })
    expect(await payments.readReturned(lost.paymentId)).toEqual({ refunded: 0, dispute: 'lost' })
  })
})

describe('a card that is charged by itself', () => {
  it('says when it is charged next, and how much', async () => {
    const { subscriptionId, customerId, paymentId } = await payByCard()
    const mandate = {
      subscriptionId,
      customerId,
      applicationId,
      standing: 'alive',
      begunAt: START,
      cents: 2500,
      interval: 'year',
      chargesAt: '2027-11-23T20:00:00.000Z',
      card: { brand: 'visa', last4: '4242' },
    }
    const read = await payments.readMandate(subscriptionId)
    expect({ ...read, chargesAt: onTheMinute(read?.chargesAt), begunAt: onTheMinute(read?.begunAt) }).toEqual(mandate)
    expect(await payments.mandateOf(paymentId)).toEqual(read)
    expect(await payments.readMandate('sub_none')).toBeUndefined()
    expect(await payments.mandateOf((await pay({ checkoutKey: 'once', interval: 'once' })).paymentId)).toBeUndefined()
  })

  it('is charged another amount from the next time on, once for one key', async () => {
    const { subscriptionId } = await payByCard('month')
    const to = { cents: Cents.parse(700), key: 'dues:1' }
    await payments.changeDues(subscriptionId, to)
    await payments.changeDues(subscriptionId, to)
    expect(await payments.readMandate(subscriptionId)).toMatchObject({ cents: 700, interval: 'month' })
    await standIn.passTo('2026-12-24T20:00:00.000Z')
    const { items } = await payments.paidSince(Instant.parse('2026-12-01T00:00:00.000Z'))
    expect(items).toHaveLength(1)
    expect(await payments.readInvoice(items[0]?.id ?? '')).toMatchObject({ cents: 700, months: 1, subscriptionId })
  })

  it('stops, goes on again, and ends for good, also when it has ended already', async () => {
    const { subscriptionId } = await payByCard()
    const standing = async () => (await payments.readMandate(subscriptionId))?.standing
    await payments.stopRenewing(subscriptionId)
    expect(await standing()).toBe('stopping')
    await payments.renewAgain(subscriptionId)
    expect(await standing()).toBe('alive')
    await payments.endMandate(subscriptionId)
    await payments.endMandate(subscriptionId)
    await payments.stopRenewing(subscriptionId)
    expect(await payments.readMandate(subscriptionId)).toMatchObject({ standing: 'over', chargesAt: undefined })
  })

  it('fails, is tried again, and lives again with another card', async () => {
    const { subscriptionId, customerId } = await payByCard()
    await portalWith(customerId, 'card-declined')
    await standIn.passTo('2027-11-27T00:00:00.000Z')
    const failing = await payments.readMandate(subscriptionId)
    expect(failing).toMatchObject({ standing: 'failing', failing: { attempts: 2 } })
    expect(failing?.failing?.since).toMatch(/^2027-11-23T21:00/)
    const { url } = await payments.openPortal({ customerId, returnUrl: `${site}/me`, language: 'es', only: 'card' })
    expect(await (await fetch(url)).text()).not.toContain('Subscriptions')
    expect(await standIn.press(url, 'card-works')).toBe(`${site}/me`)
    const mended = await payments.readMandate(subscriptionId)
    expect(mended?.standing).toBe('alive')
    expect(mended?.failing).toBeUndefined()
    expect(await payments.readInvoice(failing?.failing?.invoiceId ?? '')).toMatchObject({
      outcome: 'paid',
      cents: 2500,
    })
  })

  it('is over after the last attempt, and nothing is tried again', async () => {
    const { subscriptionId, customerId } = await payByCard()
    await portalWith(customerId, 'card-declined')
    await standIn.passTo('2027-12-20T00:00:00.000Z')
    const over = await payments.readMandate(subscriptionId)
    expect(over?.standing).toBe('over')
    expect(over?.failing).toBeUndefined()
    await portalWith(customerId, 'card-works')
    expect((await payments.paidSince(Instant.parse('2027-11-01T00:00:00.000Z'))).items).toEqual([])
  })

  it('is forgotten with its customer, once and for all', async () => {
    const { subscriptionId, customerId } = await payByCard()
    await payments.forgetCustomer(customerId)
    await payments.forgetCustomer(customerId)
    expect((await payments.readMandate(subscriptionId))?.standing).toBe('over')
  })
})

describe('what Stripe remembers', () => {
  it('is read page by page: every event that could change something, none of the others', async () => {
    const since = Instant.parse(START)
    for (let n = 0; n < 60; n++) await pay({ checkoutKey: `join:${n}` })
    const events = []
    for (let after: string | undefined, more = true; more; ) {
      const page = await payments.eventsSince(since, after)
      events.push(...page.items)
      after = page.next
      more = after !== undefined
    }
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length)
    const types = Object.groupBy(events, ({ type }) => type)
    expect(types['invoice.paid']).toHaveLength(60)
    expect(types['checkout.session.completed']).toHaveLength(60)
    expect(events.every(({ about, odd }) => about.kind !== 'other' && odd === undefined)).toBe(true)
    expect((await payments.eventsSince(instantOf(standIn.clock.now() + 1000))).items).toEqual([])
  })

  it('holds each payment once: invoices of mandates, checkouts of payments made once', async () => {
    const yearly = await payByCard()
    const once = await pay({ checkoutKey: 'once', interval: 'once' })
    await payments.createCheckout(order({ checkoutKey: 'unpaid' }))
    const first = await payments.paidSince(Instant.parse(START))
    const second = await payments.paidSince(Instant.parse(START), first.next)
    expect(second.next).toBeUndefined()
    expect([...first.items, ...second.items]).toEqual([
      { kind: 'invoice', id: yearly.paymentId, paymentId: yearly.paymentId },
      { kind: 'checkout', id: expect.stringMatching(/^cs_/), paymentId: once.paymentId },
    ])
  })

  it('has a receipt for each payment, on a page of its own', async () => {
    const [yearly, once] = [await payByCard(), await pay({ checkoutKey: 'once', interval: 'once' })]
    const receipts = await payments.receipts([yearly.paymentId, once.paymentId, 'in_none', 'pi_none'])
    expect(receipts.map(({ paymentId, url }) => [paymentId, url !== undefined])).toEqual([
      [yearly.paymentId, true],
      [once.paymentId, true],
      ['in_none', false],
      ['pi_none', false],
    ])
    for (const { url } of receipts.slice(0, 2)) expect(await (await fetch(url ?? '')).text()).toContain('$25.00')
  })
})

describe('Stripe on a bad day', () => {
  it('says "too many requests" twice: asked again, it answers', async () => {
    standIn.knobs({ tooMany: 2 })
    expect((await payments.createCheckout(order())).checkoutId).toMatch(/^cs_/)
  })

  it('says "too many requests" for ever: it is asked four times and no more', async () => {
    standIn.knobs({ tooMany: 10 })
    await expect(payments.createCheckout(order())).rejects.toMatchObject({ type: 'StripeRateLimitError' })
    expect(standIn.knobs({}).tooMany).toBe(6)
  })

  it('fails twice: asked again, it answers; three times, and it is a fault', async () => {
    standIn.knobs({ broken: 2 })
    expect((await payments.createCheckout(order())).checkoutId).toMatch(/^cs_/)
    standIn.knobs({ broken: 3 })
    await expect(payments.checkoutStanding('cs_1')).rejects.toMatchObject({ statusCode: 500 })
  })

  it.each([
    ['the line is cut', 'cutOff'],
    ['no answer comes in time', 'silent'],
  ] as const)('has made a checkout when %s: asked again, it gives the same', async (_, knob) => {
    standIn.knobs({ [knob]: 1 })
    const { checkoutId } = await payments.createCheckout(order())
    expect((await payments.createCheckout(order())).checkoutId).toBe(checkoutId)
  })
})

describe('a restricted key that may not read cards', () => {
  it('reads how a card stands all the same, without its digits', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      if (request.url?.includes('expand')) return void response.writeHead(403).end(JSON.stringify({ error: FORBIDDEN }))
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(SUBSCRIPTION))
    })
    await new Promise<void>((resolve) => server.listen(4320, '127.0.0.1', resolve))
    const restricted = stripePayments({ ...standIn.account, api: 'http://127.0.0.1:4320' })
    const mandate = await restricted.readMandate('sub_1')
    server.closeAllConnections()
    server.close()
    expect(mandate).toMatchObject({ subscriptionId: 'sub_1', standing: 'alive', cents: 2500, interval: 'year' })
    expect(mandate).not.toHaveProperty('card')
    expect(asked).toHaveLength(2)
  })

  const FORBIDDEN = {
    type: 'invalid_request_error',
    message: 'The provided key does not have the required permissions.',
  }
  const SUBSCRIPTION = {
    id: 'sub_1',
    status: 'active',
    customer: 'cus_1',
    created: 1_790_000_000,
    metadata: {},
    cancel_at: null,
    cancel_at_period_end: false,
    default_payment_method: 'pm_1',
    items: {
      data: [
        {
          id: 'si_1',
          quantity: 1,
          current_period_end: 1_800_000_000,
          price: { unit_amount: 2500, recurring: { interval: 'year' } },
        },
      ],
    },
  }
})

describe('the endpoint at Stripe', () => {
  it('is sent all that rings for something', () => {
    expect(usualEvents).toEqual(expect.arrayContaining([...WEBHOOK_EVENTS]))
    expect(WEBHOOK_EVENTS.length).toBeLessThanOrEqual(20)
    for (const type of WEBHOOK_EVENTS) {
      const object = { id: 'x_1', payment_intent: 'pi_1' }
      const event = { id: 'evt_1', type, data: { object } } as unknown as Stripe.Event
      expect(heardFrom(event, 'sk_test_1').about, type).not.toEqual({ kind: 'other' })
    }
  })
})
