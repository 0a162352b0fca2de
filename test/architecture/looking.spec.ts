import { readdirSync } from 'node:fs'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import type { Hono } from 'hono'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { denver, NOON, people } from '../campaigns/network.ts'
import { freshTable } from '../table.ts'
import { furnish } from './furnished.ts'
import { recordedNetwork } from './recorded-network.ts'

// The apps themselves, to read their routes and to ask them.
vi.mock('hono/aws-lambda', async (original) => ({ ...(await original<object>()), handle: (app: unknown) => app }))

type Asked = { path: string; status: number; effects: string[] }

const answers: Asked[] = []
let routes: string[] = []
let recorded: Awaited<ReturnType<typeof recordedNetwork>>

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(NOON) })
  const { client, endpoint, tableName: other } = await freshTable()
  const network = await denver(people(4))
  const { TableNames: tables = [] } = await client.send(new ListTablesCommand({}))
  recorded = await recordedNetwork(endpoint, SECRET)
  Object.assign(process.env, recorded.variables, { TABLE_NAME: tables.find((name) => name !== other) })
  const known = await furnish(network)
  const apps = await openApps()
  routes = [...new Set(apps.flatMap(routesOf))].sort()
  for (const app of apps)
    for (const route of new Set(routesOf(app)))
      for (const path of pathsOf(route, known)) {
        recorded.effects.length = 0
        const { status } = await app.request(path, { headers: { cookie: known.cookie, authorization: known.bearer } })
        answers.push({ path: `${route} ${path}`, status, effects: [...recorded.effects] })
      }
}, 120_000)
afterAll(() => {
  vi.useRealTimers()
  recorded?.stop()
})

describe('a page that is opened', () => {
  it('changes nothing, whichever it is, but for the few that have to', () => {
    const surprising = answers.flatMap(({ path, effects }) =>
      effects
        .filter((effect) => !ALLOWED.some((may) => may.effect.test(effect) && may.path.test(path)))
        .map((effect) => `${path}: ${effect}`),
    )
    expect(surprising).toEqual([])
  })

  it('is any page of any audience that can be opened', () => {
    expect(routes.length).toBeGreaterThan(70)
    const opened = (route: string) =>
      answers.some(({ path, status }) => path.startsWith(`${route} `) && (status === 200 || status === 303))
    expect(routes.filter((route) => !opened(route) && !UNOPENED.has(route))).toEqual([])
    expect(answers.filter(({ path, status }) => status >= 500 && !path.startsWith('/sign-in '))).toEqual([])
  })

  it('needs each of the exceptions', () => {
    for (const { effect, path, why } of ALLOWED)
      expect(
        answers.some((asked) => path.test(asked.path) && asked.effects.some((one) => effect.test(one))),
        why,
      ).toBe(true)
  })
})

/** What opening a page may change. */
const ALLOWED = [
  {
    effect: /^UpdateItem SESSION#$/,
    path: /^\/(staff|council|account)/,
    why: 'a session of staff or a council lives on while it is used',
  },
  { effect: /^UpdateItem MSESSION#$/, path: /^\/me/, why: 'a session of a member lives on while it is used' },
  {
    effect: /^PutItem API-USE#$/,
    path: /^\/api\/v1\//,
    why: 'a program is counted, so that its owner sees when the key was used last; no link in a mail or page carries one',
  },
  {
    effect: /^PutItem ROUGH#$/,
    path: /^\/council\/:city /,
    why: 'a council is told one count of the day: whoever looks first fixes it, lest two looks tell who answered between',
  },
]

/** Pages that this spec cannot open, and what else holds them. */
const UNOPENED = new Map([
  ['/sign-in', 'asks the issuer; it writes nothing but a cookie'],
  ['/sign-in/callback', 'begins the session of whoever comes back from the issuer: test/identity/sign-in.spec.ts'],
])

const SECRET = 'a secret of at least thirty-two letters'

const openApps = async (): Promise<Hono[]> => {
  const folder = new URL('../../functions/http/', import.meta.url)
  const entries = readdirSync(folder).filter((name) => name.endsWith('.lambda.tsx'))
  return Promise.all(entries.map(async (name) => (await import(new URL(name, folder).href)).handler as Hono))
}

const routesOf = (app: Hono) => app.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)

type Known = Awaited<ReturnType<typeof furnish>>

/** Every address of a route: all ids that there are in its place, all words that it takes, its query if it has one. */
const pathsOf = (route: string, { ids, queries }: Known): string[] => {
  const filled = route.split('/').reduce<string[]>(
    (paths, part, at, parts) => {
      const [, name, words] = /^:(\w+)(?:\{(.+)\})?$/.exec(part) ?? []
      if (!name) return paths.map((path) => (at === 0 ? part : `${path}/${part}`))
      const under = parts.slice(0, at).join('/')
      const values =
        words && /^[\w|-]+$/.test(words)
          ? words.split('|')
          : (ids[`${under}/:${name}`] ?? ids[name] ?? ['nobody-knows'])
      return paths.flatMap((path) => values.map((value) => `${path}/${value}`))
    },
    [''],
  )
  return filled.flatMap((path) => (queries[route] ?? ['']).map((query) => `${path || '/'}${query}`))
}
