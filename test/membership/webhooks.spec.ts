import { clearCaches } from '@aws-lambda-powertools/parameters'
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import Stripe from 'stripe'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { handler as Handler } from '../../functions/http/webhooks.lambda.ts'
import { Cents } from '../../shared/units.ts'
import { ana } from './cast.ts'
import { openDesk, type PaymentDesk, signed } from './payment-desk.ts'

let desk: PaymentDesk

beforeEach(async () => {
  desk = await openDesk(4520)
  desk.loseWebhooks()
})
afterEach(() => desk.stop())

const everything = async () =>
  ((await desk.client.send(new ScanCommand({ TableName: desk.tableName }))).Items ?? [])
    .map((item) => `${item.pk} ${item.sk}`)
    .sort()

const pays = async (joining = ana, n = 1) => desk.press(await desk.ask(n, joining), 'pay')
const deliver = async (type: string) => desk.hear(...(await desk.newest(type)))
/** Happens once, right before the next write. */
const meanwhile = (happens: () => Promise<unknown>) => {
  const { table } = desk.needs
  let happened = false
  desk.needs.table = {
    ...table,
    write: async (...writes) => {
      if (!happened) {
        happened = true
        await happens()
      }
      return table.write(...writes)
    },
  }
}
const payments = async () => (await desk.memberOf()).membership.payments

describe('the same webhook', () => {
  it('delivered ten times at once is one payment', async () => {
    await pays()
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver('invoice.paid')))
    expect(answers.filter((answer) => answer === 'invoice.paid joined')).toHaveLength(1)
    expect(answers.filter((answer) => /known-event|recorded-already/.test(answer))).toHaveLength(9)
    expect(await payments()).toHaveLength(1)
    expect((await everything()).filter((key) => key.startsWith('OUTBOX#'))).toHaveLength(1)
  })

  it('delivered again asks nothing of Stripe', async () => {
    await pays()
    const webhook = await desk.newest('invoice.paid')
    await desk.hear(...webhook)
    desk.knobs({ broken: 100 })
    expect(await desk.hear(...webhook)).toBe('invoice.paid known-event')
  })

  it('delivered a week later changes nothing, though the money has gone back meanwhile', async () => {
    await pays()
    await deliver('invoice.paid')
    const [payment] = await payments()
    await desk.needs.payments.refund({ paymentId: payment?.paymentId ?? '', key: 'a' })
    await deliver('refund.created')
    await desk.passTo('2026-11-30T20:00:00.000Z')
    expect(await deliver('invoice.paid')).toBe('invoice.paid known-event')
    expect(await payments()).toMatchObject([{ refunded: 2500 }])
  })
})

describe('webhooks in another order', () => {
  it.each([
    [['invoice.paid', 'checkout.session.completed']],
    [['checkout.session.completed', 'invoice.paid']],
    [['customer.subscription.created', 'invoice.paid', 'checkout.session.completed']],
    [['invoice.paid', 'checkout.session.completed', 'customer.subscription.created']],
  ])('make the same member: %j', async (order) => {
    await pays()
    for (const type of order) await deliver(type)
    expect((await desk.memberOf()).membership).toMatchObject({
      state: 'awaiting-activation',
      paidThrough: '2027-11-23',
      mandate: { standing: 'alive' },
      payments: [{ cents: 2500 }],
    })
  })

  it.each([
    [['customer.subscription.deleted', 'customer.subscription.updated']],
    [['customer.subscription.updated', 'customer.subscription.deleted']],
  ])('end the same card: %j', async (order) => {
    await pays()
    await deliver('invoice.paid')
    const { mandate } = (await desk.memberOf()).membership
    await desk.needs.payments.stopRenewing(mandate?.subscriptionId ?? '')
    await desk.needs.payments.endMandate(mandate?.subscriptionId ?? '')
    for (const type of order) await deliver(type)
    expect((await desk.memberOf()).membership.mandate).toMatchObject({ standing: 'over' })
  })

  it('make a member whose card was stopped before the payment was heard of', async () => {
    await pays()
    const [subscription] = (await desk.api.subscriptions.list()).data
    await desk.needs.payments.stopRenewing(subscription?.id ?? '')
    expect(await deliver('customer.subscription.updated')).toBe('customer.subscription.updated unknown-payer')
    expect(await deliver('customer.subscription.updated')).toBe('customer.subscription.updated known-event')
    await deliver('invoice.paid')
    expect((await desk.memberOf()).membership.mandate).toMatchObject({ standing: 'stopping' })
  })

  it('make a member whose card was stopped while the payment was being written', async () => {
    await pays()
    const [subscription] = (await desk.api.subscriptions.list()).data
    meanwhile(async () => {
      await desk.needs.payments.stopRenewing(subscription?.id ?? '')
      await deliver('customer.subscription.updated')
    })
    await deliver('invoice.paid')
    expect(desk.answers).toEqual(['customer.subscription.updated unknown-payer', 'invoice.paid joined'])
    expect((await desk.memberOf()).membership.mandate).toMatchObject({ standing: 'stopping' })
  })

  it('record what the card is now, though it changes while an older standing is being written', async () => {
    await pays()
    await deliver('invoice.paid')
    const subscriptionId = (await desk.memberOf()).membership.mandate?.subscriptionId ?? ''
    await desk.needs.payments.stopRenewing(subscriptionId)
    meanwhile(async () => {
      await desk.needs.payments.endMandate(subscriptionId)
      await deliver('customer.subscription.deleted')
    })
    await deliver('customer.subscription.updated')
    expect((await desk.memberOf()).membership.mandate).toMatchObject({ standing: 'over' })
  })
})

describe('Stripe on a bad day', () => {
  it('that answers "too many requests" or fails once is asked again within the same webhook', async () => {
    await pays()
    const webhook = await desk.newest('invoice.paid')
    desk.knobs({ tooMany: 1, broken: 1 })
    expect(await desk.hear(...webhook)).toBe('invoice.paid joined')
  })

  it.each([
    ['fails again and again', 'broken', 3],
    ['lets no answer through', 'cutOff', 3],
  ] as const)('that %s writes nothing, and the same webhook has its effect later', async (_, knob, times) => {
    await pays()
    const before = await everything()
    const webhook = await desk.newest('invoice.paid')
    desk.knobs({ [knob]: times })
    await expect(desk.hear(...webhook)).rejects.toThrow()
    expect(await everything()).toEqual(before)
    expect(await desk.hear(...webhook)).toBe('invoice.paid joined')
  })
})

describe('the webhook address', () => {
  const parameters = mockClient(SSMClient)
  let handler: typeof Handler
  let secrets: string
  let lines: string[]

  beforeAll(async () => {
    // What the template gives the function; the table and Stripe of each test come in below.
    process.env.AWS_REGION = 'us-east-1'
    process.env.STRIPE_PRODUCT = 'prod_membership'
    process.env.STRIPE_SECRET_KEY_PARAMETER = '/stripe-secret-key'
    process.env.STRIPE_WEBHOOK_SECRET_PARAMETER = '/stripe-webhook-secret'
    process.env.AWS_ACCESS_KEY_ID = 'embedded'
    process.env.AWS_SECRET_ACCESS_KEY = 'embedded'
  })

  beforeEach(async () => {
    process.env.STRIPE_API = desk.account.api
    process.env.TABLE_NAME = desk.tableName
    process.env.AWS_ENDPOINT_URL_DYNAMODB = desk.endpoint
    secrets = desk.webhookSecret
    parameters.reset()
    parameters
      .on(GetParameterCommand)
      .callsFake(({ Name }) => ({ Parameter: { Value: Name.includes('webhook') ? secrets : desk.secretKey } }))
    clearCaches()
    vi.resetModules()
    const { log } = await import('../../functions/adapters/log.ts')
    lines = []
    for (const level of ['info', 'warn'] as const)
      vi.spyOn((log as unknown as { console: Console }).console, level).mockImplementation(
        (line) => void lines.push(String(line)),
      )
    handler = (await import('../../functions/http/webhooks.lambda.ts')).handler
  })

  const event = (more: object = {}) =>
    JSON.stringify({
      id: 'evt_1',
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: 1,
      livemode: false,
      type: 'invoice.paid',
      data: { object: { id: 'in_none', object: 'invoice' } },
      ...more,
    })
  const post = (body: string, signature: string | undefined, isBase64Encoded = false) =>
    handler({
      body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
      isBase64Encoded,
      headers: signature === undefined ? {} : { 'stripe-signature': signature },
    })
  const unknownType = (more: object = {}) => event({ type: 'radar.early_fraud_warning.created', ...more })
  const headerOf = (body: string, secret = desk.webhookSecret, at = Date.now()) => signed(body, secret, at)[1]

  it('refuses what is not signed, badly, too long ago, with another secret, or written again', async () => {
    const body = event()
    for (const [given, signature] of [
      [body, undefined],
      [body, ''],
      [body, 'v1=abc'],
      [body, headerOf(body, 'whsec_other')],
      [body, headerOf(body, desk.webhookSecret, Date.now() - 301_000)],
      [JSON.stringify(JSON.parse(body), null, 2), headerOf(body)],
      [`${body} `, headerOf(body)],
    ] as const)
      expect(await post(given, signature)).toMatchObject({ statusCode: 400 })
    expect(await everything()).toEqual(['CITIES san-francisco'])
  })

  it('takes bytes in base64 as they are, accents and all', async () => {
    const body = unknownType({ data: { object: { name: 'Zoë 🏳️‍🌈' } } })
    expect(await post(body, headerOf(body), true)).toEqual({ statusCode: 200, body: 'nothing-to-do' })
    expect(await post(body, headerOf(body))).toEqual({ statusCode: 200, body: 'nothing-to-do' })
  })

  it('knows the secret before this one while it is being replaced, and one header with two signatures', async () => {
    const body = unknownType()
    secrets = 'whsec_new whsec_before'
    clearCaches()
    for (const secret of ['whsec_new', 'whsec_before'])
      expect((await post(body, headerOf(body, secret))).statusCode).toBe(200)
    expect((await post(body, headerOf(body, 'whsec_long_ago'))).statusCode).toBe(400)
    const [, stranger] = headerOf(body, 'whsec_long_ago').split(',')
    expect((await post(body, `${headerOf(body, 'whsec_new')},${stranger}`)).statusCode).toBe(200)
    secrets = ' '
    clearCaches()
    expect((await post(body, headerOf(body, ' '))).statusCode).toBe(400)
  })

  it('acts on nothing that speaks of real money while the key is for tests', async () => {
    await pays()
    const before = await everything()
    const [paid] = (await desk.api.events.list({ type: 'invoice.paid', limit: 1 })).data
    const body = JSON.stringify({ ...paid, livemode: true })
    expect(await post(body, headerOf(body))).toEqual({ statusCode: 200, body: 'other-mode' })
    expect(await everything()).toEqual(before)
  })

  it('acts on an event in the shapes of another API version, since only its id is believed', async () => {
    await pays()
    const [paid] = (await desk.api.events.list({ type: 'invoice.paid', limit: 1 })).data
    const body = JSON.stringify({ ...paid, api_version: '2024-06-20' })
    expect(await post(body, headerOf(body))).toEqual({ statusCode: 200, body: 'joined' })
  })

  it('takes types that it does not know, and events of 300 kB', async () => {
    const body = unknownType({ data: { object: { padding: 'x'.repeat(300_000) } } })
    expect(await post(body, headerOf(body))).toEqual({ statusCode: 200, body: 'nothing-to-do' })
  })

  it('answers in well under a second', async () => {
    await pays()
    const [paid] = (await desk.api.events.list({ type: 'invoice.paid', limit: 1 })).data
    const body = JSON.stringify(paid)
    await post(unknownType(), headerOf(unknownType()))
    const began = process.cpuUsage()
    expect(await post(body, headerOf(body))).toEqual({ statusCode: 200, body: 'joined' })
    const { user, system } = process.cpuUsage(began)
    // Processor time of both ends, in microseconds.
    expect((user + system) / 1000).toBeLessThan(500)
  })

  it('logs ids and outcomes, and nothing of a person', async () => {
    await pays({ ...ana, amount: Cents.parse(3300) })
    const [paid] = (await desk.api.events.list({ type: 'checkout.session.completed', limit: 1 })).data
    const body = JSON.stringify(paid)
    await post(body, headerOf(body))
    await post(body, 'v1=abc')
    expect(lines.join('\n')).toContain(paid?.id)
    expect(lines.join('\n')).toContain('bad-signature')
    expect(lines.join('\n')).not.toMatch(/ana@|Ana|Flores|http|cs_test/)
  })
})
