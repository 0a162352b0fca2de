import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Hono } from 'hono'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { hashOf, newToken } from '../../functions/adapters/links.ts'
import { log } from '../../functions/adapters/log.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { type ApiPage, apiApp } from '../../functions/http/api-app.ts'
import { admitProgram } from '../../functions/identity/admit-program.ts'
import { keysOf, makeKey, revokeKey } from '../../functions/identity/api-keys.ts'
import { openApi } from '../../functions/results/api/openapi.ts'
import { API, OPERATIONS, type Operation } from '../../functions/results/api/operations.ts'
import { reportApiRoutes } from '../../functions/results/api/report-api.routes.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { apiKeyKey, parseReach } from '../../shared/identity/api-key.ts'
import { ApiKeyId, CampaignId } from '../../shared/ids.ts'
import { ReportDocument } from '../../shared/results/document.ts'
import { reportRowKey } from '../../shared/results/report-row.ts'
import { type Instant, plusDays, plusSeconds } from '../../shared/units.ts'
import { council, FAY, invite, RUTH, SAM } from '../identity/cast.ts'
import { freshTable } from '../table.ts'
import { campaignId, cubeOfPeople, denver, HOME, NEEDS, NOON, TRUST } from './cast.ts'
import { publish, setTheScene, storeCube } from './published.ts'

const SITE = { publicUrl: 'https://network.example.org', networkName: 'Front Range Network' }
const TITLE = 'A survey that only Denver may read of'

let table: Table
let now: Instant
let app: Hono<ApiPage>
let keys = 0

beforeAll(async () => {
  log.setLogLevel('SILENT')
  ;({ table } = await freshTable())
  await setTheScene(table, 'closed', TITLE)
  const cube = cubeOfPeople([
    { times: 35, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent', [NEEDS]: ['work'] } },
    { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '4', [HOME]: 'own' } },
  ])
  await storeCube(table, cube)
  await publish(table, cube)
  const admit = admitProgram({ table, now: () => now, hashOf })
  app = apiApp()
  app.route('/', reportApiRoutes({ table, site: SITE, admit }))
}, 60_000)
beforeEach(async () => {
  now = NOON
  for (const actor of [RUTH, FAY, SAM]) {
    await invite(table, actor, actor.roles)
    for (const { apiKey } of await keysOf(table, actor.userId))
      await table.write({ delete: apiKeyKey(actor.userId, apiKey.keyId) })
  }
})

describe('every operation of the description', () => {
  it('answers the key of the city as its schema says', async () => {
    const token = await keyOf(RUTH)
    const description = openApi(SITE)
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    ajv.addSchema({ $id: 'openapi', components: description.components })
    const { paths } = (await (await ask('/openapi.json')).json()) as typeof description
    expect(Object.keys(paths)).toEqual(OPERATIONS.map(({ path }) => path))
    for (const one of OPERATIONS) {
      const answer = await ask(pathOf(one), token)
      expect([answer.status, one.id]).toEqual([200, one.id])
      const schema = paths[one.path]?.get.responses[200].content['application/json'].schema
      const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('#/components', 'openapi#/components')))
      validate(await answer.json())
      expect([validate.errors, one.id]).toEqual([null, one.id])
    }
  })

  it('is described as OpenAPI 3.1 wants it', async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(JSON.stringify(openApi(SITE))))
    expect([valid, errors]).toEqual([true, undefined])
  })

  it('is described by the document that is published with the code', async () => {
    const example = { publicUrl: 'https://your-network.example.org', networkName: 'Your Network' }
    await expect(`${JSON.stringify(openApi(example), null, 2)}\n`).toMatchFileSnapshot('../../docs/openapi.json')
  })

  it('refuses, as a problem that the description lists, whoever may not', async () => {
    const schema = openApi(SITE).components.schemas.Problem as object
    const validate = new Ajv2020({ strict: false }).compile(schema)
    for (const [why, { token, status, reason }] of await refusedTokens())
      for (const one of OPERATIONS.filter(({ open }) => !open)) {
        if (status === 403 && !one.path.includes('{city}')) continue
        const answer = await ask(pathOf(one), token)
        const text = await answer.text()
        expect([answer.status, why, one.id]).toEqual([status, why, one.id])
        expect(answer.headers.get('content-type')).toBe('application/problem+json')
        expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer /)
        expect(JSON.parse(text).reason).toBe(reason)
        expect(validate(JSON.parse(text))).toBe(true)
        expect(text).not.toContain(TITLE)
        expect(openApi(SITE).paths[one.path]?.get.responses).toHaveProperty(String(status))
      }
  })

  it('tells nobody without a key what there is', async () => {
    for (const one of OPERATIONS.filter(({ open }) => open))
      expect(await (await ask(pathOf(one))).text()).not.toMatch(/Denver|denver/)
  })
})

describe('a program', () => {
  it('reads the report that its council reads', async () => {
    const report = ReportDocument.parse(await (await ask(REPORT, await keyOf(RUTH))).json())
    expect(report).toMatchObject({ title: TITLE, city: 'denver', release: 1 })
  })

  it('is told of the cities that its key opens', async () => {
    const named = async (token: string) =>
      ((await (await ask('/cities', token)).json()) as { cities: { slug: string }[] }).cities.map(({ slug }) => slug)
    expect(await named(await keyOf(RUTH))).toEqual(['denver'])
    expect(await named(await keyOf(SAM, 'all-cities'))).toEqual(['denver', 'fresno'])
    expect(await named(await keyOf(SAM, 'city:fresno'))).toEqual(['fresno'])
  })

  it('is not sent again what it has', async () => {
    const token = await keyOf(RUTH)
    const first = await ask(REPORT, token)
    const tag = first.headers.get('etag') ?? ''
    expect(tag).toMatch(/^"[\w-]{22}"$/)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await ask(REPORT, token, { 'if-none-match': known })
      expect([again.status, await again.text()]).toEqual([304, ''])
    }
    expect((await ask(REPORT, token, { 'if-none-match': '"other"' })).status).toBe(200)
    // Who may not read is not told either that nothing has changed.
    expect((await ask(REPORT, await keyOf(FAY), { 'if-none-match': tag })).status).toBe(403)
  })

  it('reads a long list page by page, each report once', async () => {
    const token = await keyOf(RUTH)
    const rest = await Promise.all(Array.from({ length: 4 }, (_, n) => listed(n)))
    const seen: string[] = []
    let next: string | undefined = `${SITE.publicUrl}${API}/cities/denver/reports?limit=2`
    while (next) {
      const answer = (await (await ask(next.replace(`${SITE.publicUrl}${API}`, ''), token)).json()) as Page
      expect(answer.reports.length).toBeLessThanOrEqual(2)
      seen.push(...answer.reports.map((one) => one.campaignId))
      next = answer.next
    }
    expect(seen.toSorted()).toEqual([campaignId, ...rest].toSorted())
  })

  it('is told which parameter cannot be used', async () => {
    const token = await keyOf(RUTH)
    for (const [query, parameter] of [
      ['limit=0', 'limit'],
      ['limit=101', 'limit'],
      ['limit=many', 'limit'],
      ['after=yesterday', 'after'],
    ]) {
      const answer = await ask(`/cities/denver/reports?${query}`, token)
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ reason: 'wrong-parameter', errors: [{ parameter }] })
    }
  })

  it('finds nothing under what does not exist', async () => {
    const token = await keyOf(RUTH)
    const guessed = `cmp_${'7'.repeat(26)}`
    for (const path of [
      `/cities/denver/reports/${guessed}`,
      '/cities/denver/reports/nobody-knows',
      `/cities/denver/reports?after=${guessed}`,
      `${REPORT}/releases/2`,
      `${REPORT}/releases/0`,
      `${REPORT}/releases/x`,
      '/nothing',
    ]) {
      const answer = await ask(path, token)
      expect([answer.status, path]).toEqual([404, path])
      expect(await answer.json()).toMatchObject({ reason: 'unknown' })
    }
    // Staff see under a city what is the city's.
    expect((await ask(`/cities/fresno/reports/${campaignId}`, await keyOf(SAM, 'all-cities'))).status).toBe(404)
  })

  it('is asked to wait when it asks too much, and told how long', async () => {
    const token = await keyOf(RUTH)
    for (let n = 0; n < 60; n++) {
      now = plusSeconds(NOON, n % 10)
      expect((await ask('/cities', token)).status).toBe(200)
    }
    now = plusSeconds(NOON, 20)
    const refused = await ask('/cities', token)
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toBe('40')
    expect((await ask('/cities', await keyOf(RUTH))).status).toBe(200)
    now = plusSeconds(NOON, 60)
    expect((await ask('/cities', token)).status).toBe(200)
  })

  it('leaves the day of its visit with its key', async () => {
    const token = await keyOf(RUTH)
    const [made] = await keysOf(table, RUTH.userId)
    const last = async () =>
      (await keysOf(table, RUTH.userId)).find(({ apiKey }) => apiKey.keyId === made?.apiKey.keyId)?.usedOn
    expect(await last()).toBeUndefined()
    await ask('/cities', token)
    expect(await last()).toBe('2026-11-23')
  })

  it('changes nothing, and is told so', async () => {
    const token = await keyOf(RUTH)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const answer = await app.request(`${API}/cities`, { method, headers: { authorization: `Bearer ${token}` } })
      expect([answer.status, method]).toEqual([405, method])
      expect(answer.headers.get('allow')).toBe('GET, HEAD')
    }
  })

  it('is told the number of its request, and no page of another site may read along', async () => {
    const env = { event: { requestContext: { requestId: 'request-1' } } }
    const answer = await app.request(`${API}/cities`, { headers: { origin: 'https://other.example' } }, env)
    expect(answer.headers.get('x-request-id')).toBe('request-1')
    expect(await answer.json()).toMatchObject({ reason: 'no-key', requestId: 'request-1' })
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('gets a problem, too, when something breaks', async () => {
    const broken = apiApp()
    const fails = async () => Promise.reject(new TypeError('out of order'))
    broken.route('/', reportApiRoutes({ table: { get: fails, query: fails }, site: SITE, admit: fails }))
    const answer = await broken.request(`${API}/cities`, { headers: { authorization: 'Bearer x' } })
    expect(answer.status).toBe(500)
    expect(await answer.json()).toMatchObject({ reason: 'fault', status: 500 })
  })
})

type Page = { reports: { campaignId: string }[]; next?: string }
const REPORT = `/cities/denver/reports/${campaignId}`

const ask = (path: string, token?: string, headers: Record<string, string> = {}) =>
  app.request(`${API}${path}`, { headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) } })

const pathOf = ({ path }: Operation) =>
  path.replace('{city}', 'denver').replace('{campaignId}', campaignId).replace('{release}', '1')

const keyOf = async (actor: Actor, reach = `city:${actor.roles.flatMap((r) => ('city' in r ? r.city : []))[0]}`) => {
  const keyId = ApiKeyId.parse(`key_${String(++keys).padStart(26, '0')}`)
  const chosen = { keyId, name: 'R', reach: parseReach(reach) ?? { of: 'all-cities' as const }, days: 30 }
  const made = await makeKey({ table, now: () => now, hashOf, newToken }, actor, chosen)
  if (made.outcome !== 'made') throw new Error(made.reason)
  return made.token
}

/** Whoever may not read Denver's reports, and how each is refused. */
const refusedTokens = async () => {
  const lost = await keyOf({ ...FAY, roles: [council(denver)] })
  const [revoked, all] = [await keyOf(RUTH), await keyOf(SAM, 'all-cities')]
  const [{ apiKey } = { apiKey: undefined }] = (await keysOf(table, RUTH.userId)).filter(
    (one) => one.apiKey.hint === revoked.slice(0, 12),
  )
  await revokeKey({ table, now: () => now }, RUTH, ApiKeyId.parse(apiKey?.keyId))
  now = plusDays(NOON, -31)
  const expired = await keyOf(RUTH)
  now = NOON
  await invite(table, SAM, [])
  return Object.entries({
    'no key': { token: undefined, status: 401, reason: 'no-key' },
    'a key that was made up': { token: `ca_live_${newToken()}`, status: 401, reason: 'unknown-key' },
    'a word': { token: 'x', status: 401, reason: 'unknown-key' },
    'a revoked key': { token: revoked, status: 401, reason: 'revoked-key' },
    'a key that has ended': { token: expired, status: 401, reason: 'expired-key' },
    'the key of another city': { token: await keyOf(FAY), status: 403, reason: 'not-opened' },
    'a key of somebody who has left the council': { token: lost, status: 403, reason: 'not-opened' },
    'a key of somebody who was staff': { token: all, status: 403, reason: 'not-opened' },
  })
}

/** Another line of Denver's list. */
const listed = async (n: number) => {
  const id = CampaignId.parse(`cmp_01HZZZZZZZZZZZZZZZZZZZZZ${50 + n}`)
  const row = await table.get(z.looseObject({}), reportRowKey(denver, campaignId))
  await table.write({ put: { ...row, ...reportRowKey(denver, id), campaignId: id } })
  return id
}
