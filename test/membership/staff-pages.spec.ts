import type { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { newId } from '../../functions/adapters/clock.ts'
import type { RefundOrder } from '../../functions/adapters/stripe.ts'
import { suppressionOf } from '../../functions/adapters/suppressions.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { audienceApp, type Page } from '../../functions/http/audience.tsx'
import { requireStaff, SESSION_COOKIE } from '../../functions/http/guard.tsx'
import { staffMemberRoutes } from '../../functions/membership/desk/staff-member.routes.tsx'
import { countOpenTasks } from '../../functions/membership/desk/staff-tasks.ts'
import { taskRoutes } from '../../functions/membership/desk/task.routes.tsx'
import { keys } from '../../functions/membership/items.ts'
import { knownMember } from '../../functions/membership/known-member.ts'
import { keepRoll } from '../../functions/membership/roll/keep-roll.ts'
import { memberRollRoutes } from '../../functions/membership/roll/member-roll.routes.tsx'
import { suppress } from '../../functions/membership/suppressions.ts'
import { ledgerKey } from '../../shared/campaigns/ledger.ts'
import { City } from '../../shared/cities/city.ts'
import { type Actor, userKey } from '../../shared/identity/actor.ts'
import { CampaignId, CitySlug } from '../../shared/ids.ts'
import { SERVICE_MAIL_BEGINS, ServiceMail } from '../../shared/mail/service-mail.ts'
import { shardOf } from '../../shared/membership/member.ts'
import { asOf, type LivingMembership } from '../../shared/membership/membership.ts'
import { type TaskKind, taskKey } from '../../shared/membership/task.ts'
import { Cents, PlainDate } from '../../shared/units.ts'
import { RenewalSteps } from '../../web/membership/desk/renewal-steps.tsx'
import { freshTable } from '../table.ts'
import { links, NOON, noMandates, openCity, sanFrancisco, site, stoppedClock } from './cast.ts'
import { activeSince, address, join, mbr, SAM, somebody } from './roll-cast.ts'

const ANA = mbr(1)
const BASE = `/staff/members/${ANA}`
const RUTH: Actor = { ...SAM, name: 'Ruth', roles: [{ role: 'council', city: CitySlug.parse('san-francisco') }] }

let table: Table
/** The partitions that the pages have read. */
let read: string[]
let app: Hono<Page>
let clock: ReturnType<typeof stoppedClock>
let stripe: { refunds: RefundOrder[]; stopped: string[]; answer: 'refunded' | 'not-refundable' | 'silence' }

beforeEach(async () => {
  table = (await freshTable()).table
  clock = stoppedClock()
  read = []
  stripe = { refunds: [], stopped: [], answer: 'refunded' }
  await openCity(table)
  await openCity(table, { ...sanFrancisco, slug: CitySlug.parse('denver'), name: 'Denver', state: 'CO' })
  const user = { userId: SAM.userId, name: 'Sam Staff', email: 'sam@example.org', firstSignedInAt: NOON }
  await table.write({ put: { ...userKey(SAM.userId), ...user } })
  const payments = {
    ...noMandates,
    refund: async (order: RefundOrder) => {
      stripe.refunds.push(order)
      if (stripe.answer === 'silence') throw new Error('no answer')
      return stripe.answer === 'refunded'
        ? ({ outcome: 'refunded' } as const)
        : ({ outcome: 'refused', reason: stripe.answer } as const)
    },
    stopRenewing: async (subscriptionId: string) => void stripe.stopped.push(subscriptionId),
    readMandate: async () => undefined,
    readReturned: async () => ({ refunded: Cents.parse(0) }),
  }
  const needs = {
    site,
    table: listened(table),
    now: clock.now,
    newId,
    links,
    payments: payments as never,
    cities: async () => (await table.query(City, { pk: 'CITIES' })).items,
  }
  const actorOf = async (cookie: string) => (cookie === 'sam' ? SAM : cookie === 'ruth' ? RUTH : undefined)
  app = audienceApp(site, { section: 'staff' })
  app.use('/staff/*', requireStaff({ site, actorOf, openTasks: () => countOpenTasks(table) }))
  app.route('/', memberRollRoutes(needs))
  app.route('/', taskRoutes(needs))
  app.route('/', staffMemberRoutes(needs))
})

const listened = (of: Table): Table => ({
  ...of,
  get: (schema, key) => {
    read.push(key.pk)
    return of.get(schema, key)
  },
  getMany: (schema, all) => {
    read.push(...all.map(({ pk }) => pk))
    return of.getMany(schema, all)
  },
  query: (schema, query) => {
    read.push(query.pk)
    return of.query(schema, query)
  },
})

const get = (path: string, as = 'sam') => app.request(path, { headers: { cookie: `${SESSION_COOKIE}=${as}` } })
const page = async (path: string) => (await get(path)).text()
const post = (path: string, fields: Record<string, string> = {}, as = 'sam') =>
  app.request(path, {
    method: 'POST',
    headers: { origin: site.publicUrl, cookie: `${SESSION_COOKIE}=${as}` },
    body: new URLSearchParams(fields),
  })
/** The form as its page gives it out, with the key that makes it count once. */
const filled = async (path: string, fields: Record<string, string>) => {
  const [, request = ''] = /name="request" value="([^"]*)"/.exec(await page(path)) ?? []
  return { ...fields, ...(request && { request }) }
}
const acts = async () =>
  (await table.query(z.object({ act: z.string() }), { pk: 'AUDIT#2026-11' })).items.map(({ act }) => act)
const known = async (memberId = ANA) => {
  const found = await knownMember(table, memberId)
  if (!found) throw new Error('nobody')
  return found
}
const mails = async () =>
  (await table.query(ServiceMail, { pk: `MEMBER#${ANA}`, begins: SERVICE_MAIL_BEGINS })).items.map(
    (mail) => mail.template,
  )

const ana = (change: Record<string, unknown> = {}, membership?: LivingMembership) =>
  join(table, somebody(1, { name: 'Ana Flores', email: 'ana@example.org', ...change }), membership)

const mandate = {
  subscriptionId: 'sub_1',
  standing: 'alive' as const,
  cents: Cents.parse(2500),
  interval: 'year' as const,
  chargesOn: '2027-05-04',
} as NonNullable<LivingMembership['mandate']>

describe('the list of members', () => {
  it('is empty in words before anybody has joined', async () => {
    expect(await page('/staff/members')).toContain('No members yet')
  })

  it.each(['=HYPERLINK("http://x","y")', '<script>alert(1)</script>', 'سارة', 'x'.repeat(100), "O'Neil & Söhne"])(
    'shows a name such as %s as it is written, and nothing else',
    async (name) => {
      await ana({ name })
      const html = await page('/staff/members')
      expect(html).not.toContain('<script>alert')
      const shown = name
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;')
      expect(html).toContain(`<bdi>${shown}</bdi>`)
      expect(await page(BASE)).toContain(`<bdi>${shown}</bdi>`)
    },
  )

  it('keeps the filter from page to page, and says when nobody fits it', async () => {
    for (let n = 0; n < 60; n++) await join(table, somebody(n, { name: `N${String(n).padStart(2, '0')}` }))
    const html = await page('/staff/members?city=san-francisco&state=active&kind=&renews=')
    expect(html).toContain('N49')
    expect(html).not.toContain('N50')
    const [, next = ''] = /rel="next" href="([^"]*)"/.exec(html) ?? []
    expect(next).toMatch(/^\/staff\/members\?city=san-francisco&amp;state=active&amp;from=/)
    const second = await page(next.replaceAll('&amp;', '&'))
    expect(second).toContain('N59')
    expect(second).toContain('rel="prev"')
    expect(await page('/staff/members?city=denver')).toContain('Nobody fits')
  })

  it.each([
    ['joinedSince', 'soon', 'The day of joining must be a date'],
    ['source', 'a b', 'A source has at most 40 letters'],
    ['state', 'unknown', 'Choose one of those offered.'],
  ])('refuses the filter %s=%s in words, with what was typed still there', async (field, value, message) => {
    const answer = await get(`/staff/members?${new URLSearchParams({ [field]: value })}`)
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain(message)
    if (field !== 'state') expect(html).toContain(`value="${value}"`)
  })

  it('is searched by words, and by an address that never stands in the address bar', async () => {
    await ana()
    const words = await post('/staff/members/search', { q: 'flores' })
    expect(words.headers.get('location')).toBe('/staff/members?q=flores')
    expect(await page('/staff/members?q=flores')).toContain('Ana Flores')
    expect(await page('/staff/members?q=nobody')).toContain('Nobody found')
    const mailbox = await post('/staff/members/search', { q: 'ANA@example.org' })
    expect(mailbox.headers.get('location')).toBe(BASE)
    const nobody = await post('/staff/members/search', { q: 'who@example.org' })
    expect(nobody.status).toBe(200)
    expect(await nobody.text()).toContain('Nobody found')
  })

  it('is for staff: others are refused, and those without a session are asked to sign in', async () => {
    await ana()
    for (const path of ['/staff/members', BASE, `${BASE}/refund?payment=pi_0001`, '/staff/tasks', `${BASE}/merge`]) {
      expect((await get(path, 'ruth')).status).toBe(403)
      expect((await get(path, 'nobody')).status).toBe(303)
    }
    for (const act of [
      'notes',
      'gift',
      'refund',
      'stop',
      'cancel',
      'address',
      'profile',
      'suppression',
      'sign-out',
      'merge',
    ])
      expect((await post(`${BASE}/${act}`, { reason: 'x' }, 'ruth')).status).toBe(403)
    expect(await acts()).toEqual([])
  })
})

describe('the page of a member', () => {
  it('says how they stand and why they get no reminder', async () => {
    await ana({}, { ...activeSince(ANA), mandate })
    const html = await page(BASE)
    expect(html).toContain('Paid through')
    expect(html).toContain('May 4, 2027')
    expect(html).toContain('Charges $25 a year by itself, next on May 4, 2027')
    expect(html).toContain('No reminders: the card is charged by itself on May 4, 2027.')
    expect(html).toContain('Notice that the card will be charged')
    expect(html).not.toContain('Reminder, 30 days')
  })

  it('says of a lapsed member when they are or were asked back, or why not', async () => {
    const lapsed = asOf(activeSince(ANA), { today: PlainDate.parse('2027-06-04'), at: NOON })
    if (lapsed.state !== 'lapsed') throw new Error(lapsed.state)
    const on = PlainDate.parse('2027-07-04')
    const takenOn = PlainDate.parse('2027-07-05')
    const taken = (outcome: 'mailed' | 'unsubscribed' | 'overtaken') => ({
      ...lapsed,
      steps: [{ step: 'win-back' as const, on, takenOn, at: NOON, outcome }],
    })
    const { activatedAt: _, ...unactivated } = lapsed
    const returned = lapsed.payments.map((payment) => ({ ...payment, refunded: payment.cents }))
    for (const [membership, said] of [
      [lapsed, 'Lapsed on June 4, 2027: no reminders any more. Will be asked back once, on July 4, 2027.'],
      [taken('mailed'), 'Asked back by a mail on July 5, 2027.'],
      [taken('unsubscribed'), 'Not asked back on July 5, 2027: updates had been left.'],
      [taken('overtaken'), 'Not asked back on July 5, 2027: a later step was due on the same day.'],
      [{ ...lapsed, cancelledAt: NOON }, 'Not asked back: the member had cancelled.'],
      [unactivated, 'Not asked back: the membership was never activated.'],
      [{ ...lapsed, payments: returned }, 'Not asked back: nothing is left of what was paid.'],
      [{ ...lapsed, plannedFrom: takenOn }, 'Not asked back: the day for it was over when this plan began.'],
    ] as const) {
      const shown = await RenewalSteps({ membership, today: takenOn }).toString()
      expect(shown).toContain(said)
    }
  })

  it('plans reminders with their days for those who pay by hand', async () => {
    await ana()
    const html = await page(BASE)
    expect(html).toContain('Apr 4, 2027')
    expect(html).toContain('Reminder, 30 days before the paid end')
  })

  it('tells payments, notes, mails and campaigns, newest first, and never an answer', async () => {
    await ana()
    const campaignId = CampaignId.parse(`cmp_${'0'.repeat(26)}`)
    const campaign = {
      campaignId,
      kind: 'survey',
      city: 'san-francisco',
      surveyId: `svy_${'0'.repeat(26)}`,
      surveyVersion: 1,
      protection: 'standard',
      title: 'How is your street?',
      message: '',
      closesAt: NOON,
      createdAt: NOON,
      revision: 1,
      launchAt: NOON,
      responseKey: 'k1',
      recipients: 1,
      ledgerShards: 4,
      state: 'open',
    }
    const shard = shardOf(ANA, 4)
    const recipient = {
      campaignId,
      memberId: ANA,
      shard,
      sendId: '0'.repeat(32),
      step: 3,
      attempts: 1,
      state: 'DELIVERED',
      messageId: 'm1',
      at: NOON,
    }
    await table.write(
      { put: { pk: `CAMPAIGN#${campaignId}`, sk: 'CAMPAIGN', ...campaign } },
      { put: { pk: 'CAMPAIGNS#san-francisco', sk: campaignId, ...campaign } },
      { put: { ...ledgerKey(campaignId, shard, ANA), ...recipient } },
    )
    await post(`${BASE}/notes`, { text: 'Rang up.\n<b>Wants a call</b>' })
    const html = await page(BASE)
    expect(html).toContain('How is your street?')
    expect(html).toContain('delivered')
    expect(html).toContain(`href="/staff/campaigns/${campaignId}/recipients/${ANA}?round=0"`)
    expect(html).toContain('Paid $25 for 12 months')
    expect(html).toContain('Rang up.\n&lt;b&gt;Wants a call&lt;/b&gt;')
    expect(html).toContain('Sam Staff')
    expect(html.indexOf('Rang up')).toBeLessThan(html.indexOf('Paid $25'))
    expect(read).toContain(`MEMBER#${ANA}`)
    expect(read.filter((pk) => /^(RESPONSES|TALLY|ANSWERED)#/.test(pk))).toEqual([])
  })

  it('pages through a long history', async () => {
    await ana()
    for (let n = 0; n < 40; n++) {
      clock.passDays(1)
      await post(`${BASE}/notes`, { text: `Note number ${n}.` })
    }
    const first = await page(BASE)
    expect(first).toContain('Note number 39.')
    expect(first).not.toContain('Note number 5.')
    const [, older = ''] = /href="([^"]*before=[^"]*)"/.exec(first) ?? []
    const second = await page(older.replaceAll('&amp;', '&').split('#')[0] ?? '')
    expect(second).toContain('Note number 5.')
    expect(second).not.toContain('Note number 39.')
    expect(second).toContain('Newest')
  })

  it('keeps two lines of the same millisecond apart', async () => {
    await ana()
    await Promise.all(['Rang up.', 'Wrote a letter.'].map((text) => post(`${BASE}/notes`, { text })))
    const html = await page(BASE)
    for (const text of ['Rang up.', 'Wrote a letter.']) expect(html).toContain(text)
  })

  it('keeps a note that cannot be taken, and says why', async () => {
    await ana()
    const empty = await post(`${BASE}/notes`, { text: '  ' })
    expect(empty.status).toBe(422)
    expect(await empty.text()).toContain('The note must not be empty.')
    const long = await post(`${BASE}/notes`, { text: 'x'.repeat(2001) })
    expect(long.status).toBe(422)
    expect(await long.text()).toContain('x'.repeat(2001))
  })

  it('shows namesakes of the city', async () => {
    await ana()
    await join(table, somebody(2, { name: 'Ána  flores' }))
    await join(table, somebody(3, { name: 'Ana Flores', city: 'denver' }))
    const html = await page(BASE)
    expect(html).toContain(`/staff/members/${ANA}/merge?with=${mbr(2)}`)
    expect(html).not.toContain(mbr(3))
  })

  it('is not found for nobody', async () => {
    for (const id of [mbr(9), 'mbr_1', 'PROFILE', '%00']) expect((await get(`/staff/members/${id}`)).status).toBe(404)
  })
})

describe('what staff do for a member', () => {
  it('gives time once, though the form is sent twice, and tells the member', async () => {
    await ana()
    const form = await filled(`${BASE}/gift`, { granted: 'gift', months: '6', reason: 'Helped a lot.', tell: 'yes' })
    expect((await post(`${BASE}/gift`, form)).status).toBe(303)
    expect((await post(`${BASE}/gift`, form)).status).toBe(303)
    expect((await known()).membership).toMatchObject({ paidThrough: '2027-11-04' })
    expect(await mails()).toEqual(['granted'])
    expect(await acts()).toEqual(['membership.granted'])
    expect(await page(BASE)).toContain('Gift for 6 months')
    expect(await page(BASE)).toContain('Helped a lot.')
  })

  it.each([
    [{ months: '0' }, 'whole number from 1 to 24'],
    [{ months: '25' }, 'whole number from 1 to 24'],
    [{ months: '1.5' }, 'whole number from 1 to 24'],
    [{ reason: '   ' }, 'Say why'],
    [{ granted: 'loan' }, 'Choose what it is.'],
  ])('refuses to give time with %j', async (change, message) => {
    await ana()
    const form = await filled(`${BASE}/gift`, {
      granted: 'gift',
      months: '6',
      reason: 'Kept reason',
      tell: '',
      ...change,
    })
    const answer = await post(`${BASE}/gift`, form)
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain(message)
    if (!('reason' in change)) expect(html).toContain('Kept reason')
    expect(await acts()).toEqual([])
  })

  it('takes given time back, and never what was paid', async () => {
    await ana()
    await post(
      `${BASE}/gift`,
      await filled(`${BASE}/gift`, { granted: 'sponsored', months: '6', reason: 'x', tell: '' }),
    )
    const gift = (await known()).membership.payments.find(({ granted }) => granted)?.paymentId ?? ''
    expect((await post(`${BASE}/withdrawal?payment=pi_0001`, { reason: 'no' })).status).toBe(404)
    expect((await post(`${BASE}/withdrawal?payment=${gift}`, { reason: 'Given by mistake.' })).status).toBe(303)
    expect((await known()).membership).toMatchObject({
      paidThrough: '2027-05-04',
      payments: [{ paymentId: 'pi_0001' }],
    })
    expect(await acts()).toEqual(['membership.granted', 'membership.grant-withdrawn'])
  })

  it('asks for a refund once, though the form is sent twice, and waits for Stripe to say that it went back', async () => {
    await ana()
    const path = `${BASE}/refund?payment=pi_0001`
    const form = await filled(path, { payment: 'pi_0001', amount: '10.50', reason: 'Paid twice.' })
    expect((await post(`${BASE}/refund`, form)).status).toBe(303)
    expect((await post(`${BASE}/refund`, form)).status).toBe(303)
    expect(new Set(stripe.refunds.map(({ key }) => key)).size).toBe(1)
    expect(stripe.refunds[0]).toMatchObject({ paymentId: 'pi_0001', cents: 1050 })
    expect(await acts()).toEqual(['payment.refund-asked'])
    expect((await known()).membership.payments[0]).toMatchObject({ refunded: 0 })
    expect(await page(BASE)).toContain('asked, waiting for Stripe')
    const { member, membership } = await known()
    const back = membership.payments.map((payment) => ({ ...payment, refunded: Cents.parse(1050) }))
    await table.write({ put: { ...keys.membership(member.memberId), ...membership, payments: back } })
    expect(await page(BASE)).not.toContain('waiting for Stripe')
    expect(await page(BASE)).toContain('$10.50 given back')
  })

  it('asks again under the same key when no answer came', async () => {
    await ana()
    const form = await filled(`${BASE}/refund?payment=pi_0001`, { payment: 'pi_0001', amount: '10', reason: 'x' })
    stripe.answer = 'silence'
    expect((await post(`${BASE}/refund`, form)).status).toBe(500)
    stripe.answer = 'refunded'
    await post(`${BASE}/refund`, { request: form.request ?? '', payment: 'pi_0001', again: 'yes' })
    expect(stripe.refunds.map(({ key }) => key)).toEqual([`refund:${form.request}`, `refund:${form.request}`])
  })

  it('does not ask again what Stripe has answered, or a day later what has gone back: the key is forgotten by then', async () => {
    await ana()
    const form = await filled(`${BASE}/refund?payment=pi_0001`, { payment: 'pi_0001', amount: '10', reason: 'x' })
    stripe.answer = 'silence'
    await post(`${BASE}/refund`, form)
    const { member, membership } = await known()
    const back = membership.payments.map((payment) => ({ ...payment, refunded: Cents.parse(1000) }))
    await table.write({ put: { ...keys.membership(member.memberId), ...membership, payments: back } })
    stripe.answer = 'refunded'
    clock.passDays(2)
    expect((await post(`${BASE}/refund`, form)).status).toBe(409)
    const second = await filled(`${BASE}/refund?payment=pi_0001`, { payment: 'pi_0001', amount: '5', reason: 'x' })
    await post(`${BASE}/refund`, second)
    clock.passDays(2)
    expect((await post(`${BASE}/refund`, second)).status).toBe(303)
    expect(stripe.refunds.map(({ cents }) => cents)).toEqual([1000, 500])
  })

  it.each([
    ['26', 'At most $25 can be given back.'],
    ['0', 'dollars such as 12 or 12.50'],
    ['ten', 'dollars such as 12 or 12.50'],
    ['1e1', 'dollars such as 12 or 12.50'],
  ])('refuses to give back %s of 25 dollars', async (amount, message) => {
    await ana()
    const form = await filled(`${BASE}/refund?payment=pi_0001`, { payment: 'pi_0001', amount, reason: 'x' })
    const answer = await post(`${BASE}/refund`, form)
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain(message)
    expect(stripe.refunds).toEqual([])
  })

  it('says what Stripe refused', async () => {
    await ana()
    stripe.answer = 'not-refundable'
    const form = await filled(`${BASE}/refund?payment=pi_0001`, { payment: 'pi_0001', amount: '25', reason: 'x' })
    const answer = await post(`${BASE}/refund`, form)
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('Stripe cannot give this payment back.')
    expect(await page(BASE)).toContain('Stripe refused: not refundable')
  })

  it('tells the card to charge no more, and cancels, with a reason that stands in the history', async () => {
    await ana({}, { ...activeSince(ANA), mandate })
    expect((await post(`${BASE}/stop`, { reason: '' })).status).toBe(422)
    expect((await post(`${BASE}/stop`, { reason: 'Asked by phone.' })).status).toBe(303)
    expect(stripe.stopped).toEqual(['sub_1'])
    clock.passDays(1)
    expect((await post(`${BASE}/cancel`, { reason: 'Moves away.' })).status).toBe(303)
    expect((await known()).membership.state).toBe('cancelled')
    expect(await mails()).toEqual(['cancelled'])
    expect(await acts()).toEqual(['membership.renewal-stopped', 'membership.cancelled'])
    const html = await page(BASE)
    for (const said of ['Asked by phone.', 'Moves away.']) expect(html).toContain(said)
    const again = await post(`${BASE}/cancel`, { reason: 'x' })
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('Only a membership that goes on can be cancelled.')
  })

  it('says before a cancellation whether the membership stands on or ends at once', async () => {
    await ana({}, { ...activeSince(ANA), mandate })
    expect(await page(`${BASE}/cancel`)).toContain('It stands until')
    const { membership } = await known()
    clock.passDays((Date.parse(`${membership.paidThrough}T00:00:00Z`) - Date.parse(clock.now())) / 86_400_000 + 3)
    expect(await page(`${BASE}/cancel`)).toContain('so it ends at once')
    await post(`${BASE}/cancel`, { reason: 'Moves away.' })
    expect((await known()).membership.state).toBe('lapsed')
  })

  it('changes the address: consents stay, links end, the old mailbox is told', async () => {
    const before = await ana()
    expect((await post(`${BASE}/address`, { email: 'New@Example.org' })).status).toBe(303)
    const { member } = await known()
    expect(member).toMatchObject({
      email: 'new@example.org',
      tokenEpoch: 1,
      consents: before.consents,
      unsubscribes: before.unsubscribes,
    })
    expect(await mails()).toEqual(['address-changed'])
    expect(await acts()).toEqual(['member.address-changed'])
    for (const email of ['not an address', 'ána@example.org', 'new@example.org'])
      expect((await post(`${BASE}/address`, { email })).status).toBe(422)
  })

  it('takes a complaint along to the new address and leaves a bounce behind, and says so before', async () => {
    await ana()
    await join(table, somebody(2, { email: 'bea@example.org' }))
    await suppress({ table, links }, address('ana@example.org'), { reason: 'complained', at: NOON })
    await suppress({ table, links }, address('bea@example.org'), { reason: 'bounced', at: NOON })
    expect(await page(`${BASE}/address`)).toContain('the new address is not mailed either')
    expect(await page(`/staff/members/${mbr(2)}/address`)).toContain('That stays behind: the new one is mailed.')
    await post(`${BASE}/address`, { email: 'a@example.net' })
    await post(`/staff/members/${mbr(2)}/address`, { email: 'b@example.net' })
    expect(await suppressionOf({ table, links }, address('a@example.net'))).toMatchObject({
      reason: 'complained',
    })
    expect(await suppressionOf({ table, links }, address('b@example.net'))).toBeUndefined()
  })

  it('offers to make one of two when the new address is another member’s', async () => {
    await ana()
    await join(table, somebody(2, { name: 'Anita', email: 'anita@example.org' }))
    const answer = await post(`${BASE}/address`, { email: 'anita@example.org' })
    expect(answer.status).toBe(409)
    const html = await answer.text()
    expect(html).toContain('This address is another member’s.')
    expect(html).toContain('Make one member of two')
    expect((await known()).member.email).toBe('ana@example.org')
  })

  it('corrects name, city, language and organization, each refused at its field', async () => {
    await ana()
    const typed = {
      name: 'Ana Vega',
      city: 'denver',
      language: 'es',
      organization: 'Bread for All',
      people: 'Bea\nCal',
    }
    expect((await post(`${BASE}/profile`, typed)).status).toBe(303)
    expect((await known()).member).toMatchObject({
      name: 'Ana Vega',
      city: 'denver',
      language: 'es',
      organization: { publicName: 'Bread for All', people: ['Bea', 'Cal'] },
    })
    expect(await acts()).toEqual(['member.profile-changed'])
    for (const [change, message] of [
      [{ name: ' ' }, 'The name must not be empty.'],
      [{ name: 'x'.repeat(300) }, 'The name is too long.'],
      [{ city: 'atlantis' }, 'The city must be one of those offered.'],
      [{ people: Array(11).fill('Bea').join('\n') }, 'has too many lines: at most 10.'],
    ] as const) {
      const answer = await post(`${BASE}/profile`, { ...typed, ...change })
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain(message)
    }
  })

  it('mails an address again that was suppressed, with a reason', async () => {
    await ana()
    await suppress({ table, links }, address('ana@example.org'), { reason: 'bounced', at: NOON })
    expect(await page(BASE)).toContain('Bounced')
    expect((await post(`${BASE}/suppression`, { reason: '' })).status).toBe(422)
    expect((await post(`${BASE}/suppression`, { reason: 'The mailbox works again.' })).status).toBe(303)
    expect(await suppressionOf({ table, links }, address('ana@example.org'))).toBeUndefined()
    expect(await acts()).toEqual(['mail.suppression-lifted'])
    expect((await post(`${BASE}/suppression`, { reason: 'again' })).status).toBe(409)
  })

  it('sends a new activation link to those who wait for one, and not too often', async () => {
    const { activatedAt: _, ...rest } = activeSince(ANA) as Extract<LivingMembership, { state: 'active' }>
    await ana({}, { ...rest, state: 'awaiting-activation', linksAsked: [] })
    expect((await post(`${BASE}/activation`)).status).toBe(303)
    const again = await post(`${BASE}/activation`)
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('at most one in ten minutes')
    expect(await acts()).toEqual(['member.activation-link-asked'])
  })

  it('signs a member out everywhere', async () => {
    await ana()
    expect((await post(`${BASE}/sign-out`)).status).toBe(303)
    expect((await known()).member.tokenEpoch).toBe(1)
    expect(await acts()).toEqual(['member.links-voided'])
  })

  it('merges by the pages and takes it back by them; the old id leads to the kept one', async () => {
    await ana()
    await join(table, somebody(2, { name: 'Anita Flores', email: 'anita@example.org' }))
    const form = { with: mbr(2), name: 'absorbed', email: 'kept', city: 'kept', language: 'kept', demographics: 'kept' }
    const html = await page(`${BASE}/merge?with=${mbr(2)}`)
    for (const said of ['Ana Flores', 'Anita Flores', 'May 4, 2028']) expect(html).toContain(said)
    expect((await post(`${BASE}/merge`, form)).status).toBe(422)
    const unreasoned = await post(`${BASE}/merge`, { ...form, organization: 'kept' })
    const asked = await unreasoned.text()
    expect([unreasoned.status, asked.includes('Say why: it stands in the history.')]).toEqual([422, true])
    expect(asked).toMatch(/name="name" value="absorbed" checked/)
    const why = 'She told us on the phone'
    expect((await post(`${BASE}/merge`, { ...form, organization: 'kept', reason: why })).status).toBe(303)
    await keepRoll({ table }, mbr(2))
    await keepRoll({ table }, ANA)
    expect((await get(`/staff/members/${mbr(2)}`)).headers.get('location')).toBe(BASE)
    const merged = await page(BASE)
    for (const said of ['Take the merge back', why]) expect(merged).toContain(said)
    const [, undo = ''] = /href="(\/staff\/members\/merges\/[^"]*)"/.exec(merged) ?? []
    for (const said of ['become two members again', why]) expect(await page(undo)).toContain(said)
    expect((await post(undo)).status).toBe(303)
    expect((await get(`/staff/members/${mbr(2)}`)).status).toBe(200)
    expect(await acts()).toEqual(['member.merged', 'member.merge-undone'])
    expect((await post(undo)).status).toBe(404)
  })

  it('refuses what comes from another site', async () => {
    await ana()
    const answer = await app.request(`${BASE}/sign-out`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', cookie: `${SESSION_COOKIE}=sam` },
      body: new URLSearchParams({}),
    })
    expect(answer.status).toBe(403)
    expect((await known()).member.tokenEpoch).toBe(0)
  })
})

describe('tasks', () => {
  const raise = (task: TaskKind, fields: Record<string, unknown>, subject: string = ANA) =>
    table.write({ put: { ...taskKey(task, subject), task, at: NOON, ...fields } })

  it('say what to do, count in the menu, and are done or not done after all', async () => {
    await ana()
    expect(await page('/staff/tasks')).toContain('Nothing to do')
    await raise('find-address', { memberId: ANA, city: 'san-francisco' })
    await raise('help-to-activate', { city: 'denver' }, 'x')
    const html = await page('/staff/tasks')
    expect(html).toContain('Tasks (2)')
    expect(html).toContain('Find the address')
    expect(html).toContain(`href="${BASE}"`)
    expect(await page('/staff/tasks?kind=find-address&city=denver')).toContain('Nothing of this kind')
    expect(await page(BASE)).toContain('Find the address')
    await post('/staff/tasks/done', { subject: `find-address#${ANA}` })
    const after = await page('/staff/tasks')
    expect(after).toContain('Tasks (1)')
    expect(after).toContain('by Sam Staff')
    await post('/staff/tasks/reopened', { subject: `find-address#${ANA}`, doneAt: NOON })
    expect(await page('/staff/tasks')).toContain('Tasks (2)')
    expect(await acts()).toEqual(['task.done', 'task.reopened'])
    const gone = await post('/staff/tasks/done', { subject: 'nothing#at-all' })
    expect(gone.headers.get('location')).toBe('/staff/tasks?done=gone')
  })

  it('give an unclaimed payment to the member it is from', async () => {
    await ana()
    await raise('find-payer', { paymentId: 'pi_lost', cents: 1200 }, 'pi_lost')
    const subject = 'find-payer#pi_lost'
    expect(await page(`/staff/tasks/payer?subject=${encodeURIComponent(subject)}`)).toContain('$12')
    expect(await (await post('/staff/tasks/payer/search', { subject, q: 'flores' })).text()).toContain(ANA)
    expect((await post('/staff/tasks/payer', { subject })).status).toBe(422)
    const given = await post('/staff/tasks/payer', { subject, memberId: ANA })
    expect(given.headers.get('location')).toBe(`${BASE}?done=assigned`)
    expect((await known()).membership).toMatchObject({ paidThrough: '2028-05-04' })
    expect(await page('/staff/tasks')).toContain('Nothing to do')
    expect(await acts()).toEqual(['payment.assigned', 'task.done'])
  })

  it('give an unclaimed payment back', async () => {
    await raise('find-payer', { paymentId: 'pi_lost', cents: 1200 }, 'pi_lost')
    const answer = await post('/staff/tasks/payer/refund', { subject: 'find-payer#pi_lost' })
    expect(answer.headers.get('location')).toBe('/staff/tasks?done=returned')
    expect(stripe.refunds).toEqual([{ paymentId: 'pi_lost', key: 'refund-unclaimed:pi_lost' }])
    expect(await acts()).toEqual(['payment.refund-asked', 'task.done'])
  })
})
