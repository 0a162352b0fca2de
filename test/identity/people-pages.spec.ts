import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { hashOf } from '../../functions/adapters/links.ts'
import { audienceApp, type Page } from '../../functions/http/audience.tsx'
import { peopleRoutes } from '../../functions/identity/people.routes.tsx'
import { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { UserId } from '../../shared/ids.ts'
import { Instant } from '../../shared/units.ts'
import { freshTable } from '../table.ts'

const NOON = Instant.parse('2026-11-23T12:00:00.000Z')
const SITE = { publicUrl: 'https://network.example.org', networkName: 'Front Range Network' }
const SAM: Actor = { userId: UserId.parse(`usr_${'0'.repeat(26)}`), name: 'Sam', roles: [{ role: 'staff' }] }
const DENVER = City.parse({
  slug: 'denver',
  name: 'Denver',
  state: 'CO',
  timeZone: 'America/Denver',
  neighbourhoods: [],
  foundedAt: NOON,
})

describe('staff who say who may sign in', () => {
  let app: Hono<Page>

  const post = (path: string, fields: Record<string, string>) =>
    app.request(path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    })
  /** The page that a browser would show after the answer. */
  const pageAfter = async (answer: Response) =>
    answer.status === 303
      ? (await app.request(answer.headers.get('location') ?? '')).text()
      : Promise.reject(new Error(`answered ${answer.status}`))
  const RUTH = { email: 'ruth@example.org', role: 'council:denver' }

  beforeEach(async () => {
    const { table } = await freshTable()
    const guarded = new Hono<Page>().use(async (c, next) => {
      c.set('actor', SAM)
      await next()
    })
    guarded.route('/', peopleRoutes({ site: SITE, table, now: () => NOON, hashOf, cities: async () => [DENVER] }))
    app = audienceApp(SITE, { section: 'staff' })
    app.route('/', guarded)
  })

  it('read that the invitation stands, and that they must tell the person themselves', async () => {
    const html = await pageAfter(await post('/staff/people', RUTH))
    expect(html).toMatch(/role="status">.*Invited as Council of Denver/s)
    expect(html).toContain('No mail is sent')
    expect(html).toContain('https://network.example.org/sign-in')
    expect(html).toContain('ruth@example.org')
  })

  it('read that somebody has been invited already, instead of a second invitation', async () => {
    await post('/staff/people', RUTH)
    const again = await post('/staff/people', RUTH)
    expect(again.status).toBe(409)
    const html = await again.text()
    expect(html).toContain('This address may sign in as Council of Denver already.')
    expect(html).toContain('value="ruth@example.org"')
  })

  it('read that a role was taken away', async () => {
    await post('/staff/people', RUTH)
    const html = await pageAfter(await post('/staff/people/removal', RUTH))
    expect(html).toMatch(/role="status">.*Taken away: Council of Denver/s)
    expect(html).not.toContain('ruth@example.org')
  })

  it('read what is wrong with an address, with what was typed still there', async () => {
    const answer = await post('/staff/people', { ...RUTH, email: 'ruth at example' })
    expect(answer.status).toBe(422)
    const html = await answer.text()
    expect(html).toContain('<title>Error: People')
    expect(html).toContain('value="ruth at example"')
  })
})
