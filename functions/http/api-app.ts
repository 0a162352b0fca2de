import { createHash, randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { routePath } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import * as z from 'zod'
import type { ApiKey } from '../../shared/identity/api-key.ts'
import { PROBLEMS, type Problem, type ProblemReason, problemOf } from '../../shared/problem.ts'
import { log } from '../adapters/log.ts'

export type ApiPage = {
  Variables: {
    requestId: string
    /** There for whoever came with a key that works. */
    apiKey?: ApiKey
  }
}

/**
 * What programs read: JSON, without cookies, languages or pages, and from no other site's scripts (no CORS). Every refusal
 * and fault is a problem of RFC 9457.
 */
export const apiApp = (): Hono<ApiPage> => {
  const app = new Hono<ApiPage>()
  app.use(async (c, next) => {
    c.set('requestId', Gateway.safeParse(c.env).data?.event.requestContext.requestId ?? randomUUID())
    await next()
    c.header('x-request-id', c.get('requestId'))
    c.header('x-robots-tag', 'noindex')
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
    const route = `${c.req.method} ${routePath(c, -1)}`
    log.info('a program asked', {
      requestId: c.get('requestId'),
      route,
      status: c.res.status,
      keyId: c.get('apiKey')?.keyId,
    })
  })
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: 'max-age=31536000; includeSubDomains',
    }),
  )
  app.notFound((c) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return refuse(c, 'unknown')
    c.header('allow', 'GET, HEAD')
    return refuse(c, 'wrong-method')
  })
  app.onError((error, c) => {
    log.error('an answer to a program failed', { requestId: c.get('requestId'), route: routePath(c, -1), error })
    return refuse(c, 'fault')
  })
  return app
}

export const refuse = (c: Context<ApiPage>, reason: ProblemReason, errors?: Problem['errors']): Response =>
  c.body(JSON.stringify(problemOf(reason, c.get('requestId'), errors)), PROBLEMS[reason].status, {
    'content-type': 'application/problem+json',
  })

/** Asked for again, an answer that is the same still is not sent twice. `kept`: who may keep a copy. */
export const answerJson = (c: Context<ApiPage>, body: unknown, kept: 'public, max-age=300' | 'private, no-cache') => {
  const text = JSON.stringify(body)
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`
  c.header('etag', tag)
  c.header('cache-control', kept)
  c.header('vary', 'authorization')
  if (isKnown(c.req.header('if-none-match'), tag)) return c.body(null, 304)
  return c.body(text, 200, { 'content-type': 'application/json' })
}

/** As RFC 9110, 13.1.2 compares: weakly, along a list. */
const isKnown = (tags: string | undefined, tag: string): boolean =>
  (tags ?? '').split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//, '')))

const Gateway = z.object({ event: z.object({ requestContext: z.object({ requestId: z.string().min(1) }) }) })
