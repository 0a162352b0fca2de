import { type Context, Hono } from 'hono'
import { opens } from '../../../shared/identity/api-key.ts'
import { CitySlug } from '../../../shared/ids.ts'
import type { Table } from '../../adapters/table.ts'
import { type ApiPage, answerJson, refuse } from '../../http/api-app.ts'
import { type AdmitProgram, bearerIn, notOpened } from '../../http/api-guard.ts'
import { openApi } from './openapi.ts'
import { API, type Asking, OPERATIONS, type Operation } from './operations.ts'

type Needs = {
  table: Pick<Table, 'get' | 'query'>
  site: { publicUrl: string; networkName: string }
  admit: AdmitProgram
}

/** One route for each operation, by GET alone. */
export const reportApiRoutes = (needs: Needs) => {
  const app = new Hono<ApiPage>()
  for (const one of OPERATIONS)
    app.get(`${API}${one.path.replaceAll(/\{(\w+)\}/g, ':$1')}`, (c) => answer(needs, one, c))
  app.get(`${API}/openapi.json`, (c) => answerJson(c, openApi(needs.site), 'public, max-age=300'))
  return app
}

/** First who asks, then whether the key opens it, and only then whether there is anything. */
const answer = async (needs: Needs, one: Operation, c: Context<ApiPage>): Promise<Response> => {
  const { table } = needs
  const asking = { table, publicUrl: needs.site.publicUrl }
  if (one.open) return found(c, one, { ...asking, mayRead: () => false }, 'public, max-age=300')

  const bearer = await bearerIn(c, needs.admit)
  if (bearer instanceof Response) return bearer
  const mayRead = (city: CitySlug) => opens(bearer.key, bearer.maker, 'reports.read', city)
  if (one.path.includes('{city}')) {
    const city = CitySlug.safeParse(c.req.param('city'))
    if (!city.success || !mayRead(city.data)) return notOpened(c)
  }
  return found(c, one, { ...asking, mayRead }, 'private, no-cache')
}

const found = async (
  c: Context<ApiPage>,
  { params, query, answers, find }: Operation,
  asking: Asking,
  kept: Parameters<typeof answerJson>[2],
): Promise<Response> => {
  const named = params.safeParse(c.req.param())
  if (!named.success) return refuse(c, 'unknown')
  const asked = query?.safeParse(c.req.query())
  if (asked && !asked.success)
    return refuse(
      c,
      'wrong-parameter',
      asked.error.issues.map(({ path, message }) => ({ parameter: path.join('.'), message })),
    )
  const body = await find(asking, { ...named.data, ...asked?.data } as never)
  return body === undefined ? refuse(c, 'unknown') : answerJson(c, answers.parse(body), kept)
}
