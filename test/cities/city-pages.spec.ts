import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { cityRoutes } from '../../functions/cities/cities.routes.tsx'
import { cityPageRoutes } from '../../functions/cities/city-pages.routes.tsx'
import { audienceApp } from '../../functions/http/audience.tsx'
import { Campaign, CampaignListed, campaignKey, campaignListKey } from '../../shared/campaigns/campaign.ts'
import { membersShown } from '../../shared/cities/members-shown.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { PersonName } from '../../shared/identity/person.ts'
import { CitySlug, UserId } from '../../shared/ids.ts'
import { Instant } from '../../shared/units.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'

const site = { publicUrl: 'http://localhost:4400', networkName: 'Common Agenda Network' }
const now = () => Instant.parse('2026-11-23T20:00:00.000Z')
const sam: Actor = {
  userId: UserId.parse(`usr_${'0'.repeat(25)}S`),
  name: PersonName.parse('Sam Okafor'),
  roles: [{ role: 'staff' }],
}
const councilMember: Actor = { ...sam, roles: [{ role: 'council', city: CitySlug.parse('denver') }] }

let embedded: EmbeddedTable
let actor: Actor

const publicApp = () => {
  const app = audienceApp(site, { section: 'public' })
  app.route('/', cityPageRoutes({ site, table: embedded.table, now }))
  return app
}
const staffApp = () => {
  const app = audienceApp(site, { section: 'staff' })
  app.use(async (c, next) => {
    c.set('actor', actor)
    await next()
  })
  app.route('/', cityRoutes({ site, table: embedded.table, now }))
  return app
}
const open = async (path: string) => {
  const answer = await (path.startsWith('/staff') ? staffApp() : publicApp()).request(path)
  return { status: answer.status, html: await answer.text() }
}
const send = async (path: string, fields: Record<string, string>) => {
  const body = new URLSearchParams(fields)
  const answer = await staffApp().request(path, { method: 'POST', body, headers: { origin: site.publicUrl } })
  return { status: answer.status, html: await answer.text(), location: answer.headers.get('location') }
}
const denver = {
  name: 'Denver',
  state: 'co',
  timeZone: 'America/Denver',
  neighbourhoods: 'Five Points\r\nGlobeville\r\n',
}
const audited = async () =>
  (await embedded.table.query(z.object({ act: z.string() }), { pk: 'AUDIT#2026-11' })).items.map(({ act }) => act)

/** A campaign of Denver in this state. */
const campaign = async (state: Campaign['state']) => {
  const launched = { launchAt: '2026-11-20T17:00:00.000Z', responseKey: 'k1' }
  const running = { ...launched, recipients: 81, ledgerShards: 1 }
  const rest = {
    draft: {},
    held: { ...launched, reason: 'late' },
    scheduled: launched,
    freezing: running,
    sending: running,
    paused: { ...running, reason: 'by-staff' },
    open: running,
    closed: { ...running, closedAt: '2026-11-22T17:00:00.000Z' },
    cancelled: { cancelledAt: '2026-11-22T17:00:00.000Z' },
  }[state]
  const asked = Campaign.parse({
    campaignId: `cmp_${'0'.repeat(25)}1`,
    kind: 'survey',
    city: 'denver',
    surveyId: `svy_${'0'.repeat(25)}1`,
    surveyVersion: 1,
    protection: 'standard',
    title: 'How is Denver?',
    message: '',
    closesAt: '2026-12-24T17:00:00.000Z',
    createdAt: '2026-11-20T17:00:00.000Z',
    revision: 1,
    state,
    ...rest,
  })
  await embedded.table.write(
    { put: { ...campaignKey(asked.campaignId), ...asked } },
    { put: { ...campaignListKey(asked.city, asked.campaignId), ...CampaignListed.parse(asked) } },
  )
}

beforeEach(async () => {
  embedded = await freshTable()
  actor = sam
})

describe('the front page', () => {
  it('says so when there is no city yet', async () => {
    expect((await open('/')).html).toContain('No city has started yet')
  })

  it('names the cities in alphabetical order, in Spanish too', async () => {
    await send('/staff/cities', { ...denver, name: 'San Francisco' })
    await send('/staff/cities', denver)
    const { html } = await open('/?lang=es')
    expect(html.indexOf('/cities/denver')).toBeLessThan(html.indexOf('/cities/san-francisco'))
    expect(html).toContain('Ciudades de la red')
  })
})

describe('the way to a city', () => {
  beforeEach(async () => {
    await send('/staff/cities', denver)
    await send('/staff/cities', { ...denver, name: 'San José', state: 'CA' })
  })

  it('is a list and a search that works without a script', async () => {
    const { html } = await open('/join')
    for (const city of ['denver', 'san-jose']) expect(html).toContain(`href="/cities/${city}/join"`)
    expect(html).toMatch(/<form method="get" action="\/join"/)
    const found = await open('/join?q=california')
    expect(found.html).toContain('One city fits.')
    expect(found.html).not.toContain('/cities/denver/join')
  })

  it('offers what is nearly it, or the whole list, and says so', async () => {
    expect((await open('/join?q=Devner')).html).toContain('Did you mean one of these?')
    const none = await open('/join?q=%3Cb%3EAtlantis')
    expect(none.html).toContain('There is no network in “&lt;b&gt;Atlantis” yet')
    expect(none.html).toContain('href="/cities/denver/join"')
    expect((await open('/join?q=Devner&lang=es')).html).toContain('¿Quiso decir una de estas?')
  })

  it('keeps the code of the link that led here', async () => {
    const { html } = await open('/join?q=denver&from=spring-fair')
    expect(html).toContain('<input type="hidden" name="from" value="spring-fair"/>')
    expect(html).toContain('href="/cities/denver/join?from=spring-fair"')
    const straight = await publicApp().request('/join?city=denver&from=spring-fair')
    expect([straight.status, straight.headers.get('location')]).toEqual([303, '/cities/denver/join?from=spring-fair'])
    expect((await publicApp().request('/join?city=atlantis')).status).toBe(200)
  })
})

describe('the page of a city', () => {
  beforeEach(() => send('/staff/cities', denver))

  it('leads to joining, and does not tell how many when they are few', async () => {
    const { html } = await open('/cities/denver')
    expect(html).toContain('href="/cities/denver/join"')
    expect(html).toContain('fewer than 20 members')
  })

  it('carries the code of the link that led here on to the form', async () => {
    expect((await open('/cities/denver?from=spring-fair')).html).toContain(
      'href="/cities/denver/join?from=spring-fair"',
    )
    expect((await open('/cities/denver?from=%22%3E%3Cb%3E')).html).toContain('href="/cities/denver/join"')
  })

  it('rounds the members down, over all parts of the count', async () => {
    for (const [shard, members] of [100, 37].entries())
      await embedded.table.write({ update: { pk: 'MEMBERS#denver', sk: String(shard) }, add: { members } })
    expect((await open('/cities/denver')).html).toContain('At least 130 members')
  })

  it.each(['/cities/atlantis', '/cities/Denver', '/cities/..%2f'])('answers 404 for %s', async (path) => {
    expect((await open(path)).status).toBe(404)
  })

  it.each([
    [0, { shown: 'few' }],
    [19, { shown: 'few' }],
    [20, { shown: 'rounded', atLeast: 20 }],
    [29, { shown: 'rounded', atLeast: 20 }],
  ])('of %i members shows %j', (count, shown) => expect(membersShown(count)).toEqual(shown))
})

describe('staff who add a city', () => {
  it('have a city with a public page, and the act is in the audit log', async () => {
    expect((await open('/staff/cities')).html).toContain('No city yet')
    expect(await send('/staff/cities', denver)).toMatchObject({
      status: 303,
      location: '/staff/cities/denver?done=added',
    })
    expect((await open('/staff/cities/denver?done=added')).html).toMatch(
      /role="status">Added. The page of the city is public/,
    )
    expect((await open('/staff/cities/denver')).html).toContain('Five Points\nGlobeville')
    expect((await open('/cities/denver')).status).toBe(200)
    expect(await audited()).toEqual(['city.added'])
  })

  it.each([
    [{ name: '' }, 'name', 'The name is missing'],
    [{ name: '東京' }, 'name', 'begin with a letter'],
    [{ name: 'x'.repeat(81) }, 'name', 'at most 80'],
    [{ state: 'Colorado' }, 'state', 'two letters'],
    [{ state: 'ZZ' }, 'state', 'state or territory'],
    [{ timeZone: 'MST' }, 'timeZone', 'Choose the time zone'],
    [{ timeZone: '' }, 'timeZone', 'Choose the time zone'],
    [{ neighbourhoods: 'North\nnorth' }, 'neighbourhoods', 'twice'],
    [{ neighbourhoods: Array.from({ length: 41 }, (_, n) => `Block ${n}`).join('\n') }, 'neighbourhoods', 'at most 40'],
    [{ neighbourhoods: 'x'.repeat(61) }, 'neighbourhoods', 'at most 60'],
  ])('are told at the field what is wrong with %j, and nothing is written', async (change, field, message) => {
    const { status, html } = await send('/staff/cities', { ...denver, ...change })
    expect(status).toBe(422)
    expect(html).toContain(`<a href="#${field}">`)
    expect(html).toContain(message)
    expect(html).toContain('<title>Error: Cities')
    expect((await open('/staff/cities')).html).toContain('No city yet')
    expect(await audited()).toEqual([])
  })

  it('cannot add it twice, and the first stays as it is', async () => {
    await send('/staff/cities', denver)
    const { status, html } = await send('/staff/cities', { ...denver, neighbourhoods: 'Elsewhere' })
    expect(status).toBe(409)
    expect(html).toContain('There is a city at /cities/denver already')
    expect((await open('/staff/cities/denver')).html).toContain('Five Points')
    expect(await audited()).toEqual(['city.added'])
  })

  it('must choose the time zone: none is chosen for them', async () => {
    expect((await open('/staff/cities')).html).toContain('<option value="">Choose the time zone</option>')
  })

  it('can add a namesake in another state: its address carries the state', async () => {
    const portland = { ...denver, name: 'Portland', state: 'ME' }
    const namesake = { ...portland, state: 'OR' }
    expect(await send('/staff/cities', portland)).toMatchObject({ location: '/staff/cities/portland?done=added' })
    expect(await send('/staff/cities', namesake)).toMatchObject({ location: '/staff/cities/portland-or?done=added' })
    expect((await open('/cities/portland')).html).toContain('Portland, ME')
    expect((await open('/cities/portland-or')).html).toContain('Portland, OR')
    expect((await send('/staff/cities', namesake)).html).toContain('There is a city at /cities/portland-or already')
  })

  it('must be staff', async () => {
    actor = councilMember
    await send('/staff/cities', denver)
    expect((await open('/cities/denver')).status).toBe(404)
  })
})

describe('staff who edit the neighbourhoods', () => {
  beforeEach(() => send('/staff/cities', denver))
  const seen = JSON.stringify(['Five Points', 'Globeville'])

  it('see the new list', async () => {
    const edit = { before: seen, neighbourhoods: 'Globeville\nMontbello' }
    const saved = await send('/staff/cities/denver', edit)
    expect(saved).toMatchObject({ status: 303, location: '/staff/cities/denver?done=neighbourhoods' })
    expect((await open(saved.location ?? '')).html).toMatch(/role="status">The neighbourhoods are saved/)
    expect((await open('/staff/cities/denver?done=toString')).html).not.toContain('role="status"')
    expect((await open('/staff/cities/denver')).html).toContain('Globeville\nMontbello')
    expect(await audited()).toEqual(['city.added', 'city.neighbourhoods-edited'])
  })

  it('do not overwrite what somebody else changed meanwhile, and keep what they typed', async () => {
    await send('/staff/cities/denver', { before: seen, neighbourhoods: 'Globeville' })
    const late = await send('/staff/cities/denver', { before: seen, neighbourhoods: 'Five Points\nMontbello' })
    expect(late.status).toBe(409)
    expect(late.html).toContain('Somebody else changed the neighbourhoods')
    expect(late.html).toContain('Five Points\nMontbello')
    expect((await open('/staff/cities/denver')).html).toContain('>Globeville</textarea>')
  })

  it.each(['freezing', 'sending', 'paused', 'open'] as const)(
    'are refused while a campaign of the city is %s: all are asked with one list',
    async (state) => {
      await campaign(state)
      const { status, html } = await send('/staff/cities/denver', { before: seen, neighbourhoods: 'Montbello' })
      expect(status).toBe(409)
      expect(html).toContain('A survey of this city is open')
      expect(html).toContain('>Montbello</textarea>')
      expect((await open('/staff/cities/denver')).html).toContain('Five Points\nGlobeville')
    },
  )

  it.each(['draft', 'scheduled', 'closed', 'cancelled'] as const)(
    'may do it while its campaign is %s',
    async (state) => {
      await campaign(state)
      expect(await send('/staff/cities/denver', { before: seen, neighbourhoods: 'Montbello' })).toMatchObject({
        status: 303,
      })
    },
  )
})

describe('staff who correct the time zone', () => {
  beforeEach(() => send('/staff/cities', denver))
  const correct = (timeZone: string) => send('/staff/cities/denver/time-zone', { timeZone })

  it('see the new one, and the act is in the audit log', async () => {
    expect(await correct('America/Phoenix')).toMatchObject({
      status: 303,
      location: '/staff/cities/denver?done=time-zone',
    })
    expect((await open('/staff/cities/denver')).html).toContain('Time zone America/Phoenix')
    expect(await audited()).toEqual(['city.added', 'city.time-zone-corrected'])
  })

  it.each(['scheduled', 'open'] as const)('are refused while a campaign of the city is %s', async (state) => {
    await campaign(state)
    const { status, html } = await correct('America/Phoenix')
    expect(status).toBe(409)
    expect(html).toContain('<a href="#timeZone">')
    expect(html).toContain('How is Denver?')
    expect((await open('/staff/cities/denver')).html).toContain('Time zone America/Denver')
  })

  it('may do it when the only campaign has closed', async () => {
    await campaign('closed')
    expect((await correct('America/Phoenix')).status).toBe(303)
  })

  it('are told when it is none', async () => {
    const { status, html } = await correct('Mars/Olympus')
    expect(status).toBe(422)
    expect(html).toContain('Choose the time zone.')
  })

  it('must be staff', async () => {
    actor = councilMember
    expect((await correct('America/Phoenix')).status).toBe(404)
  })
})
