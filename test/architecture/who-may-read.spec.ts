import { readdirSync } from 'node:fs'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { hashOf } from '../../functions/adapters/links.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { FILES } from '../../functions/results/downloads/release-files.ts'
import type { Role } from '../../shared/identity/actor.ts'
import { SessionPolicy } from '../../shared/identity/session.ts'
import { CampaignId } from '../../shared/ids.ts'
import { plusSeconds } from '../../shared/units.ts'
import { NOON } from '../campaigns/network.ts'
import { council, invite, somebody } from '../identity/cast.ts'
import { cubeOfPeople, HOME, NEEDS, campaignId as published, TRUST } from '../results/cast.ts'
import { publish, setTheScene, storeCube } from '../results/published.ts'
import { freshTable } from '../table.ts'
import { recordedNetwork } from './recorded-network.ts'

// The apps themselves, to read their routes and to ask them.
vi.mock('hono/aws-lambda', async (original) => ({ ...(await original<object>()), handle: (app: unknown) => app }))

/** Every route of results, councils and staff, whatever its method: a new one is asked, too. */
type Asked = { app: Hono; method: string; route: string }
let asked: Asked[] = []
let recorded: Awaited<ReturnType<typeof recordedNetwork>>

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOON) })
  const { client, endpoint, table } = await freshTable()
  const { TableNames: tables = [] } = await client.send(new ListTablesCommand({}))
  recorded = await recordedNetwork(endpoint, 'a secret of at least thirty-two letters')
  Object.assign(process.env, recorded.variables, { TABLE_NAME: tables[0], PUBLIC_URL: ORIGIN })
  await setTheScene(table, 'closed', TITLE)
  const cube = cubeOfPeople([
    { times: 35, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent', [NEEDS]: ['work'] } },
    { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '4', [HOME]: 'own' } },
  ])
  await storeCube(table, cube)
  expect(await publish(table, cube)).toMatchObject({ outcome: 'published' })
  for (const [name, { roles, seenAt }] of Object.entries(PEOPLE)) await signIn(table, name, roles, seenAt)
  const apps = await openApps()
  asked = apps.flatMap((app) =>
    app.routes.flatMap(({ method, path }) =>
      /^\/(council|staff)(\/|$)/.test(path) && method !== 'ALL' ? [{ app, method, route: path }] : [],
    ),
  )
}, 120_000)
afterAll(() => {
  vi.useRealTimers()
  recorded?.stop()
})

describe('every route of results, councils and staff', () => {
  it('is asked here', () => {
    const routes = new Set(asked.map(({ method, route }) => `${method} ${route}`))
    expect(routes.size).toBeGreaterThan(90)
    for (const route of ['GET /council/:city', 'GET /staff/reports/:id', 'POST /staff/reports/:id/publish'])
      expect(routes).toContain(route)
  })

  it('asks whoever has no session, or one that has ended, to sign in', async () => {
    for (const who of [undefined, 'unknown', 'ended'])
      for (const one of asked) {
        const answer = await ask(one, who)
        expect([answer.status, named(one)]).toEqual([one.method === 'GET' ? 303 : 401, named(one)])
        if (one.method === 'GET') expect(answer.headers.get('location')).toMatch(/^\/sign-in\?to=/)
        expect(await answer.text()).not.toContain(TITLE)
      }
  })

  it('refuses whoever has no role any more', async () => {
    for (const one of asked) expect([(await ask(one, 'nobody')).status, named(one)]).toEqual([403, named(one)])
  })
})

describe('routes of staff', () => {
  it('refuse every council, also that of the city', async () => {
    for (const who of ['denver', 'fresno'])
      for (const one of asked.filter(({ route }) => route.startsWith('/staff'))) {
        const answer = await ask(one, who)
        expect([answer.status, named(one)]).toEqual([403, named(one)])
        expect(await answer.text()).not.toContain(TITLE)
      }
  })
})

describe('routes of councils', () => {
  it('name their city, but for the few that tell nothing of any', () => {
    const without = asked.filter(({ route }) => route.startsWith('/council') && !route.startsWith('/council/:city'))
    expect(new Set(without.map(named))).toEqual(OF_NO_CITY)
  })

  it('refuse the council of another city, on whatever is asked of the city', async () => {
    for (const one of asked.filter(({ route }) => route.startsWith('/council/:city')))
      for (const path of pathsOf(one.route, { city: ['denver'], id: [String(published)] })) {
        const answer = await ask(one, 'fresno', path)
        expect([answer.status, path]).toEqual([403, path])
        expect(await answer.text()).not.toContain(TITLE)
      }
  })

  it('find nothing under an id that was guessed, nor another city’s report under the own city', async () => {
    const under = asked.filter(({ route }) => /^\/council\/:city\/.*:/.test(route))
    expect(under.length).toBeGreaterThan(0)
    for (const one of under) {
      for (const path of pathsOf(one.route, { city: ['denver'], id: [GUESSED, 'nobody-knows', `${published}x`] }))
        expect([(await ask(one, 'denver', path)).status, path]).toEqual([404, path])
      for (const path of pathsOf(one.route, { city: ['fresno'], id: [String(published)] }))
        expect([(await ask(one, 'fresno', path)).status, path]).toEqual([404, path])
    }
  })

  it('open for the council of the city', async () => {
    const [page] = asked.filter(({ route }) => /^\/council\/:city\/reports\/:\w+$/.test(route))
    expect(page && (await ask(page, 'denver', `/council/denver/reports/${published}`)).status).toBe(200)
  })
})

const ORIGIN = 'https://network.example.org'
const TITLE = 'A survey that only Denver may read of'
const GUESSED = CampaignId.parse(`cmp_${'7'.repeat(26)}`)

/** The list shows the reader's own cities only; the schema is the same for everybody. */
const OF_NO_CITY = new Set(['GET /council', 'GET /council/report.schema.json', 'GET /council/report-keys.json'])

const PEOPLE: Record<string, { roles: Role[]; seenAt: typeof NOON }> = {
  denver: { roles: [council('denver')], seenAt: NOON },
  fresno: { roles: [council('fresno')], seenAt: NOON },
  nobody: { roles: [], seenAt: NOON },
  ended: {
    roles: [{ role: 'staff' }, council('denver')],
    seenAt: plusSeconds(NOON, -SessionPolicy.idleSeconds),
  },
}

/** The cookie is the name. */
const signIn = async (table: Table, name: string, roles: Role[], seenAt: typeof NOON) => {
  const person = somebody(name)
  await invite(table, person, roles, seenAt)
  const session = { userId: person.userId, startedAt: seenAt, seenAt }
  await table.write({ put: { pk: `SESSION#${hashOf(name)}`, sk: 'SESSION', ...session } })
}

const openApps = async (): Promise<Hono[]> => {
  const folder = new URL('../../functions/http/', import.meta.url)
  const entries = readdirSync(folder).filter((name) => name.endsWith('.lambda.tsx'))
  return Promise.all(entries.map(async (name) => (await import(new URL(name, folder).href)).handler as Hono))
}

const named = ({ method, route }: Asked) => `${method} ${route}`

const ask = ({ app, method, route }: Asked, who: string | undefined, path = pathsOf(route)[0] ?? '/') =>
  app.request(path, {
    method,
    headers: {
      origin: ORIGIN,
      'content-type': 'application/x-www-form-urlencoded',
      ...(who && { cookie: `__Host-session=${who}` }),
    },
    ...(method !== 'GET' && { body: 'a=b' }),
  })

/** Every address of a route; of a file's name also with each ending that it may have. */
const pathsOf = (route: string, { city = ['denver'], id = [GUESSED as string] } = {}): string[] =>
  route.split('/').reduce<string[]>(
    (paths, part, at) => {
      if (at === 0) return paths
      const [, name, words] = /^:(\w+)(?:\{(.+)\})?$/.exec(part) ?? []
      const values = !name
        ? [part]
        : words && /^[\w|-]+$/.test(words)
          ? words.split('|')
          : name === 'city'
            ? city
            : name === 'file'
              ? [...id, 'report'].flatMap((one) => [one, ...ENDINGS.map((ending) => `${one}.${ending}`)])
              : words
                ? ['1']
                : id
      return paths.flatMap((path) => values.map((value) => `${path}/${value}`))
    },
    [''],
  )
const ENDINGS = FILES
