import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { rateLimits } from '../../functions/adapters/rate-limit.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { keys, newMember } from '../../functions/membership/items.ts'
import { activationRoutes } from '../../functions/membership/joining/activation.routes.tsx'
import { takeSignupStep } from '../../functions/membership/joining/take-signup-step.ts'
import { MemberId } from '../../shared/ids.ts'
import { begun, Membership } from '../../shared/membership/membership.ts'
import { Cents, PlainDate } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { ana, countedIds, linkIn, links, NOON, openCity, site, stoppedClock, tokens } from './cast.ts'
import { postOffice } from './post-office.ts'

let embedded: EmbeddedTable
let app: ReturnType<typeof audienceApp>
let clock: ReturnType<typeof stoppedClock>
let mails: ReturnType<typeof postOffice>

const newId = countedIds()
const memberId = MemberId.parse(`mbr_${'0'.repeat(25)}A`)

beforeEach(async () => {
  embedded = await freshTable()
  await openCity(embedded.table)
  clock = stoppedClock()
  const payment = {
    paymentId: 'in_1',
    paidOn: PlainDate.parse('2026-11-23'),
    cents: Cents.parse(2500),
    refunded: Cents.parse(0),
    months: 12,
  }
  const { name, email, city, language } = ana
  await embedded.table.write(
    ...newMember(
      {
        memberId,
        name,
        email,
        city,
        language,
        demographics: {},
        consents: {},
        unsubscribes: {},
        tokenEpoch: 0,
        joinedAt: NOON,
      },
      begun(memberId, payment),
    ),
  )
  const limits = rateLimits({ table: embedded.table, links, now: clock.now })
  const shared = { table: embedded.table, now: clock.now, site, newId, limits }
  await takeSignupStep(shared, { memberId, step: 'activation', occasion: 'fct_1' })
  mails = postOffice(embedded.table, clock.now)
  await mails.posts()
  app = audienceApp(site, { section: 'member' })
  app.route('/', activationRoutes({ ...shared, hashOf: tokens.hashOf }))
})

const link = () => linkIn(mails.sent[0])
const open = async (path: string) => {
  const answer = await app.request(path)
  return { status: answer.status, html: await answer.text(), headers: answer.headers }
}
const press = async (fields: Record<string, string>) => {
  const body = new URLSearchParams(fields)
  const answer = await app.request('/activation', { method: 'POST', body, headers: { origin: site.publicUrl } })
  return { status: answer.status, html: await answer.text(), location: answer.headers.get('location') }
}
const token = () => link().searchParams.get('t') ?? ''
const state = async () => (await embedded.table.get(Membership, keys.membership(memberId)))?.state
const Fact = z.object({ fact: z.string() })
const asked = async () => {
  const shards = await Promise.all([0, 1, 2, 3].map((shard) => embedded.table.query(Fact, { pk: `OUTBOX#${shard}` })))
  return shards.flatMap(({ items }) => items.map(({ fact }) => fact))
}

describe('the link of the activation mail', () => {
  it('opens a page with a button and changes nothing, whoever opens it and however often', async () => {
    for (let i = 0; i < 2; i++) {
      const { status, html, headers } = await open(link().pathname + link().search)
      expect(status).toBe(200)
      expect(html).toContain('<button type="submit">Activate</button>')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('cache-control')).toBe('no-store')
    }
    expect(await state()).toBe('awaiting-activation')
  })

  it('activates when the button is pressed, and says so', async () => {
    const { status, location } = await press({ t: token() })
    expect([status, location]).toEqual([303, '/activation?shows=done'])
    expect(await state()).toBe('active')
    expect((await open('/activation?shows=done')).html).toContain('You are a member. Welcome!')
    expect(await asked()).toEqual(['membership.activated'])
  })

  it('says kindly that it has done its work when it is opened or pressed again', async () => {
    await press({ t: token() })
    expect((await open(`/activation?t=${token()}`)).html).toContain('Your membership is active already')
    expect(await press({ t: token() })).toMatchObject({ status: 200 })
    expect(await asked()).toEqual(['membership.activated'])
  })

  it('offers a fresh link when it has expired, and the fresh one is asked for with one press', async () => {
    clock.passDays(4)
    const { status, html } = await open(`/activation?t=${token()}`)
    expect(status).toBe(410)
    expect(html).toContain('Send me a fresh link')
    expect(await press({ t: token() })).toMatchObject({ status: 410 })
    expect(await press({ t: token(), act: 'resend' })).toMatchObject({ location: '/activation?shows=sent' })
    expect(await asked()).toEqual(['membership.activation-link-asked'])
    expect(await state()).toBe('awaiting-activation')
  })

  it.each([
    ['forged', 'A'.repeat(43)],
    ['truncated', 'abc'],
    ['missing', ''],
  ])('that is %s answers 404 with a way to ask for a fresh one', async (_, t) => {
    const { status, html } = await open(`/activation?t=${t}`)
    expect(status).toBe(404)
    expect(html).toContain('This link does not work')
    expect(html).toContain('name="email"')
    expect(await press({ t })).toMatchObject({ status: 404 })
    expect(await state()).toBe('awaiting-activation')
  })
})

describe('asking for a fresh link by address', () => {
  it('answers the same for an address that is known, unknown or active', async () => {
    const known = await press({ act: 'resend', email: 'ana@example.org' })
    const unknown = await press({ act: 'resend', email: 'nobody@example.org' })
    await press({ t: token() })
    const active = await press({ act: 'resend', email: 'ana@example.org' })
    expect(unknown).toEqual(known)
    expect(active).toEqual(known)
    expect((await asked()).sort()).toEqual(['membership.activated', 'membership.activation-link-asked'])
  })

  it('says what is wrong with an address that is none, and keeps it', async () => {
    const { status, html } = await press({ act: 'resend', email: 'ana@' })
    expect(status).toBe(422)
    expect(html).toContain('<a href="#email">')
    expect(html).toContain('value="ana@"')
  })
})
