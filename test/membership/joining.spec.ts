import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { stripeEvents } from '../../functions/adapters/stripe/events.ts'
import { type CheckoutOrder, stripePayments } from '../../functions/adapters/stripe.ts'
import { keys, MemberRow } from '../../functions/membership/items.ts'
import { startSignup } from '../../functions/membership/joining/start-signup.ts'
import { hearPaymentEvent } from '../../functions/membership/payments/hear-payment-event.ts'
import { createClock } from '../../local/clock.ts'
import { openJournal } from '../../local/journal.ts'
import { startStripe } from '../../local/stripe/stand-in.ts'
import { Application, CONSENT_WORDING, type Joining } from '../../shared/membership/application.ts'
import { Member, Organization } from '../../shared/membership/member.ts'
import { Membership } from '../../shared/membership/membership.ts'
import { Cents, instantOf } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { ana, applicationId, countedIds, NOON, openCity, site } from './cast.ts'

const STRIPE_PORT = 4402

let embedded: EmbeddedTable
let directory: string
let journal: DatabaseSync
let clock: ReturnType<typeof createClock>
let stripe: Awaited<ReturnType<typeof startStripe>>
let endpoint: Server
let answers: string[]

beforeAll(async () => {
  endpoint = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const signature = String(request.headers['stripe-signature'])
    const heard = await hearPaymentEvent(needs(), { body: Buffer.concat(chunks), signature }).catch(() => undefined)
    answers.push(heard?.outcome === 'heard' ? `${heard.event.type} ${heard.effect}` : (heard?.reason ?? 'fault'))
    response.writeHead(heard?.outcome === 'heard' ? 200 : heard ? 400 : 500).end()
  })
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
})

afterAll(() => {
  endpoint.closeAllConnections()
  endpoint.close()
})

beforeEach(async () => {
  answers = []
  embedded = await freshTable()
  await openCity(embedded.table)
  directory = mkdtempSync(join(tmpdir(), 'joining-'))
  journal = openJournal(join(directory, 'journal.db'))
  clock = createClock({ offset: Date.parse(NOON) - Date.now() })
  const webhookUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/`
  stripe = await startStripe({ port: STRIPE_PORT, publicUrl: site.publicUrl, webhookUrl, journal, clock })
  stripe.resume()
})

afterEach(async () => {
  await stripe.stop()
  clock.stop()
  journal.close()
  rmSync(directory, { recursive: true, force: true })
})

const newId = countedIds()

const needs = () => {
  const account = {
    api: `http://127.0.0.1:${STRIPE_PORT}`,
    product: 'prod_membership',
    secretKey: async () => stripe.secretKey,
  }
  return {
    table: embedded.table,
    now: () => instantOf(clock.now()),
    newId,
    publicUrl: site.publicUrl,
    payments: stripePayments(account),
    verify: stripeEvents(
      account,
      async () => stripe.webhookSecret,
      () => instantOf(clock.now()),
    ),
  }
}

const ask = async (n: number, joining: Joining = ana) => {
  const started = await startSignup(needs(), { applicationId: applicationId(n), joining })
  if (started.outcome !== 'started') throw new Error(started.outcome)
  return started.checkoutUrl
}

const pay = async (checkoutUrl: string) => {
  const answer = await fetch(checkoutUrl, {
    method: 'POST',
    body: new URLSearchParams({ action: 'pay' }),
    redirect: 'manual',
  })
  return answer.headers.get('location')
}

/** Webhooks come when they come. */
const hears = (pattern: RegExp, times = 1) =>
  vi.waitFor(() => expect(answers.filter((answer) => pattern.test(answer)).length).toBeGreaterThanOrEqual(times), 5000)

const payAndHear = async (checkoutUrl: string) => {
  const before = answers.filter((answer) => RECORDED.test(answer)).length
  const location = await pay(checkoutUrl)
  await hears(RECORDED, before + 1)
  return location
}

const RECORDED = /(joined|extended)$/

const memberOf = async (email = ana.email) => {
  const row = await embedded.table.get(MemberRow, keys.email(email))
  if (!row) return undefined
  const [member, membership] = await Promise.all([
    embedded.table.get(Member, keys.profile(row.memberId)),
    embedded.table.get(Membership, keys.membership(row.memberId)),
  ])
  return { member, membership }
}

const everything = async () => {
  const { Items = [] } = await embedded.client.send(new ScanCommand({ TableName: embedded.tableName }))
  return Items.map((item) => String(item.pk)).sort()
}

const outbox = async () => (await everything()).filter((pk) => pk.startsWith('OUTBOX#'))

describe('someone who asks to join', () => {
  it('has a checkout, and is nobody’s member before it is paid', async () => {
    const url = await ask(1)
    expect(url).toMatch(/\/c\/pay\/cs_test_/)
    expect(await memberOf()).toBeUndefined()
    expect(await embedded.table.get(Application, keys.application(applicationId(1)))).toMatchObject({
      state: 'applied',
      checkoutKey: `join:${applicationId(1)}`,
      joining: ana,
    })
  })

  it('gets one checkout for a double click', async () => {
    const [first, second] = await Promise.all([ask(1), ask(1)])
    expect(second).toBe(first)
  })

  it('gets another checkout after coming back and choosing another amount', async () => {
    const first = await ask(1)
    const dearer = { ...ana, amount: Cents.parse(6000) }
    const second = await ask(1, dearer)
    expect(second).not.toBe(first)
    expect(await ask(1, dearer)).toBe(second)
  })

  it('can pay one of them only: the checkout of the wish before has ended', async () => {
    const first = await ask(1)
    const second = await ask(1, { ...ana, amount: Cents.parse(6000) })
    expect(await pay(first)).toBeNull()
    await payAndHear(second)
    expect((await memberOf())?.membership?.payments).toMatchObject([{ cents: 6000 }])
  })

  it('can pay one only though two wishes are sent in the same moment', async () => {
    const wishes = [2500, 6000, 7000].map((amount) => ({ ...ana, amount: Cents.parse(amount) }))
    const started = await Promise.all(
      wishes.map((joining) => startSignup(needs(), { applicationId: applicationId(1), joining })),
    )
    const given = started.flatMap((each) => (each.outcome === 'started' ? each.checkoutUrl : []))
    const open = (await Promise.all(given.map((url) => fetch(url)))).filter(({ ok }) => ok)
    expect(open.length).toBeLessThanOrEqual(1)
    expect(await pay(await ask(1))).toContain('/joined')
  })

  it('can pay one only though another wish was being stored while the first got its address', async () => {
    const opened = Promise.withResolvers<void>()
    const overtaking = Promise.withResolvers<void>()
    const { table } = embedded
    const slow = {
      ...needs().payments,
      createCheckout: async (order: CheckoutOrder) => {
        const checkout = await needs().payments.createCheckout(order)
        opened.resolve()
        await overtaking.promise
        return checkout
      },
    }
    const first = startSignup({ ...needs(), payments: slow }, { applicationId: applicationId(1), joining: ana })
    await opened.promise
    const late: typeof table = {
      ...table,
      write: async (...writes) => {
        overtaking.resolve()
        await first
        return table.write(...writes)
      },
    }
    const joining = { ...ana, amount: Cents.parse(6000) }
    const second = await startSignup({ ...needs(), table: late }, { applicationId: applicationId(1), joining })
    const addresses = [await first, second].map((each) => (each.outcome === 'started' ? each.checkoutUrl : ''))
    expect(await Promise.all(addresses.map((url) => pay(url)))).toEqual([null, expect.stringContaining('/joined')])
  })

  it('is told that it is paid when the wish changes before the payment was heard of', async () => {
    stripe.knobs({ delay: 'PT1H' })
    await pay(await ask(1))
    const outcomeOf = (joining: typeof ana) => startSignup(needs(), { applicationId: applicationId(1), joining })
    expect(await outcomeOf(ana)).toEqual({ outcome: 'paid-already' })
    expect(await outcomeOf({ ...ana, amount: Cents.parse(6000) })).toEqual({ outcome: 'form-used' })
    expect(await embedded.table.get(Application, keys.application(applicationId(1)))).toMatchObject({ joining: ana })
  })

  it('gets a new checkout after an hour, and the one before has ended', async () => {
    const first = await ask(1)
    await clock.advanceTo(Date.parse(NOON) + 3_700_000, stripe.idle)
    const second = await ask(1)
    expect(second).not.toBe(first)
    expect(await pay(first)).toBeNull()
  })

  it('is not asked to pay again with a form that was paid', async () => {
    await payAndHear(await ask(1))
    expect(await startSignup(needs(), { applicationId: applicationId(1), joining: ana })).toEqual({
      outcome: 'form-used',
    })
  })
})

describe('someone who has paid', () => {
  it.each(['year', 'once'] as const)('is a member awaiting activation, paid %s', async (interval) => {
    const location = await payAndHear(await ask(1, { ...ana, interval }))
    expect(location).toBe(`${site.publicUrl}/joined?lang=en`)
    const { member, membership } = (await memberOf()) ?? {}
    expect(member).toMatchObject({ name: 'Ana Flores', city: 'san-francisco', demographics: {} })
    expect(member?.audience).toBeUndefined()
    expect(member?.unsubscribes).toEqual({ updates: { at: expect.any(String) } })
    expect(membership).toMatchObject({
      state: 'awaiting-activation',
      paidThrough: '2027-11-23',
      payments: [{ cents: 2500, refunded: 0, paidOn: '2026-11-23' }],
    })
    expect(await outbox()).toHaveLength(1)
  })

  it('is an organization with what it offers, came by a link, and agreed to two topics in these words', async () => {
    const organization = Organization.parse({ publicName: 'Harbor House', offers: { skills: 'Talk' }, people: ['Cai'] })
    const source = 'spring-fair'
    await payAndHear(await ask(1, { ...ana, organization, source }))
    const agreed = { wording: CONSENT_WORDING, at: expect.any(String) }
    expect((await memberOf())?.member).toMatchObject({
      organization,
      source,
      consents: { surveys: agreed, calls: agreed },
      unsubscribes: { updates: { at: expect.any(String) } },
    })
  })

  it('pays every month with the fee on top, and is charged again after one', async () => {
    const monthly = { ...ana, amount: Cents.parse(500), interval: 'month', coversFee: true } as const
    await payAndHear(await ask(1, monthly))
    expect((await memberOf())?.membership).toMatchObject({
      payments: [{ cents: 546, months: 1 }],
      paidThrough: '2026-12-23',
      mandate: { standing: 'alive', interval: 'month', cents: 546 },
    })
    await clock.advanceTo(Date.parse('2026-12-24T20:00:00Z'), stripe.idle)
    await hears(/extended$/)
    expect((await memberOf())?.membership).toMatchObject({ paidThrough: '2027-01-23' })
  })

  it('leaves nothing of a person in the application', async () => {
    await payAndHear(await ask(1))
    const application = await embedded.table.get(Application, keys.application(applicationId(1)))
    expect(application).toEqual({
      state: 'fulfilled',
      applicationId: applicationId(1),
      memberId: expect.any(String),
      city: 'san-francisco',
    })
  })

  it('is one member with one payment though every event comes three times and out of order', async () => {
    stripe.knobs({ duplicate: 2, reorder: true })
    const url = await ask(1)
    await payAndHear(url)
    await clock.advanceTo(Date.parse(NOON) + 3_600_000, stripe.idle)
    await hears(/./, 6)
    const { membership } = (await memberOf()) ?? {}
    expect(membership?.payments).toHaveLength(1)
    expect(await outbox()).toHaveLength(1)
    expect(answers.filter((answer) => answer.endsWith(' joined'))).toHaveLength(1)
    expect(answers.length).toBeGreaterThanOrEqual(6)
    expect(answers).not.toContain('fault')
  })

  it('is not made by an event with a bad signature, which writes nothing', async () => {
    const url = await ask(1)
    const before = await everything()
    const forged = JSON.stringify({ id: 'evt_1', type: 'checkout.session.completed', data: { object: { id: 'cs_1' } } })
    const signature = `t=${Math.floor(clock.now() / 1000)},v1=${'0'.repeat(64)}`
    expect(await hearPaymentEvent(needs(), { body: forged, signature })).toEqual({
      outcome: 'refused',
      reason: 'bad-signature',
    })
    expect(await hearPaymentEvent(needs(), { body: forged, signature: '' })).toMatchObject({ outcome: 'refused' })
    expect(await everything()).toEqual(before)
    stripe.knobs({ badSignature: 1 })
    await pay(url)
    await hears(/bad-signature/)
    expect(answers[0]).toBe('bad-signature')
  })

  it('extends the membership when the address is a member’s already, and makes no second member', async () => {
    await payAndHear(await ask(1))
    await payAndHear(await ask(2, { ...ana, interval: 'once' }))
    const { membership } = (await memberOf()) ?? {}
    expect(membership).toMatchObject({ state: 'awaiting-activation', paidThrough: '2028-11-23' })
    expect(membership?.payments).toHaveLength(2)
    expect((await everything()).filter((pk) => pk.startsWith('EMAIL#'))).toHaveLength(1)
  })

  it('is extended by the card when the year ends', async () => {
    await payAndHear(await ask(1))
    await clock.advanceTo(Date.parse('2027-11-24T20:00:00Z'), stripe.idle)
    await hears(/extended$/)
    const { membership } = (await memberOf()) ?? {}
    expect(membership).toMatchObject({ paidThrough: '2028-11-23' })
    expect(membership?.payments).toHaveLength(2)
  })

  it('has a membership that ends when the dues are refunded in full', async () => {
    await payAndHear(await ask(1, { ...ana, interval: 'once' }))
    const paymentIntent = (await memberOf())?.membership?.payments[0]?.paymentId ?? ''
    const refund = await fetch(`http://127.0.0.1:${STRIPE_PORT}/v1/refunds`, {
      method: 'POST',
      headers: { authorization: `Bearer ${stripe.secretKey}` },
      body: new URLSearchParams({ payment_intent: paymentIntent }),
    })
    expect(refund.status).toBe(200)
    await hears(/ recorded$/)
    expect((await memberOf())?.membership).toMatchObject({ state: 'lapsed', payments: [{ refunded: 2500 }] })
  })
})
