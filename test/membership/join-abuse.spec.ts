import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { unguessableId } from '../../functions/adapters/chance.ts'
import { hashOf } from '../../functions/adapters/links.ts'
import { rateLimits } from '../../functions/adapters/rate-limit.ts'
import type { CheckoutOrder, CheckoutStanding } from '../../functions/adapters/stripe.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { newMember } from '../../functions/membership/items.ts'
import { activationRoutes } from '../../functions/membership/joining/activation.routes.tsx'
import { startSignup } from '../../functions/membership/joining/start-signup.ts'
import { takeSignupStep } from '../../functions/membership/joining/take-signup-step.ts'
import { ApplicationId, MemberId } from '../../shared/ids.ts'
import type { Joining } from '../../shared/membership/application.ts'
import { begun } from '../../shared/membership/membership.ts'
import { Cents, type Instant, PlainDate, plusSeconds } from '../../shared/units.ts'
import { freshTable } from '../table.ts'
import { ana, countedIds, links, NOON, site } from './cast.ts'
import { postOffice } from './post-office.ts'
import { FORM, joinSite } from './visitor.ts'

let on: Awaited<ReturnType<typeof joinSite>>

beforeEach(async () => {
  on = await joinSite()
})

const fields = (html: string) =>
  Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  )

describe('a form that is sent faster than anybody types', () => {
  it('stands there again with everything in it, and goes through when it is sent once more', async () => {
    const ana = on.visitor()
    const { shown = '' } = fields((await ana.open()).html)
    on.passes(2)
    const again = await ana.send({ shown })
    expect(again.html).toContain('That was quick.')
    expect(again.html).toContain('value="Ana Flores"')
    expect([await on.rows(), on.orders]).toEqual([[], []])
    await ana.send({ shown: fields(again.html).shown ?? '' })
    expect(on.orders).toHaveLength(1)
  })

  it('goes through after three seconds, however long it stood there', async () => {
    const { shown = '' } = fields((await on.visitor().open()).html)
    on.passes(3)
    await on.visitor().send({ shown })
    on.passes(7 * 86_400)
    await on.visitor().send({ shown, email: 'ben@example.org' })
    expect(on.orders).toHaveLength(2)
  })

  it.each([
    ['missing', ''],
    ['made up', '1.k2.eyJ0IjowfQ.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['ten thousand letters long', 'x'.repeat(10_000)],
  ])('with a time that is %s is looked at once more', async (_, shown) => {
    expect((await on.visitor().send({ shown })).html).toContain('That was quick.')
    expect(on.orders).toEqual([])
  })

  it('is told what is wrong first', async () => {
    const { html } = await on.visitor().send({ shown: '', email: 'ana@' })
    expect(html).toContain('not an e-mail address')
    expect(html).not.toContain('That was quick.')
  })
})

describe('a form with a mistake in it', () => {
  it('is shown by a request that can be repeated, to this browser only and for an hour', async () => {
    const ana = on.visitor()
    await ana.open()
    const { answer } = await ana.posts({ email: 'ana@' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${FORM}?again=yes`])
    for (let times = 0; times < 2; times++)
      expect((await ana.open(`${FORM}?again=yes`)).html).toContain('value="Ana Flores"')
    expect((await on.visitor().open(`${FORM}?again=yes`)).html).not.toContain('Ana Flores')
    on.passes(3600)
    expect((await ana.open(`${FORM}?again=yes`)).html).not.toContain('Ana Flores')
  })

  it('is forgotten when the payment begins', async () => {
    const ana = on.visitor()
    await ana.send({ email: 'ana@' })
    await ana.send()
    const { html } = await ana.open(`${FORM}?again=yes`)
    expect(html).not.toContain('Ana Flores')
  })

  it('is still shown, but no longer kept, for a client that sends them by the hundred', async () => {
    const program = on.visitor()
    for (let n = 0; n < 30; n++) await program.posts({ email: 'x' })
    const { answer, html } = await program.posts({ email: 'x' })
    expect(answer.status).toBe(422)
    expect(html).toContain('not an e-mail address')
    expect((await on.visitor('198.51.100.9').posts({ email: 'x' })).answer.status).toBe(303)
  })
})

describe('somebody who tries cards by the hundred', () => {
  it('is asked to wait after ten in a minute, keeps what was typed, and is heard of', async () => {
    const statuses: number[] = []
    for (let n = 0; n < 40; n++) {
      const { answer } = await on.visitor().posts({ email: `victim-${n}@example.org`, name: `Name ${n}` })
      statuses.push(answer.status)
    }
    expect(statuses.filter((status) => status === 303)).toHaveLength(10)
    expect(on.orders).toHaveLength(10)
    expect(on.met.filter((name) => name === 'JoinsLimited')).toHaveLength(30)
    expect(on.met.filter((name) => name === 'CheckoutsOpened')).toHaveLength(10)
    const { answer, html } = await on.visitor().posts({ email: 'ben@example.org' })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '60'])
    expect(html).toContain('Please try again in a minute')
    expect(html).toContain('value="ben@example.org"')
  })

  it('opens thirty checkouts in an hour at most, whatever the pace', async () => {
    for (let n = 0; n < 50; n++) {
      await on.visitor().posts({ email: `victim-${n}@example.org` })
      on.passes(30)
    }
    expect(on.orders).toHaveLength(30)
  })

  it('does not keep others from joining, and is one client with all addresses of one network', async () => {
    for (let n = 0; n < 12; n++) await on.visitor(`2001:db8:1:2::${n + 1}`).posts({ email: `victim-${n}@example.org` })
    expect(on.orders).toHaveLength(10)
    expect((await on.visitor('2001:db8:1:3::1').posts({ email: 'ben@example.org' })).answer.status).toBe(303)
  })
})

describe('somebody who floods a mailbox', () => {
  it('opens five checkouts for it in an hour, from a thousand clients, and no mail leaves', async () => {
    const statuses = new Map<number, number>()
    for (let n = 0; n < 1000; n++) {
      const { answer } = await on.visitor(`198.51.${n >> 8}.${n & 255}`).posts({ name: `Flood ${n}` })
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
    }
    expect([...statuses]).toEqual([
      [303, 5],
      [429, 995],
    ])
    const facts = (await on.rows()).filter(({ pk }) => !String(pk).startsWith('APPLICATION#'))
    expect(facts).toEqual([])
  }, 60_000)

  it('lets the one whose mailbox it is go on with the checkout that is open', async () => {
    const ana = on.visitor()
    for (let n = 0; n < 5; n++) await ana.posts({ amount: 'other', other: String(20 + n) })
    expect((await ana.posts({ amount: 'other', other: '99' })).answer.status).toBe(429)
    expect(on.payments.ended).toHaveLength(4)
    const { answer } = await ana.posts({ amount: 'other', other: '24' })
    expect([answer.status, answer.headers.get('location')]).toEqual([303, expect.stringContaining('checkout')])
  })

  it('gets three mails a day out of a membership that waits, whichever way it is asked', async () => {
    const memberId = MemberId.parse(`mbr_${'0'.repeat(26)}`)
    const { name, email, city, language } = ana
    const payment = { paymentId: 'in_0', paidOn: PlainDate.parse('2026-11-23'), refunded: Cents.parse(0), months: 1 }
    await on.table.write(
      ...newMember(
        {
          ...{ memberId, name, email, city, language, demographics: {}, consents: {}, unsubscribes: {} },
          tokenEpoch: 0,
          joinedAt: NOON,
        },
        begun(memberId, { ...payment, cents: Cents.parse(100) }),
      ),
    )
    let at: Instant = NOON
    const now = () => at
    const mails = postOffice(on.table, now)
    const limits = rateLimits({ table: on.table, links, now })
    const shared = { table: on.table, now, newId: countedIds(), site, limits }
    const app = audienceApp(site, { section: 'member' })
    app.route('/', activationRoutes({ ...shared, hashOf }))
    let asked = 0
    for (let n = 0; n < 100; n++) {
      const gateway = { event: { requestContext: { http: { sourceIp: `198.51.100.${n}` } } } }
      const body = new URLSearchParams({ act: 'resend', email })
      const headers = { origin: site.publicUrl }
      const answer = await app.request('/activation', { method: 'POST', body, headers }, gateway)
      expect(answer.headers.get('location')).toBe('/activation?shows=sent')
      await takeSignupStep(shared, { memberId, step: 'thanks', occasion: `in_${n}` })
      await mails.posts()
      asked = (await on.rows()).filter(({ pk }) => String(pk).startsWith('OUTBOX#')).length
      at = plusSeconds(at, 600)
    }
    expect(asked + mails.sent.length).toBe(3)
  }, 60_000)
})

describe('whether an address is a member’s', () => {
  it('cannot be told from the answer to the form: status, headers, page and time are the same', async () => {
    const memberId = MemberId.parse(`mbr_${'0'.repeat(26)}`)
    const { name, city, language } = ana
    const payment = { paymentId: 'in_0', paidOn: PlainDate.parse('2026-11-23'), refunded: Cents.parse(0), months: 12 }
    await on.table.write(
      ...newMember(
        {
          ...{ memberId, name, email: ana.email, city, language, demographics: {}, consents: {}, unsubscribes: {} },
          tokenEpoch: 0,
          joinedAt: NOON,
        },
        begun(memberId, { ...payment, cents: Cents.parse(2500) }),
      ),
    )
    const told = async (email: string, nth: number) => {
      const one = on.visitor(`198.51.100.${nth}`)
      const start = performance.now()
      const posted = await one.posts({ email })
      const took = performance.now() - start
      const headers = [...posted.answer.headers].filter(([header]) => header !== 'set-cookie')
      const refused = await one.send({ email, name: '' })
      const said = [posted.answer.status, headers, posted.html, refused.html]
      return { took, said: anonymous(JSON.stringify(said), email) }
    }
    await told('warm-up@example.org', 250)
    const known: Awaited<ReturnType<typeof told>>[] = []
    const unknown: Awaited<ReturnType<typeof told>>[] = []
    for (let n = 0; n < 40; n++) {
      on.passes(3600)
      known.push(await told(ana.email, n))
      unknown.push(await told(`n${n}x@example.org`.padStart(15, 'a'), n + 100))
    }
    expect(new Set([...known, ...unknown].map(({ said }) => said)).size).toBe(1)
    const median = (all: { took: number }[]) => all.map(({ took }) => took).sort((a, b) => a - b)[all.length / 2] ?? 0
    expect(Math.abs(median(known) - median(unknown))).toBeLessThan(Math.max(median(known), median(unknown)) / 2)
  }, 60_000)
})

const anonymous = (said: string, email: string) =>
  said
    .replaceAll(email, 'EMAIL')
    .replace(/app_\w{26}/g, 'APP')
    .replace(/1\.k2\.[\w-]+\.[\w-]{43}/g, 'SHOWN')

describe('a form that other sites send', () => {
  it.each([
    ['from another site', { origin: 'https://evil.example' }],
    ['from nowhere', { origin: 'null' }],
    ['without an origin', {}],
    ['as the browser says', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
  ])('%s is refused', async (_, headers) => {
    const body = new URLSearchParams({ name: 'Ana' })
    const answer = await on.app.request(FORM, { method: 'POST', body, headers: headers as Record<string, string> })
    expect([answer.status, await on.rows()]).toEqual([403, []])
  })
})

describe('an application', () => {
  /** A provider whose checkouts are open until they are ended, and whose answers come when they come. */
  const provider = (delays: () => number) => {
    const open = new Set<string>()
    const made = new Map<string, string>()
    const slowly = async <T>(answer: () => T): Promise<T> => {
      await new Promise((resolve) => setTimeout(resolve, delays()))
      const given = answer()
      await new Promise((resolve) => setTimeout(resolve, delays()))
      return given
    }
    const standing = (id: string): CheckoutStanding =>
      open.has(id) ? { standing: 'open', url: `https://checkout.stripe.com/c/pay/${id}` } : { standing: 'expired' }
    return {
      open,
      createCheckout: ({ checkoutKey, ...order }: CheckoutOrder) =>
        slowly(() => {
          const asked = JSON.stringify(order)
          if ((made.get(checkoutKey) ?? asked) !== asked) throw new Error('the same key asks for something else')
          if (!made.has(checkoutKey)) open.add(checkoutKey)
          made.set(checkoutKey, asked)
          return { checkoutId: checkoutKey, url: `https://checkout.stripe.com/c/pay/${checkoutKey}` }
        }),
      checkoutStanding: (id: string) => slowly(() => standing(id)),
      endCheckout: (id: string) =>
        slowly(() => {
          open.delete(id)
          return { standing: 'expired' } as const
        }),
    }
  }

  it('never has two checkouts whose addresses were given out and that can both be paid', async () => {
    const { table } = await freshTable()
    const wish = fc.record({
      amount: fc.constantFrom(1200, 2500, 6000),
      interval: fc.constantFrom('once', 'year', 'month'),
      coversFee: fc.boolean(),
      organization: fc.constantFrom(undefined, { publicName: 'Harbor House', offers: {}, people: [] }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(wish, { minLength: 2, maxLength: 5 }),
        fc.infiniteStream(fc.nat(3)),
        async (all, waits) => {
          const payments = provider(() => waits.next().value ?? 0)
          const applicationId = unguessableId(ApplicationId, 'app')
          const needs = { table, now: () => NOON, payments, publicUrl: site.publicUrl }
          const joinings = all.map((change) => ({ ...ana, ...change }) as Joining)
          const given = await Promise.all(
            joinings.map((joining) => startSignup(needs, { applicationId, joining }).catch(() => undefined)),
          )
          const addresses = new Set(given.flatMap((one) => (one?.outcome === 'started' ? [one.checkoutUrl] : [])))
          const payable = [...addresses].filter((url) => payments.open.has(url.split('/').at(-1) ?? ''))
          expect(payable.length).toBeLessThanOrEqual(1)
        },
      ),
      { seed: 20261123, numRuns: 60 },
    )
  }, 60_000)

  it('is one checkout for a double click, in two tabs too, for a monthly wish of an organization that covers the fee', async () => {
    const ana = on.visitor()
    const wish = {
      kind: 'organization',
      organization: 'Harbor House',
      interval: 'month',
      amount: 'other',
      other: '5',
      coversFee: 'yes',
    }
    await ana.open()
    const both = await Promise.all([ana.posts(wish), ana.posts(wish)])
    expect(new Set(both.map(({ answer }) => answer.headers.get('location'))).size).toBe(1)
    expect(on.orders).toMatchObject([{ cents: 546, interval: 'month' }])
    await ana.open(on.wayBack())
    await ana.posts({ ...wish, coversFee: '' })
    expect(on.orders).toMatchObject([{ cents: 546 }, { cents: 500 }])
    expect(on.payments.ended).toEqual([on.orders[0]?.checkoutKey])
  })
})
