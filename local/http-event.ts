import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { account } from './template.ts'

/** Payload format 2.0 of an HTTP API, both ways. */
export function toHttpEvent(
  req: IncomingMessage,
  body: Buffer,
  route: { routeKey: string; pathParameters: Record<string, string> },
  now: number,
): object {
  const [rawPath = '/', ...query] = (req.url ?? '/').split('?')
  const rawQueryString = query.join('?')
  const { cookie, ...others } = req.headers
  const headers = Object.fromEntries(
    Object.entries(others).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  )
  const parameters: Record<string, string> = {}
  for (const [name, value] of new URLSearchParams(rawQueryString))
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value
  const isText = body.length === 0 || textual.test(String(req.headers['content-type'] ?? 'text/plain'))
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath: decoded(rawPath),
    rawQueryString,
    ...(cookie && { cookies: cookie.split(/;\s*/) }),
    headers,
    ...(rawQueryString && { queryStringParameters: parameters }),
    requestContext: {
      accountId: account,
      apiId: 'local',
      domainName: req.headers.host ?? 'localhost',
      domainPrefix: 'localhost',
      http: {
        method: req.method,
        path: decoded(rawPath),
        protocol: 'HTTP/1.1',
        sourceIp: (req.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, ''),
        userAgent: req.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.routeKey,
      stage: '$default',
      time: new Date(now).toUTCString(),
      timeEpoch: Math.trunc(now),
    },
    ...(Object.keys(route.pathParameters).length && { pathParameters: route.pathParameters }),
    ...(body.length && { body: isText ? body.toString('utf8') : body.toString('base64') }),
    isBase64Encoded: !isText,
  }
}

const textual = /^(text\/|application\/(json|javascript|xml|[\w.-]+\+(json|xml)|x-www-form-urlencoded))/i

/** API Gateway hands the path on decoded; one that cannot be decoded stays as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

type Structured = {
  statusCode?: number
  headers?: Record<string, string | number | boolean>
  cookies?: string[]
  body?: string
  isBase64Encoded?: boolean
}

export function sendHttpResult(res: ServerResponse, result: unknown) {
  // A result without a status is the body itself, in JSON.
  const structured = typeof result === 'object' && result !== null && 'statusCode' in result
  const { statusCode, headers, cookies, body, isBase64Encoded } = structured
    ? (result as Structured)
    : ({ body: typeof result === 'string' ? result : JSON.stringify(result) } as Structured)
  res.statusCode = Number(statusCode ?? 200)
  res.setHeader('content-type', structured ? 'text/plain; charset=utf-8' : 'application/json')
  for (const [name, value] of Object.entries(headers ?? {})) res.setHeader(name, String(value))
  if (cookies?.length) res.setHeader('set-cookie', cookies)
  const content = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8')
  const bodiless = res.statusCode === 204 || res.statusCode === 304
  if (bodiless) res.removeHeader('content-type')
  else res.setHeader('content-length', content.length)
  res.end(res.req.method === 'HEAD' || bodiless ? undefined : content)
}
