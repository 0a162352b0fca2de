import { beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { unguessableId } from '../../functions/adapters/chance.ts'
import { hashOf, newToken } from '../../functions/adapters/links.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { apiKeyRoutes } from '../../functions/identity/api-keys.routes.tsx'
import { bearerOf, keysOf } from '../../functions/identity/api-keys.ts'
import { opens } from '../../shared/identity/api-key.ts'
import { CitySlug } from '../../shared/ids.ts'
import { type Instant, plusDays } from '../../shared/units.ts'
import { NOON } from '../results/cast.ts'
import { aCity } from '../results/published.ts'
import { freshTable } from '../table.ts'
import { council, invite, RUTH, SAM } from './cast.ts'

const SITE = { publicUrl: 'https://network.example.org', networkName: 'Front Range Network' }
const CITIES = [aCity('denver', 'Denver'), aCity('fresno', 'Fresno')]
const denver = CitySlug.parse('denver')
const fresno = CitySlug.parse('fresno')

let table: Table
let now: Instant
let app: ReturnType<typeof audienceApp>

beforeEach(async () => {
  now = NOON
  ;({ table } = await freshTable())
  for (const actor of [RUTH, SAM]) await invite(table, actor, actor.roles)
  app = audienceApp(SITE, { section: 'council' })
  const actorOf = async (cookie: string) => [RUTH, SAM].find(({ name }) => name === cookie)
  const cities = async () => CITIES
  app.route('/', apiKeyRoutes({ site: SITE, table, now: () => now, hashOf, newToken, unguessableId, cities, actorOf }))
})

describe('a council member who makes a key for a program', () => {
  it('is shown it once, and never again', async () => {
    const { html, token } = await made('Ruth', EXCEL)
    expect(html).toContain('it is not shown again')
    expect(html).toContain('Reports of Denver')
    expect(html).toContain('November 23, 2027')
    const list = await page('Ruth')
    expect(list).toContain('Excel &amp; R')
    expect(list).toContain(`${token.slice(0, 12)}…`)
    expect(list).not.toContain(token.slice(0, 14))
  })

  it('leaves only a hash of it in the table', async () => {
    const { token } = await made('Ruth', EXCEL)
    const { items } = await table.query(z.looseObject({}), { pk: `API-KEYS#${RUTH.userId}` })
    const audit = await table.query(z.looseObject({}), { pk: 'AUDIT#2026-11' })
    const found = await table.get(z.looseObject({}), { pk: `API-KEY#${hashOf(token)}`, sk: 'API-KEY' })
    expect(found).toMatchObject({ userId: RUTH.userId })
    expect(JSON.stringify([items, audit.items, found])).not.toContain(token)
    expect(audit.items).toMatchObject([
      { act: 'key.made', actor: RUTH.userId, detail: { scope: 'reports.read', reach: 'city:denver' } },
    ])
  })

  it('makes one key of a form that is sent twice', async () => {
    const fields = { ...EXCEL, keyId: unguessableId(z.string(), 'key') }
    await made('Ruth', fields)
    const again = await post('Ruth', '/account/keys', fields)
    expect(again.status).toBe(409)
    expect(await again.text()).toContain('has made a key already')
    expect(await keysOf(table, RUTH.userId)).toHaveLength(1)
  })

  it('cannot open another city or all of them', async () => {
    for (const reach of ['city:fresno', 'all-cities', 'everything', '']) {
      const answer = await post('Ruth', '/account/keys', { ...EXCEL, reach })
      expect(answer.status).toBe(422)
      expect(await answer.text()).toContain('value="Excel &amp; R"')
    }
    expect(await keysOf(table, RUTH.userId)).toEqual([])
    expect(await page('Ruth')).not.toContain('all-cities')
    expect(await page('Sam')).toContain('all-cities')
  })

  it('cannot make one without an end, with an end after a year, or without a name', async () => {
    for (const wrong of [{ days: '' }, { days: '366' }, { days: '0' }, { name: ' ' }, { name: 'x'.repeat(61) }])
      expect((await post('Ruth', '/account/keys', { ...EXCEL, ...wrong })).status).toBe(422)
  })

  it('has ten at most that work', async () => {
    for (let n = 0; n < 10; n++) await made('Ruth', EXCEL)
    const refused = await post('Ruth', '/account/keys', EXCEL)
    expect(refused.status).toBe(409)
    expect(await refused.text()).toContain('You have ten keys that work')
    now = plusDays(NOON, 366)
    await made('Ruth', EXCEL)
  })

  it('reads the page in Spanish', async () => {
    const html = await (await app.request('/account/keys?lang=es', { headers: as('Ruth') })).text()
    expect(html).toContain('Claves de acceso')
    expect(html).toContain('Informes de Denver')
  })
})

describe('a key', () => {
  it('opens what its maker may read, and no more', async () => {
    const { token } = await made('Ruth', EXCEL)
    expect(await opened(token, denver)).toBe(true)
    expect(await opened(token, fresno)).toBe(false)
    const all = await made('Sam', { ...EXCEL, reach: 'all-cities' })
    expect(await opened(all.token, fresno)).toBe(true)
  })

  it('opens nothing any more when its maker may not', async () => {
    const { token } = await made('Ruth', EXCEL)
    await invite(table, RUTH, [council(fresno)])
    expect(await opened(token, denver)).toBe(false)
    const all = await made('Sam', { ...EXCEL, reach: 'all-cities' })
    await invite(table, SAM, [council(denver)])
    expect(await opened(all.token, denver)).toBe(false)
  })

  it('is revoked by its maker alone, once, with a line in the audit log', async () => {
    const { token } = await made('Ruth', EXCEL)
    const [mine] = await keysOf(table, RUTH.userId)
    const path = `/account/keys/${mine?.apiKey.keyId}/revocation`
    expect((await post('Sam', path, {})).status).toBe(404)
    expect((await post('Ruth', path, {})).status).toBe(303)
    expect((await post('Ruth', path, {})).status).toBe(404)
    expect((await bearerOf({ table, hashOf }, token))?.key.revokedAt).toBe(NOON)
    const { items } = await table.query(z.looseObject({}), { pk: 'AUDIT#2026-11' })
    expect(items.map(({ act }) => act)).toEqual(['key.made', 'key.revoked'])
    const html = await page('Ruth')
    expect(html).toContain('revoked')
    expect(html).not.toContain('/revocation')
  })

  it('that nobody was given opens nothing', async () => {
    const { token } = await made('Ruth', EXCEL)
    for (const wrong of ['', 'ca_live_', `${token}x`, token.slice(8), `ca_live_${newToken()}`])
      expect(await bearerOf({ table, hashOf }, wrong)).toBeUndefined()
  })
})

const EXCEL = { name: 'Excel & R', reach: 'city:denver', days: '365' }
const as = (who: string) => ({ cookie: `__Host-session=${who}`, 'sec-fetch-site': 'same-origin' })

const post = (who: string, path: string, fields: Record<string, string>) =>
  app.request(path, {
    method: 'POST',
    body: new URLSearchParams({ keyId: unguessableId(z.string(), 'key'), ...fields }).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...as(who) },
  })
const page = async (who: string) => (await app.request('/account/keys', { headers: as(who) })).text()

const made = async (who: string, fields: Record<string, string>) => {
  const answer = await post(who, '/account/keys', fields)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  const html = await answer.text()
  return { html, token: /ca_live_[\w-]{43}/.exec(html)?.[0] ?? '' }
}

const opened = async (token: string, city: CitySlug) => {
  const bearer = await bearerOf({ table, hashOf }, token)
  return bearer && opens(bearer.key, bearer.maker, 'reports.read', city)
}
