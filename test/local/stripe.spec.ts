import { mkdtempSync, rmSync } from 'node:fs'
import { Agent, createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import Stripe from 'stripe'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createClock } from '../../local/clock.ts'
import { openJournal } from '../../local/journal.ts'
import { startStripe } from '../../local/stripe/stand-in.ts'

const port = 4240
const day = 86_400_000
const publicUrl = 'http://localhost:4241'

describe('the local Stripe', () => {
  let directory: string
  let journal: DatabaseSync
  let clock: ReturnType<typeof createClock>
  let standIn: Awaited<ReturnType<typeof startStripe>>
  let stripe: Stripe
  let endpoint: Server
  let received: Stripe.Event[]
  let refusals: string[]
  let endpointStatus: number

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'stripe-'))
    received = []
    refusals = []
    endpointStatus = 200
    endpoint = createServer(async (req, res) => {
      const chunks: Buffer[] = []
      for await (const chunk of req) chunks.push(chunk)
      try {
        if (endpointStatus === 200) received.push(verified(Buffer.concat(chunks), req.headers['stripe-signature']))
        res.writeHead(endpointStatus).end()
      } catch (error) {
        refusals.push(String(error))
        res.writeHead(400).end()
      }
    }).listen(0, '127.0.0.1')
    await new Promise((resolve) => endpoint.once('listening', resolve))
    await start(Date.UTC(2027, 2, 1, 12))
    standIn.resume()
  })

  afterEach(async () => {
    await standIn.stop()
    clock.stop()
    journal.close()
    endpoint.closeAllConnections()
    endpoint.close()
    rmSync(directory, { recursive: true, force: true })
  })

  async function start(instant: number) {
    journal = openJournal(join(directory, 'cloud.db'))
    clock = createClock({ offset: instant - Date.now() })
    const webhookUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/`
    standIn = await startStripe({ port, publicUrl, webhookUrl, journal, clock })
    stripe = new Stripe(standIn.secretKey, {
      host: '127.0.0.1',
      port,
      protocol: 'http',
      telemetry: false,
      // A connection kept from the stand-in before would be reset, and tried again half a second later.
      httpAgent: new Agent({ keepAlive: false }),
    })
  }

  async function restart(instant: number) {
    await standIn.stop()
    clock.stop()
    journal.close()
    await start(instant)
  }

  const verified = (payload: Buffer, signature: string | string[] | undefined) =>
    stripe.webhooks.constructEvent(payload, String(signature), standIn.webhookSecret, 300, undefined, clock.now())

  const types = () => received.map(({ type }) => type)
  const advance = (instant: number) => clock.advanceTo(instant, () => standIn.idle())

  describe('a subscription from the checkout page', () => {
    it('is paid, told by signed webhooks, and has the fields where this API version has them', async () => {
      const session = await subscribe()
      expect(session.url).toBe(`http://127.0.0.1:${port}/c/pay/${session.id}`)
      const back = await press(session, 'pay')
      expect(back.headers.get('location')).toBe(`${publicUrl}/joined?s=${session.id}`)
      await vi.waitFor(() =>
        expect(types()).toEqual(expect.arrayContaining(['invoice.paid', 'checkout.session.completed'])),
      )

      const done = await stripe.checkout.sessions.retrieve(session.id, {
        expand: ['subscription', 'invoice.payments', 'customer', 'line_items'],
      })
      expect(done).toMatchObject({
        status: 'complete',
        payment_status: 'paid',
        amount_total: 1200,
        client_reference_id: 'app_1',
      })
      const subscription = done.subscription as Stripe.Subscription
      expect(subscription).toMatchObject({
        status: 'active',
        metadata: { memberId: 'mbr_1' },
        cancel_at_period_end: false,
      })
      expect(subscription.items.data[0]?.current_period_end).toBe(Date.UTC(2028, 2, 1, 12) / 1000)
      const invoice = done.invoice as Stripe.Invoice
      expect(invoice).toMatchObject({
        status: 'paid',
        billing_reason: 'subscription_create',
        amount_paid: 1200,
        parent: { subscription_details: { subscription: subscription.id, metadata: { memberId: 'mbr_1' } } },
      })
      expect(invoice.lines.data[0]?.period).toEqual({
        start: Date.UTC(2027, 2, 1, 12) / 1000,
        end: Date.UTC(2028, 2, 1, 12) / 1000,
      })
      expect(invoice.payments?.data[0]?.payment.payment_intent).toMatch(/^pi_/)
      expect((done.customer as Stripe.Customer).email).toBe('ana@example.org')
      expect(done.line_items?.data[0]?.price?.unit_amount_decimal?.toString()).toBe('1200')
      expect(Object.keys(done).filter((name) => name.startsWith('_'))).toEqual([])
    })

    it('is paid once for two clicks on Pay', async () => {
      const session = await subscribe()
      const [first, second] = await Promise.all([press(session, 'pay'), press(session, 'pay')])
      expect([first.status, second.status]).toEqual([303, 303])
      expect((await stripe.subscriptions.list()).data).toHaveLength(1)
      expect((await stripe.paymentIntents.list()).data).toHaveLength(1)
    })

    it('stays open after a declined card and can be paid then', async () => {
      const session = await subscribe()
      const answer = await press(session, 'decline')
      expect(answer.status).toBe(402)
      expect(await answer.text()).toContain('Your card was declined.')
      standIn.knobs({ declineNext: 1 })
      expect((await press(session, 'pay')).status).toBe(402)
      expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('open')
      expect((await press(session, 'pay')).status).toBe(303)
    })

    it('expires by the clock, says so on its page and by a webhook', async () => {
      const session = await subscribe({ expires_at: Math.floor(clock.now() / 1000) + 1900 })
      await advance(clock.now() + 1901_000)
      expect(types()).toEqual(['checkout.session.expired'])
      const answer = await fetch(`http://127.0.0.1:${port}/c/pay/${session.id}`)
      expect(answer.status).toBe(410)
      expect(await answer.text()).toContain('has expired')
    })

    it('shows city, amount and interval on its page, and what was typed into it as text', async () => {
      const session = await subscribe({ name: '<b>Denver</b> & friends' })
      const html = await (await fetch(`http://127.0.0.1:${port}/c/pay/${session.id}`)).text()
      expect(html).toContain('&lt;b&gt;Denver&lt;/b&gt; &amp; friends')
      expect(html).toContain('$12.00 / year')
      expect(html).toContain('ana@example.org')
      expect(html).toContain('No card is charged')
    })
  })

  describe('a renewal', () => {
    it('is announced 7 days ahead and paid after the period ends', async () => {
      const id = await subscription()
      received = []
      await advance(Date.UTC(2028, 2, 1, 12) - 6 * day)
      expect(types()).toEqual(['invoice.upcoming'])
      await advance(Date.UTC(2028, 2, 2))
      expect(types()).toEqual(['invoice.upcoming', 'customer.subscription.updated', 'invoice.paid'])
      const paid = received[2]?.data.object as Stripe.Invoice
      expect(paid.billing_reason).toBe('subscription_cycle')
      expect(paid.lines.data[0]?.period.end).toBe(Date.UTC(2029, 2, 1, 12) / 1000)
      expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(2)
    })

    it('of somebody who joined on 29 February comes on the 28th, and on the 29th in a leap year', async () => {
      await restart(Date.UTC(2028, 1, 29, 12))
      standIn.resume()
      const id = await subscription()
      const ends = []
      for (let year = 2029; year <= 2032; year++) {
        await advance(Date.UTC(year, 2, 1, 13))
        const invoice = (await stripe.invoices.list({ subscription: id, limit: 1 })).data[0]
        ends.push(new Date((invoice?.lines.data[0]?.period.start ?? 0) * 1000).toISOString().slice(0, 10))
      }
      expect(ends).toEqual(['2029-02-28', '2030-02-28', '2031-02-28', '2032-02-29'])
    })

    it('that fails is tried again, and a new card pays it at once', async () => {
      const id = await subscription()
      received = []
      standIn.knobs({ failRenewals: true })
      await advance(Date.UTC(2028, 2, 2))
      expect(types()).toContain('invoice.payment_failed')
      expect((await stripe.subscriptions.retrieve(id)).status).toBe('past_due')
      standIn.knobs({ failRenewals: false })
      const customer = (await stripe.subscriptions.retrieve(id)).customer as string
      const portal = await stripe.billingPortal.sessions.create({ customer, return_url: publicUrl })
      expect(await (await fetch(portal.url)).text()).toContain('The last payment failed.')
      await post(portal.url, { action: 'card-works' })
      expect((await stripe.subscriptions.retrieve(id)).status).toBe('active')
      await vi.waitFor(() => expect(types()).toContain('invoice.paid'))
    })

    it('that fails four times ends the subscription', async () => {
      const id = await subscription()
      const customer = (await stripe.subscriptions.retrieve(id)).customer as string
      const portal = await stripe.billingPortal.sessions.create({ customer })
      await post(portal.url, { action: 'card-declined' })
      await advance(Date.UTC(2028, 2, 20))
      expect(await stripe.subscriptions.retrieve(id)).toMatchObject({
        status: 'canceled',
        cancellation_details: { reason: 'payment_failed' },
      })
      expect(types().filter((type) => type === 'invoice.payment_failed')).toHaveLength(4)
      expect(types().at(-1)).toBe('customer.subscription.deleted')
    })

    it('does not come when cancelled at the end of the period on the portal', async () => {
      const id = await subscription()
      const customer = (await stripe.subscriptions.retrieve(id)).customer as string
      const portal = await stripe.billingPortal.sessions.create({ customer })
      await post(portal.url, { action: 'cancel', subscription: id })
      expect((await stripe.subscriptions.retrieve(id)).cancel_at_period_end).toBe(true)
      await advance(Date.UTC(2028, 2, 2))
      expect((await stripe.subscriptions.retrieve(id)).status).toBe('canceled')
      expect((await stripe.invoices.list({ subscription: id })).data).toHaveLength(1)
    })

    it('takes a new amount from the next period on', async () => {
      const id = await subscription()
      const item = (await stripe.subscriptions.retrieve(id)).items.data[0]
      await stripe.subscriptions.update(id, {
        proration_behavior: 'none',
        items: [
          {
            id: item?.id ?? '',
            price_data: {
              currency: 'usd',
              product: 'prod_membership',
              unit_amount: 5000,
              recurring: { interval: 'year' },
            },
          },
        ],
      })
      await advance(Date.UTC(2028, 2, 2))
      expect((await stripe.invoices.list({ subscription: id, limit: 1 })).data[0]?.amount_paid).toBe(5000)
    })
  })

  describe('a payment for one year', () => {
    it('makes an invoice and can be refunded in parts, never over the amount', async () => {
      const session = await once()
      await press(session, 'pay')
      const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['payment_intent.latest_charge'] })
      expect(done.subscription).toBeNull()
      const intent = done.payment_intent as Stripe.PaymentIntent
      expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2500, metadata: { memberId: 'mbr_2' } })
      const payments = await stripe.invoicePayments.list({
        payment: { type: 'payment_intent', payment_intent: intent.id },
      })
      expect(payments.data.map(({ invoice }) => invoice)).toEqual([done.invoice])
      await stripe.refunds.create({ payment_intent: intent.id, amount: 500 })
      await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 2001 })).rejects.toMatchObject({
        param: 'amount',
      })
      await stripe.refunds.create({ payment_intent: intent.id })
      await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({
        code: 'charge_already_refunded',
      })
      await vi.waitFor(() => expect(types().filter((type) => type === 'charge.refunded')).toHaveLength(2))
    })
  })

  describe('a call', () => {
    it('with the same idempotency key and parameters gets the stored answer; with others it is refused', async () => {
      const options = { idempotencyKey: 'join:1' }
      const first = await stripe.customers.create({ email: 'ana@example.org' }, options)
      const again = await stripe.customers.create({ email: 'ana@example.org' }, options)
      expect(again.id).toBe(first.id)
      await expect(stripe.customers.create({ email: 'ben@example.org' }, options)).rejects.toMatchObject({
        type: 'StripeIdempotencyError',
        statusCode: 400,
      })
      expect((await stripe.customers.list()).data).toHaveLength(1)
    })

    it('with an unknown parameter is refused by its name', async () => {
      await expect(
        stripe.checkout.sessions.create({
          ...sessionParameters(),
          payment_method_types: ['card'],
        } as Stripe.Checkout.SessionCreateParams),
      ).rejects.toMatchObject({ code: 'parameter_unknown', param: 'payment_method_types', statusCode: 400 })
      await expect(stripe.checkout.sessions.create(sessionParameters({ unit_amount: 12.5 }))).rejects.toMatchObject({
        code: 'parameter_invalid_integer',
        param: 'line_items[0][price_data][unit_amount]',
      })
      await expect(stripe.checkout.sessions.create(sessionParameters({ unit_amount: -5 }))).rejects.toMatchObject({
        param: 'line_items[0][price_data][unit_amount]',
      })
      await expect(stripe.checkout.sessions.create({ mode: 'payment', success_url: publicUrl })).rejects.toMatchObject({
        code: 'parameter_missing',
        param: 'line_items',
      })
    })

    it('with a wrong key, or about something unknown, is refused as Stripe does', async () => {
      const stranger = new Stripe('sk_test_other', { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
      await expect(stranger.customers.list()).rejects.toMatchObject({ type: 'StripeAuthenticationError' })
      await expect(stripe.subscriptions.retrieve('sub_none')).rejects.toMatchObject({
        code: 'resource_missing',
        statusCode: 404,
      })
    })

    it('lists events newest first and page by page', async () => {
      for (let n = 0; n < 5; n++) await stripe.customers.create({ name: `Customer ${n}` })
      const names = []
      for await (const event of stripe.events.list({ limit: 2, type: 'customer.created' }))
        names.push((event.data.object as Stripe.Customer).name)
      expect(names).toEqual(['Customer 4', 'Customer 3', 'Customer 2', 'Customer 1', 'Customer 0'])
    })
  })

  describe('webhooks', () => {
    it('are tried again until the endpoint takes them', async () => {
      endpointStatus = 500
      await subscription()
      await advance(clock.now() + 2000)
      expect(received).toEqual([])
      endpointStatus = 200
      await advance(clock.now() + 6000)
      expect(types()).toContain('checkout.session.completed')
    })

    it('that were not delivered are delivered after a restart, with the same secrets', async () => {
      endpointStatus = 500
      await subscription()
      await standIn.idle()
      const { webhookSecret, secretKey } = standIn
      endpointStatus = 200
      await restart(clock.now())
      expect(standIn).toMatchObject({ webhookSecret, secretKey })
      standIn.resume()
      await advance(clock.now() + 2000)
      expect(types().sort()).toEqual(['checkout.session.completed', 'invoice.paid'])
    })

    it('can be duplicated, reordered, dropped, delayed and badly signed', async () => {
      standIn.knobs({ duplicate: 1 })
      await subscription()
      await vi.waitFor(() => expect(types()).toHaveLength(4))
      received = []
      standIn.knobs({ duplicate: 0, reorder: true })
      await subscription()
      await advance(clock.now() + 3000)
      expect(types()).toEqual(['checkout.session.completed', 'invoice.paid'])
      received = []
      standIn.knobs({ reorder: false, drop: 1 })
      await subscription()
      await advance(clock.now() + 3000)
      expect(types()).toEqual(['checkout.session.completed'])
      received = []
      standIn.knobs({ delay: 'PT10M' })
      await subscription()
      await advance(clock.now() + 599_000)
      expect(types()).toEqual([])
      await advance(clock.now() + 2000)
      expect(types()).toHaveLength(2)
      received = []
      standIn.knobs({ delay: 'PT0S', badSignature: 1 })
      await subscription()
      await advance(clock.now() + 3000)
      expect(refusals).toHaveLength(1)
      expect(types()).toHaveLength(2)
      expect(() => standIn.knobs({ duplicates: 1 })).toThrow(/duplicates/)
    })
  })

  it('creates a session and takes its payment in a few milliseconds', async () => {
    await subscription()
    // Processor time of both ends, in microseconds: what else the machine does is not counted.
    const began = process.cpuUsage()
    for (let n = 0; n < 20; n++) await subscription()
    const { user, system } = process.cpuUsage(began)
    expect((user + system) / 20 / 1000).toBeLessThan(40)
  })

  const sessionParameters = ({
    name = 'San Francisco network',
    unit_amount = 1200,
    ...more
  }: {
    name?: string
    unit_amount?: number
    expires_at?: number
  } = {}): Stripe.Checkout.SessionCreateParams => ({
    mode: 'subscription',
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'usd', unit_amount, product_data: { name }, recurring: { interval: 'year' } },
      },
    ],
    customer_email: 'ana@example.org',
    client_reference_id: 'app_1',
    metadata: { joinId: 'app_1' },
    subscription_data: { metadata: { memberId: 'mbr_1' } },
    success_url: `${publicUrl}/joined?s={CHECKOUT_SESSION_ID}`,
    cancel_url: `${publicUrl}/cities/san-francisco`,
    locale: 'en',
    ...more,
  })

  const subscribe = (more: Parameters<typeof sessionParameters>[0] = {}) =>
    stripe.checkout.sessions.create(sessionParameters(more))

  async function subscription() {
    const session = await subscribe()
    await press(session, 'pay')
    await advance(clock.now())
    return (await stripe.checkout.sessions.retrieve(session.id)).subscription as string
  }

  const once = () =>
    stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 2500, product: 'prod_membership' } }],
      customer_email: 'ben@example.org',
      invoice_creation: { enabled: true, invoice_data: { metadata: { memberId: 'mbr_2' } } },
      payment_intent_data: { metadata: { memberId: 'mbr_2' } },
      success_url: `${publicUrl}/joined`,
    })

  const post = (url: string, form: Record<string, string>) =>
    fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) })
  const press = ({ url, id }: Stripe.Checkout.Session, action: string) =>
    post(url ?? `http://127.0.0.1:${port}/c/pay/${id}`, { action })
})
