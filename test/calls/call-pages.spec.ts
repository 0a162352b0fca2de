import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { callRoutes } from '../../functions/calls/call.routes.tsx'
import { lookAfterCalls } from '../../functions/calls/look-after-calls.ts'
import { storeReply } from '../../functions/calls/store-reply.ts'
import { callCampaignRoutes } from '../../functions/campaigns/drafting/call-campaign.routes.tsx'
import { audienceApp } from '../../functions/http/audience.tsx'
import { searchMembers } from '../../functions/membership/roll/search-members.ts'
import { CallListed, callList } from '../../shared/calls/call.ts'
import { type Campaign, campaignItem } from '../../shared/campaigns/campaign.ts'
import { PersonName } from '../../shared/identity/person.ts'
import { CitySlug } from '../../shared/ids.ts'
import { StaffTask, TASKS } from '../../shared/membership/task.ts'
import { Instant } from '../../shared/units.ts'
import { join } from '../membership/roll-cast.ts'
import {
  CALL,
  CITY,
  callNow,
  campaignNow,
  denver,
  INVITED,
  later,
  memberId,
  type Network,
  NOON,
  person,
  rsvps,
  SAM,
  SITE,
} from './cast.ts'

const appOf = (network: Network) => {
  const app = audienceApp(SITE, { section: 'staff' })
  app.use(async (c, next) => {
    c.set('actor', SAM)
    await next()
  })
  app.route(
    '/',
    callRoutes({ ...network, cities: async () => [CITY], findMembers: (typed) => searchMembers(network, typed) }),
  )
  app.route('/', callCampaignRoutes({ ...network, startPlan: async () => ({ outcome: 'started' }) }))
  return app
}
type App = ReturnType<typeof appOf>

const post = (app: App, path: string, fields: Record<string, string> | [string, string][]) =>
  app.request(path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin' },
  })
const read = async (app: App, path: string) => (await app.request(path)).text()

const TYPED = {
  title: CALL.title,
  agenda: CALL.agenda,
  startsAt: CALL.wallClock,
  overlap: '',
  minutes: '60',
  dialIn: CALL.dialIn ?? '',
  link: CALL.link ?? '',
  capacity: '',
}
const PAGE = `/staff/calls/${CALL.callId}`

const acts = async ({ table }: Network) =>
  (await table.query(z.object({ act: z.string(), actor: z.string() }), { pk: 'AUDIT#2026-12' })).items

describe('staff who plan a call', () => {
  const plan = async (change: Partial<typeof TYPED> & { city?: string }) => {
    const network = await denver([])
    const app = appOf(network)
    const answer = await post(app, '/staff/calls', { city: 'denver', ...TYPED, ...change })
    return { network, app, answer, text: await answer.text() }
  }

  it('type the time of the city, and nobody hears of the call before they are invited', async () => {
    const { network, app, answer } = await plan({ capacity: '25', startsAt: '2027-07-01T18:30' })
    expect(answer.status).toBe(303)
    const page = await read(app, answer.headers.get('location') ?? '')
    expect(page).toContain('Thursday, July 1, 2027 at 6:30 PM Mountain Daylight Time')
    expect(page).toContain('Nobody is invited yet.')
    const { items } = await network.table.query(CallListed, { pk: callList(CITY.slug) })
    expect(items.map(({ startsAt }) => startsAt)).toEqual([CALL.startsAt, '2027-07-02T00:30:00.000Z'])
    expect(await acts(network)).toEqual([{ act: 'call.created', actor: SAM.userId }])
    expect(await read(app, '/staff/calls')).toContain('Nobody invited')
  })

  it('are told everything that is wrong at once, with what they typed still there', async () => {
    const { answer, text } = await plan({
      title: ' ',
      minutes: '3',
      link: 'http://meet.example.org',
      capacity: 'many',
      startsAt: '2026-11-30T09:00',
      city: '',
      dialIn: '+1 303',
    })
    expect(answer.status).toBe(422)
    for (const field of ['title', 'minutes', 'link', 'capacity', 'startsAt', 'city'])
      expect(text).toContain(`href="#${field}"`)
    expect(text).toContain('value="+1 303"')
    expect(text).toContain('value="http://meet.example.org"')
  })

  it('are refused a start that is years away, as their invitation would be', async () => {
    const app = appOf(await denver([]))
    const answer = await post(app, '/staff/calls', { ...TYPED, city: CITY.slug, startsAt: '2029-01-01T10:00' })
    expect(answer.status).toBe(422)
    expect(await answer.text()).toContain('The start is too far away: choose one within the next two years.')
  })

  it('are refused a time that clocks are set forward over, with the nearest ones', async () => {
    const { answer, text } = await plan({ startsAt: '2027-03-14T02:30' })
    expect(answer.status).toBe(422)
    expect(text).toContain('2027-03-14 at 01:59 and 2027-03-14 at 03:00')
  })

  it('are asked which one, when clocks are set back over it', async () => {
    const asked = await plan({ startsAt: '2027-11-07T01:30' })
    expect(asked.answer.status).toBe(422)
    expect(asked.text).toContain('Which of the two?')
    const second = await post(asked.app, '/staff/calls', {
      city: 'denver',
      ...TYPED,
      startsAt: '2027-11-07T01:30',
      overlap: 'second',
    })
    const page = await read(asked.app, second.headers.get('location') ?? '')
    expect(page).toContain('1:30 AM Mountain Standard Time')
    expect(page).not.toContain('Daylight')
  })
})

describe('an invitation to a call', () => {
  it('is one campaign, whose answers end with the start, however often it is asked for', async () => {
    const network = await denver([])
    const app = appOf(network)
    const asked = await Promise.all([1, 2, 3].map(() => post(app, '/staff/campaigns/of-call', { callId: CALL.callId })))
    const places = new Set(asked.map((answer) => answer.headers.get('location')?.split('/')[3]))
    expect(places.size).toBe(1)
    const { campaignId } = await callNow(network)
    expect([...places]).toEqual([campaignId])
    expect(await read(app, PAGE)).toContain(`/staff/campaigns/${campaignId}`)
  })
})

const change = async (
  campaign: Campaign | undefined,
  fields: Partial<typeof TYPED>,
  more: Record<string, string> = {},
) => {
  const network = await denver([], campaign ? { campaign } : {})
  const app = appOf(network)
  const form = { ...TYPED, ...fields, revision: '1' }
  const asked = await (await post(app, `${PAGE}/edit`, form)).text()
  const unchanged = await callNow(network)
  const answer = await post(app, `${PAGE}/edit`, { ...form, confirm: 'yes', ...more })
  return { network, app, asked, unchanged, answer, call: await callNow(network) }
}

describe('a change of a call', () => {
  it('that moves it is told to everybody who was invited, as the same entry with the next number', async () => {
    const { network, asked, unchanged, answer, call } = await change(
      { ...INVITED, recipients: 499 },
      { startsAt: '2026-12-16T17:00' },
      { note: 'Snow.' },
    )
    expect(asked).toContain('499 people were invited.')
    expect(asked).toContain('update of the same calendar entry')
    expect(asked).toContain('Wednesday, December 16, 2026 at 5:00 PM')
    expect(unchanged).toMatchObject({ revision: 1, startsAt: CALL.startsAt })
    expect(answer.headers.get('location')).toContain('said=changed-told')
    expect(call).toMatchObject({
      startsAt: '2026-12-17T00:00:00.000Z',
      sequence: 1,
      was: { startsAt: CALL.startsAt, minutes: 60 },
      note: 'Snow.',
    })
    expect(await campaignNow(network)).toMatchObject({
      closesAt: '2026-12-17T00:00:00.000Z',
      next: { purpose: 'call-changed', at: network.now() },
    })
    const { items } = await network.table.query(CallListed, { pk: callList(CITY.slug) })
    expect(items.map(({ startsAt }) => startsAt)).toEqual(['2026-12-17T00:00:00.000Z'])
    expect(await acts(network)).toMatchObject([{ act: 'call.changed' }])
  })

  it('carries the whole note, as long as a browser lets it be', async () => {
    const note = `${'x'.repeat(244)}\n\n\n\n\n\n\n\n${'y'.repeat(248)}`
    const typed = { note: note.replaceAll('\n', '\r\n') }
    const { call } = await change(INVITED, { startsAt: '2026-12-16T17:00' }, typed)
    expect(call).toMatchObject({ note })
  })

  it('of the agenda alone is told only if staff want it', async () => {
    const quiet = await change(INVITED, { agenda: 'Something else' }, { tell: 'no' })
    expect(quiet.asked).toContain('Are they to be told?')
    expect(quiet.call).toMatchObject({ agenda: 'Something else', sequence: 0 })
    expect('next' in (await campaignNow(quiet.network))).toBe(false)
    const told = await change(INVITED, { agenda: 'Something else' }, { tell: 'yes' })
    expect(told.call.sequence).toBe(1)
    expect(await campaignNow(told.network)).toMatchObject({ next: { purpose: 'call-changed' } })
  })

  it('before anybody was invited mails nobody, and moves the end of the invitation with it', async () => {
    const { recipients: _, ledgerShards: __, mailed: ___, launchAt: ____, responseKey: _____, ...plan } = INVITED
    const { network, asked, call } = await change({ ...plan, state: 'draft' }, { startsAt: '2026-12-16T17:00' })
    expect(asked).toContain('Nobody is mailed')
    expect(call).toMatchObject({ sequence: 0, startsAt: '2026-12-17T00:00:00.000Z' })
    expect(await campaignNow(network)).toMatchObject({ state: 'draft', closesAt: '2026-12-17T00:00:00.000Z' })
  })

  it('tells the time that people know, when a second change comes before the first was mailed', async () => {
    const { network, app, call } = await change(INVITED, { startsAt: '2026-12-16T17:00' })
    const form = {
      ...TYPED,
      startsAt: '2026-12-16T17:00',
      link: 'https://other.example.org/',
      revision: String(call.revision),
    }
    await post(app, `${PAGE}/edit`, { ...form, confirm: 'yes' })
    expect(await callNow(network)).toMatchObject({ sequence: 2, was: { startsAt: CALL.startsAt } })
  })

  it('is not made over the change of somebody else', async () => {
    const { network, app } = await change(INVITED, { minutes: '90' })
    const answer = await post(app, `${PAGE}/edit`, { ...TYPED, title: 'Mine', revision: '1', confirm: 'yes' })
    expect(answer.status).toBe(409)
    const text = await answer.text()
    expect(text).toContain('Somebody else changed this call while you were writing')
    expect(text).toContain('“90”')
    expect(text).toContain('value="Mine"')
    expect((await callNow(network)).title).toBe(CALL.title)
  })

  it('is decided anew when the campaign moved on in the same moment', async () => {
    const network = await denver([], { campaign: INVITED })
    const { table } = network
    let raced = false
    const racing = {
      ...table,
      write: async (...writes: Parameters<typeof table.write>) => {
        if (!raced) {
          raced = true
          await table.write({ put: campaignItem({ ...INVITED, state: 'sending', revision: 3 } as Campaign) })
        }
        return table.write(...writes)
      },
    }
    const app = appOf({ ...network, table: racing })
    await post(app, `${PAGE}/edit`, { ...TYPED, minutes: '90', revision: '1', confirm: 'yes' })
    expect(await campaignNow(network)).toMatchObject({
      state: 'sending',
      revision: 3,
      next: { purpose: 'call-changed' },
    })
    expect((await callNow(network)).sequence).toBe(1)
  })

  it('leaves a call alone that has begun', async () => {
    const network = await denver([], { campaign: INVITED })
    network.clock.at = CALL.startsAt
    const answer = await post(appOf(network), `${PAGE}/edit`, {
      ...TYPED,
      minutes: '90',
      revision: '1',
      confirm: 'yes',
    })
    expect(answer.status).toBe(409)
    expect((await callNow(network)).minutes).toBe(60)
  })

  it('waits for the invitation to be taken back when the call would begin before it leaves', async () => {
    const { recipients: _, ledgerShards: __, mailed: ___, ...plan } = INVITED
    const launchAt = Instant.parse('2026-12-10T16:00:00.000Z')
    const { answer, call } = await change({ ...plan, state: 'scheduled', launchAt }, { startsAt: '2026-12-09T09:00' })
    expect(answer.status).toBe(409)
    expect(call.startsAt).toBe(CALL.startsAt)
  })
})

describe('an invitation that somebody else than its writer approved', () => {
  const APPROVED = { by: SAM.userId, at: NOON, plannedAt: NOON, reached: 500 }
  const { recipients: _, ledgerShards: __, mailed: ___, ...plan } = INVITED
  const agenda = 'Something else altogether.'

  it('is taken back first, before what it says is written anew', async () => {
    const approved: Campaign = { ...plan, state: 'scheduled', approval: APPROVED }
    const { answer, call } = await change(approved, { agenda })
    expect(answer.status).toBe(409)
    expect(await answer.text()).toContain('Take the invitation back')
    expect(call.agenda).toBe(CALL.agenda)
    const toFew = await change({ ...approved, approval: { ...APPROVED, reached: 499 } }, { agenda })
    expect(toFew.call.agenda).toBe(agenda)
    const takenBack = await change({ ...approved, state: 'held', reason: 'taken-back' }, { agenda })
    expect(takenBack.call.agenda).toBe(agenda)
  })

  it('counts as written by whoever wrote the call last', async () => {
    const { launchAt: _, responseKey: __, ...draft } = plan
    const drafted = await change({ ...draft, state: 'draft' }, { agenda })
    expect(await campaignNow(drafted.network)).toMatchObject({ editedBy: SAM.userId })
    const held: Campaign = { ...plan, state: 'held', reason: 'taken-back', approval: APPROVED }
    const changed = await campaignNow((await change(held, { agenda })).network)
    expect(changed).toMatchObject({ state: 'held', editedBy: SAM.userId, revision: held.revision + 1 })
    expect(changed).not.toHaveProperty('approval')
  })
})

describe('a call that is cancelled', () => {
  it('is told to everybody who was invited, with the reason', async () => {
    const network = await denver([], { campaign: { ...INVITED, recipients: 499 } })
    const app = appOf(network)
    expect(await read(app, `${PAGE}/cancel`)).toContain('499 people were invited.')
    expect((await post(app, `${PAGE}/cancel`, { revision: '1', reason: ' ' })).status).toBe(422)
    const answer = await post(app, `${PAGE}/cancel`, { revision: '1', reason: 'The hall is closed.' })
    expect(answer.headers.get('location')).toContain('said=cancelled-told')
    expect(await callNow(network)).toMatchObject({ state: 'cancelled', sequence: 1, reason: 'The hall is closed.' })
    expect(await campaignNow(network)).toMatchObject({ state: 'open', next: { purpose: 'call-cancelled' } })
    expect((await post(app, `${PAGE}/cancel`, { revision: '2', reason: 'Again' })).status).toBe(409)
    expect(await acts(network)).toMatchObject([{ act: 'call.cancelled' }])
  })

  it('takes an invitation with it that has not left', async () => {
    const { recipients: _, ledgerShards: __, mailed: ___, ...plan } = INVITED
    const network = await denver([], { campaign: { ...plan, state: 'scheduled' } })
    await post(appOf(network), `${PAGE}/cancel`, { revision: '1', reason: 'No' })
    expect(await campaignNow(network)).toMatchObject({ state: 'cancelled' })
    expect(await callNow(network)).toMatchObject({ state: 'cancelled', sequence: 0 })
  })
})

describe('staff who look who comes', () => {
  const replied = async () => {
    const network = await denver(
      [0, 1, 2, 3].map((n) => person(n)),
      { campaign: INVITED },
    )
    for (const [n, reply] of [
      [0, 'yes'],
      [1, 'maybe'],
      [2, 'no'],
      [3, 'yes'],
    ] as const) {
      await storeReply(network, CALL, memberId(n), reply)
      later(network, 60)
    }
    return { network, app: appOf(network) }
  }

  it('see counts and names, and find somebody by a part of the name', async () => {
    const { app } = await replied()
    const page = await read(app, PAGE)
    for (const name of ['Ana Ruiz', 'Ben Cole', 'Chen Wei', 'Dora Lang']) expect(page).toContain(name)
    expect(page).toMatch(/No reply<\/dt><dd>808/)
    const found = await read(app, `${PAGE}?q=ruíz`)
    expect(found).toContain('Ana Ruiz')
    expect(found).not.toContain('Ben Cole')
    const yes = await read(app, `${PAGE}?reply=yes`)
    expect(yes).toContain('Dora Lang')
    expect(yes).not.toContain('Chen Wei')
  })

  it('mark who came from the start on, and take a mark back', async () => {
    const { network, app } = await replied()
    const mark = (came: number[]) =>
      post(app, `${PAGE}/attendance`, [
        ...[0, 1, 2, 3].map((n): [string, string] => ['shown', memberId(n)]),
        ...came.map((n): [string, string] => ['came', memberId(n)]),
      ])
    expect((await mark([0])).status).toBe(409)
    network.clock.at = CALL.startsAt
    const came = async () => (await rsvps(network)).flatMap((rsvp) => (rsvp.attended ? [rsvp.memberId] : []))
    await mark([0, 2])
    expect(await came()).toEqual([memberId(0), memberId(2)])
    await mark([0, 2])
    await mark([2])
    expect(await came()).toEqual([memberId(2)])
    expect((await acts(network)).map(({ act }) => act)).toEqual(['call.attendance-marked', 'call.attendance-marked'])
  })
})

describe('somebody who came without having replied', () => {
  const begun = async () => {
    const elsewhere = person(1, { city: CitySlug.parse('boulder'), name: PersonName.parse('Ana Cole') })
    const network = await denver([], { campaign: INVITED })
    for (const member of [person(0), elsewhere]) await join(network.table, member)
    network.clock.at = CALL.startsAt
    const app = appOf(network)
    const find = (member: string) => post(app, `${PAGE}/attendance/find`, { member })
    const add = (n: number) => post(app, `${PAGE}/attendance/add`, { memberId: memberId(n) })
    return { network, app, find, add }
  }

  it('is found by name among the members of the city, and marked', async () => {
    const { network, app, find, add } = await begun()
    const found = await (await find('ana')).text()
    expect(found).toContain('aria-label="Ana Ruiz came"')
    expect(found).not.toContain('Ana Cole')
    expect(await (await find('member0@example.org')).text()).toContain('aria-label="Ana Ruiz came"')
    expect((await find(' ')).status).toBe(422)
    expect(await (await find('nobody at all')).text()).toContain('Nobody in Denver fits.')
    expect((await add(0)).status).toBe(303)
    await add(0)
    expect(await rsvps(network)).toMatchObject([
      { memberId: memberId(0), reply: 'none', attended: { at: network.now() } },
    ])
    expect(await acts(network)).toMatchObject([{ act: 'call.attendance-marked', actor: SAM.userId }])
    const page = await read(app, PAGE)
    expect(page).toContain('Did not reply')
    expect(page).toMatch(/Came<\/dt><dd>1</)
    expect(page).toMatch(/No reply<\/dt><dd>812</)
  })

  it('is off the list again when the mark is taken back', async () => {
    const { network, app, add } = await begun()
    await add(0)
    await post(app, `${PAGE}/attendance`, [['shown', memberId(0)]])
    expect(await rsvps(network)).toEqual([])
  })

  it('is not marked before the start, nor when it is no member of the city', async () => {
    const { network, add } = await begun()
    expect((await add(1)).status).toBe(409)
    expect((await add(7)).status).toBe(409)
    later(network, -1)
    expect((await add(0)).status).toBe(409)
    expect(await rsvps(network)).toEqual([])
  })

  it('keeps the reply that they gave', async () => {
    const { network, add } = await begun()
    later(network, -60)
    await storeReply(network, CALL, memberId(0), 'no')
    later(network, 60)
    await add(0)
    expect(await rsvps(network)).toMatchObject([{ reply: 'no', attended: { at: network.now() }, revision: 2 }])
  })
})

describe('when the rules of a time zone change', () => {
  const MOVED = Instant.parse('2026-12-15T17:00:00.000Z')
  const byNewRules = () => ({ outcome: 'instant', instant: MOVED }) as const
  const tasks = async ({ table }: Network) => (await table.query(StaffTask, { pk: TASKS })).items

  it('a call keeps its time of day, everybody invited is told once, and staff are asked to look', async () => {
    const network = await denver([], { campaign: INVITED })
    expect(await lookAfterCalls({ ...network, instantOf: byNewRules })).toMatchObject({ moved: 1 })
    expect(await callNow(network)).toMatchObject({
      startsAt: MOVED,
      wallClock: CALL.wallClock,
      sequence: 1,
      was: { startsAt: CALL.startsAt },
    })
    expect(await campaignNow(network)).toMatchObject({ closesAt: MOVED, next: { purpose: 'call-changed' } })
    expect(await tasks(network)).toMatchObject([{ task: 'call-moved', callId: CALL.callId }])
    expect(await acts(network)).toEqual([{ act: 'call.moved-by-clock-change', actor: 'network' }])
    expect(await lookAfterCalls({ ...network, instantOf: byNewRules })).toMatchObject({ moved: 0 })
  })

  it('a call whose time is gone waits for staff', async () => {
    const network = await denver([], { campaign: INVITED })
    const gone = () => ({ outcome: 'refused', reason: 'skipped-by-clock-change', before: '', after: '' }) as const
    expect(await lookAfterCalls({ ...network, instantOf: gone })).toMatchObject({ moved: 0 })
    expect(await tasks(network)).toMatchObject([{ task: 'call-without-time' }])
    expect((await callNow(network)).revision).toBe(1)
  })

  it('nothing happens on any other day', async () => {
    const network = await denver([], { campaign: INVITED })
    expect(await lookAfterCalls(network)).toEqual({ calls: 1, moved: 0, seated: 0, carried: 0 })
    expect(await callNow(network)).toMatchObject({ revision: 1 })
  })
})
