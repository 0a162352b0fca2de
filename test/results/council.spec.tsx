import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { SESSION_COOKIE } from '../../functions/http/guard.tsx'
import { councilRoutes } from '../../functions/results/publishing/council.routes.tsx'
import { downloadRoutes } from '../../functions/results/publishing/downloads.routes.tsx'
import type { Actor } from '../../shared/identity/actor.ts'
import { FAY, RUTH, SAM, somebody } from '../identity/cast.ts'
import { freshTable } from '../table.ts'
import { atNoon, campaignId, cubeOfPeople, HOME, NEEDS, TRUST } from './cast.ts'
import { markAnswered, publish, setTheScene, storeCube } from './published.ts'

const actors: Record<string, Actor> = {
  ruth: RUTH,
  fay: FAY,
  sam: SAM,
  nobody: somebody('Nemo'),
}

let table: Table
let app: ReturnType<typeof audienceApp>
const site = { publicUrl: 'https://network.example', networkName: 'Network' }
const report = `/council/denver/reports/${campaignId}`

const get = (path: string, who?: string, headers: Record<string, string> = {}) =>
  app.request(path, { headers: { ...(who && { cookie: `${SESSION_COOKIE}=${who}` }), ...headers } })

beforeAll(async () => {
  ;({ table } = await freshTable())
  await setTheScene(table, 'closed', '=HYPERLINK("https://bad.example")')
  const cube = cubeOfPeople([
    { times: 35, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent', [NEEDS]: ['work'] } },
    { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '4', [HOME]: 'own' } },
    { times: 4, cell: { gender: 'man' }, answers: { [TRUST]: '3', [HOME]: 'kin' } },
  ])
  await storeCube(table, cube)
  expect(await publish(table, cube)).toEqual({ outcome: 'published', release: 1 })
  app = audienceApp(site, { section: 'council' })
  const needs = { site, table, now: atNoon, actorOf: async (cookie: string) => actors[cookie] }
  app.route('/', councilRoutes(needs))
  app.route('/', downloadRoutes(needs))
})

describe('a council member of Denver', () => {
  it('sees only Denver in the list of cities', async () => {
    const html = await (await get('/council', 'ruth')).text()
    expect(html).toContain('/council/denver"')
    expect(html).not.toContain('fresno')
  })

  it('finds the report in the list of the city', async () => {
    expect(await (await get('/council/denver', 'ruth')).text()).toContain(report)
  })

  it('reads it in English and in Spanish', async () => {
    const page = await get(report, 'ruth')
    expect(page.status).toBe(200)
    const html = await page.text()
    expect(html).toContain('These are the answers of 64 of 150 members')
    expect(html).toContain('<caption class="skip">How much do you trust your neighbours?')
    expect(await (await get(`${report}?lang=es`, 'ruth')).text()).toContain(
      'Qué puede y qué no puede decir este informe',
    )
  })

  it('is told in place what was merged and what was left out', async () => {
    const html = await (await get(`${report}?by=gender`, 'ruth')).text()
    expect(html).toContain('Neighboring answers were merged')
    // No woman trusts at 4 or 5, no man at 1 or 2: only quarters can be shown.
    expect(html).toContain('75% or more')
  })

  it('finds the files of the release, also under the addresses that they once had', async () => {
    const html = await (await get(report, 'ruth')).text()
    for (const name of ['en.pdf', 'en.xlsx', 'csv', 'json', 'zip', 'manifest.json'])
      expect(html).toContain(`href="${report}/files/report.${name}"`)
    expect(await (await get(`${report}?lang=es`, 'ruth')).text()).toContain('/files/report.es.pdf')
    const moved = await get(`${report}.csv`, 'ruth')
    expect([moved.status, moved.headers.get('location')]).toEqual([301, `${report}/files/report.csv`])
    expect((await get('/council/report.schema.json', 'ruth')).status).toBe(200)
  })

  it('gets the same release from the own browser’s memory', async () => {
    const first = await get(report, 'ruth')
    const tag = first.headers.get('etag') ?? ''
    expect((await get(report, 'ruth', { 'if-none-match': tag })).status).toBe(304)
    expect((await get(report, 'sam', { 'if-none-match': tag })).status).toBe(200)
    // What is shown otherwise is not the same.
    for (const other of ['?by=gender', '?by=all', '?lang=es'])
      expect((await get(`${report}${other}`, 'ruth', { 'if-none-match': tag })).status).toBe(200)
    expect((await get(`${report}?by=what-is-not-there`, 'ruth', { 'if-none-match': tag })).status).toBe(304)
  })

  it('finds no report under another id', async () => {
    for (const path of [`/council/denver/reports/${campaignId.slice(0, -1)}Z`, '/council/denver/reports/x.csv'])
      expect((await get(path, 'ruth')).status).toBe(404)
  })
})

describe('a council member of another city', () => {
  it('is refused on every page and download of Denver, and sees nothing of the data', async () => {
    for (const path of ['/council/denver', report, `${report}.csv`, `${report}/files/report.json`]) {
      const answer = await get(path, 'fay')
      expect(answer.status).toBe(403)
      expect(await answer.text()).not.toMatch(/HYPERLINK|trust|64/)
    }
  })

  it('does not find Denver’s report under the own city', async () => {
    expect((await get(`/council/fresno/reports/${campaignId}/files/report.json`, 'fay')).status).toBe(404)
  })

  it('is told that there is no report yet', async () => {
    expect(await (await get('/council/fresno', 'fay')).text()).toContain('No report yet')
  })
})

describe('others', () => {
  it('who are not signed in are asked to sign in first', async () => {
    const answer = await get(report)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `/sign-in?to=${encodeURIComponent(report)}`])
  })

  it('who have no role are refused', async () => {
    expect((await get('/council', 'nobody')).status).toBe(403)
  })

  it('staff see every city', async () => {
    const html = await (await get('/council', 'sam')).text()
    expect(html).toMatch(/denver[\s\S]*fresno/)
    expect((await get(report, 'sam')).status).toBe(200)
  })
})

describe('an open survey', () => {
  it('is told of in tens, and the number stands for the whole day', async () => {
    const { table: other } = await freshTable()
    await setTheScene(other, 'open')
    const withOther = audienceApp(site, { section: 'council' })
    withOther.route('/', councilRoutes({ site, table: other, now: atNoon, actorOf: async () => RUTH }))
    const read = async () =>
      (await withOther.request('/council/denver', { headers: { cookie: `${SESSION_COOKIE}=ruth` } })).text()
    await markAnswered(other, 27)
    expect(await read()).toContain('20 or more answered')
    await markAnswered(other, 31)
    expect(await read()).toContain('20 or more answered')
  })
})
