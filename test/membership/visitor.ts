import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { unguessableId } from '../../functions/adapters/chance.ts'
import { rateLimits } from '../../functions/adapters/rate-limit.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { joinRoutes } from '../../functions/membership/joining/join.routes.tsx'
import { type Instant, plusSeconds } from '../../shared/units.ts'
import { freshTable } from '../table.ts'
import { checkouts, links, NOON, openCity, site } from './cast.ts'

export const FORM = '/cities/san-francisco/join'

export const filled = {
  name: 'Ana Flores',
  email: 'ana@example.org',
  amount: '25',
  other: '',
  interval: 'year',
  language: 'en',
  topics: 'surveys',
  website: '',
}

export type Typed = Partial<typeof filled> & Record<string, string>

/** The pages of joining over an empty table with one city in it. */
export const joinSite = async () => {
  const embedded = await freshTable()
  const { table } = embedded
  await openCity(table)
  const payments = checkouts()
  const met: string[] = []
  let at: Instant = NOON
  const now = () => at
  const app = audienceApp(site, { section: 'public' })
  const limits = rateLimits({ table, links, now })
  app.route(
    '/',
    joinRoutes({ site, table, now, payments, links, limits, meter: (name) => void met.push(name), unguessableId }),
  )
  /** Says that the form was shown a minute ago. */
  const shown = await links.sign('form', { t: Date.parse(NOON) / 1000 - 60 })

  /** One who visits with a browser of their own, which keeps what it is given. */
  const visitor = (sourceIp = '203.0.113.7') => {
    const jar = new Map<string, string>()
    const goes = async (path: string, init: RequestInit = {}) => {
      const cookie = [...jar].map((pair) => pair.join('=')).join('; ')
      const gateway = { event: { requestContext: { http: { sourceIp } } } }
      const answer = await app.request(path, { ...init, headers: { ...init.headers, cookie } }, gateway)
      for (const given of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(given) ?? []
        jar.set(name, value)
      }
      return { answer, html: await answer.text() }
    }
    const posts = (change: Typed = {}, path = FORM) =>
      goes(path, {
        method: 'POST',
        body: new URLSearchParams({ ...filled, shown, ...change }),
        headers: { origin: site.publicUrl },
      })
    return {
      jar,
      open: (path = FORM) => goes(path),
      posts,
      /** As a browser does it: the form that has to be looked at again comes by another request. */
      send: async (change: Typed = {}, path = FORM) => {
        const posted = await posts(change, path)
        const next = posted.answer.headers.get('location')
        return next?.startsWith('/cities/') ? goes(next) : posted
      },
    }
  }

  return {
    embedded,
    table,
    app,
    payments,
    orders: payments.orders,
    /** The metrics that were told. */
    met,
    visitor,
    passes(seconds: number) {
      at = plusSeconds(at, seconds)
    },
    /** What is stored of people who join; the counts of their tries and what they have not finished typing left out. */
    async rows() {
      const { Items = [] } = await embedded.client.send(new ScanCommand({ TableName: embedded.tableName }))
      return Items.filter(({ pk, sk }) => pk !== 'CITIES' && sk !== 'DRAFT' && sk !== 'BUCKET')
    },
    /** The address that the payment page of the newest checkout leads back to. */
    wayBack() {
      const { pathname, search } = new URL(payments.orders.at(-1)?.cancelUrl ?? '')
      return pathname + search
    },
  }
}
