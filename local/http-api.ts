import type { IncomingMessage, ServerResponse } from 'node:http'
import { sendHttpResult, toHttpEvent } from './http-event.ts'
import type { Invoke } from './lambda.ts'
import type { Blueprint } from './template.ts'

/** The HTTP API of the template: the most specific route wins, its function answers. */
export function createHttpApi(routes: Blueprint['routes'], { invoke, now }: { invoke: Invoke; now: () => number }) {
  const find = createRouter(routes)
  return async (req: IncomingMessage, res: ServerResponse) => {
    const body = await readBody(req)
    if (!body) return refuse(res, 413, 'Request Entity Too Large')
    const found = find(req.method ?? 'GET', (req.url ?? '/').split('?')[0] ?? '/')
    if (!found) return refuse(res, 404, 'Not Found')
    const outcome = await invoke(found.functionName, toHttpEvent(req, body, found, now()))
    if (!outcome.ok) {
      const late = outcome.error.errorType === 'Sandbox.Timedout'
      return refuse(res, late ? 503 : 500, late ? 'Service Unavailable' : 'Internal Server Error')
    }
    sendHttpResult(res, outcome.payload)
  }
}

type Found = { routeKey: string; functionName: string; pathParameters: Record<string, string> }

export function createRouter(routes: Blueprint['routes']): (method: string, path: string) => Found | undefined {
  const known = routes
    .filter(({ routeKey }) => routeKey !== '$default')
    .map((route) => {
      const [method = '', path = ''] = route.routeKey.split(' ')
      return { ...route, method, segments: path.split('/').slice(1), greedy: path.endsWith('+}') }
    })
    .sort((a, b) => rank(b) - rank(a))
  const fallback = routes.find(({ routeKey }) => routeKey === '$default')

  return (method, path) => {
    const segments = path.split('/').slice(1)
    for (const route of known) {
      if (route.method !== 'ANY' && route.method !== method) continue
      const pathParameters = match(route.segments, route.greedy, segments)
      if (pathParameters) return { routeKey: route.routeKey, functionName: route.functionName, pathParameters }
    }
    return fallback && { routeKey: '$default', functionName: fallback.functionName, pathParameters: {} }
  }
}

// Full match before greedy, longer greedy before shorter, fixed segments before variables, the method before ANY.
function rank({ segments, greedy, method }: { segments: string[]; greedy: boolean; method: string }): number {
  const fixed = segments.filter((segment) => !segment.startsWith('{')).length
  return (greedy ? 0 : 1_000_000) + (greedy ? segments.length * 1000 : 0) + fixed * 10 + (method === 'ANY' ? 0 : 1)
}

function match(pattern: string[], greedy: boolean, segments: string[]): Record<string, string> | undefined {
  if (greedy ? segments.length < pattern.length : segments.length !== pattern.length) return undefined
  const parameters: Record<string, string> = {}
  for (const [index, expected] of pattern.entries()) {
    const given = segments[index] ?? ''
    if (!expected.startsWith('{')) {
      if (expected !== given) return undefined
    } else if (expected.endsWith('+}')) {
      parameters[expected.slice(1, -2)] = segments.slice(index).join('/')
      return parameters
    } else {
      if (given === '') return undefined
      parameters[expected.slice(1, -1)] = given
    }
  }
  return parameters
}

const requestLimit = 10 * 1024 * 1024

/** Undefined when it is larger than API Gateway takes. */
async function readBody(req: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req) {
    size += chunk.length
    // Read on to the end, so that the refusal can be read by who is still sending.
    if (size <= requestLimit) chunks.push(chunk)
  }
  return size <= requestLimit ? Buffer.concat(chunks) : undefined
}

function refuse(res: ServerResponse, status: number, message: string) {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }))
}
