import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { cityRoutes } from '../../functions/cities/cities.routes.tsx'
import { cityPageRoutes } from '../../functions/cities/city-pages.routes.tsx'
import { audienceApp } from '../../functions/http/audience.tsx'
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
  app.route('/', cityPageRoutes({ site, table: embedded.table }))
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

describe('the page of a city', () => {
  beforeEach(() => send('/staff/cities', denver))

  it('leads to joining, and does not tell how many when they are few', async () => {
    const { html } = await open('/cities/denver')
    expect(html).toContain('href="/cities/denver/join"')
    expect(html).toContain('fewer than 20 members')
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
    expect(await send('/staff/cities', denver)).toMatchObject({ status: 303, location: '/staff/cities/denver' })
    expect((await open('/staff/cities/denver')).html).toContain('Five Points\nGlobeville')
    expect((await open('/cities/denver')).status).toBe(200)
    expect(await audited()).toEqual(['city.added'])
  })

  it.each([
    [{ name: '' }, 'name', 'The name is missing'],
    [{ name: '東京' }, 'name', 'begin with a letter'],
    [{ name: 'x'.repeat(81) }, 'name', 'at most 80'],
    [{ state: 'Colorado' }, 'state', 'two letters'],
    [{ timeZone: 'MST' }, 'timeZone', 'time zones'],
    [{ neighbourhoods: 'North\nnorth' }, 'neighbourhoods', 'twice'],
    [{ neighbourhoods: Array.from({ length: 41 }, (_, n) => `Block ${n}`).join('\n') }, 'neighbourhoods', 'at most 40'],
    [{ neighbourhoods: 'x'.repeat(61) }, 'neighbourhoods', 'at most 60'],
  ])('are told at the field what is wrong with %j, and nothing is written', async (change, field, message) => {
    const { status, html } = await send('/staff/cities', { ...denver, ...change })
    expect(status).toBe(422)
    expect(html).toContain(`<a href="#${field}">`)
    expect(html).toContain(message)
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
    expect(await send('/staff/cities/denver', edit)).toMatchObject({ status: 303 })
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
})
