import type { IncomingMessage, ServerResponse } from 'node:http'
import { Temporal } from 'temporal-polyfill'
import type { Execution } from './executions.ts'
import { localPage, type Shown } from './page.ts'
import type { Blueprint } from './template.ts'

/** `/_local`: the page for people and the addresses for tests. */
type ControlParts = Shown & {
  port: number
  advanceTo(instant: number): Promise<void>
  settled(): Promise<void>
  collect(part: string): void
  blueprint: Blueprint
  knobs: Record<string, (body: object) => unknown>
}

const idlePatienceMs = 30_000

export function createControl(parts: ControlParts) {
  const { clock, executions, record, queues, usage } = parts
  const now = () => ({ now: new Date(clock.now()).toISOString() })

  const reads: Record<string, (query: URLSearchParams) => unknown> = {
    '/_local/clock': now,
    '/_local/mail': (query) => parts.mail(query.get('to') ?? undefined),
    '/_local/executions': (query) => {
      const machine = query.get('machine')
      const status = query.get('status')
      const filter = { ...(machine && { machine }), ...(status && { status }) }
      const found = executions.list({ ...filter, limit: Number(query.get('limit') ?? 200), offset: 0 })
      return found.map((execution) => ({ ...readable(execution), history: executions.history(execution.arn) }))
    },
    '/_local/errors': () => record.faults,
    '/_local/logs': () => Object.fromEntries(record.logs),
    '/_local/queues': () => queues.newest(),
    '/_local/usage': () => usage.read(),
    '/_local/streams': () => parts.mappings.map((mapping) => mapping.state()),
    '/_local/outputs': () => parts.blueprint.outputs,
  }

  const writes: Record<string, (body: Record<string, unknown>) => unknown> = {
    '/_local/clock': async (body) => {
      await parts.advanceTo(targetOf(body, clock.now()))
      return now()
    },
    '/_local/usage/reset': () => {
      usage.reset()
      return usage.read()
    },
    '/_local/usage/collect': (body) => {
      parts.collect(String(body.function ?? ''))
      return usage.read()
    },
    '/_local/stripe/knobs': (body) => knob('stripe', body),
    '/_local/stripe/dispute': (body) => knob('the bank of Stripe', body),
    '/_local/ses/knobs': (body) => knob('ses', body),
  }
  function knob(name: string, body: object) {
    const turn = parts.knobs[name]
    if (!turn) throw new BadRequest(`${name} is not running`)
    try {
      return turn(body)
    } catch (error) {
      throw new BadRequest((error as Error).message)
    }
  }

  return async (req: IncomingMessage, res: ServerResponse) => {
    const { pathname, searchParams } = new URL(req.url ?? '/', `http://localhost:${parts.port}`)
    const json = (status: number, value: unknown) => {
      res.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
      res.end(JSON.stringify(value, null, 2))
    }
    if (!sameSite(req, parts.port)) return json(403, { error: 'Only pages of this machine may ask for this' })
    try {
      if (req.method === 'GET' && (pathname === '/_local' || pathname === '/_local/')) {
        res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
        return res.end(await localPage(parts))
      }
      if (req.method === 'GET' && pathname === '/_local/idle') {
        const late = new Promise<boolean>((resolve) => setTimeout(resolve, idlePatienceMs, false).unref())
        const idle = await Promise.race([parts.settled().then(() => true), late])
        return json(idle ? 200 : 503, { idle, ...now() })
      }
      const run = (req.method === 'POST' ? writes : reads)[pathname]
      if (!run) return json(404, { error: `There is no ${req.method} ${pathname}` })
      const value =
        req.method === 'POST' ? await writes[pathname]?.(await readJson(req)) : await reads[pathname]?.(searchParams)
      json(200, value)
    } catch (error) {
      if (!(error instanceof BadRequest)) throw error
      json(400, { error: error.message })
    }
  }
}

class BadRequest extends Error {}

/** No other site may turn the clock from a visitor's browser, by its pages or by a name it points at this machine. */
function sameSite(req: IncomingMessage, port: number): boolean {
  const own = [`localhost:${port}`, `127.0.0.1:${port}`]
  if (!own.includes(req.headers.host ?? '')) return false
  if (req.method === 'GET') return true
  const { origin } = req.headers
  if (origin !== undefined) return own.some((host) => origin === `http://${host}`)
  return req.headers['sec-fetch-site'] !== 'cross-site'
}

async function readJson(req: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of req) text += chunk
  try {
    // By what it is, not by its header: curl calls JSON a form, and the page's buttons send one.
    const isForm = /^\w+=/.test(text)
    return isForm ? Object.fromEntries(new URLSearchParams(text)) : JSON.parse(text || '{}')
  } catch {
    throw new BadRequest('The body is not JSON')
  }
}

function targetOf({ advance, to }: Record<string, unknown>, now: number): number {
  const from = Temporal.Instant.fromEpochMilliseconds(Math.trunc(now))
  try {
    const target =
      advance === undefined
        ? Temporal.Instant.from(String(to))
        : from
            .toZonedDateTimeISO('UTC')
            .add(Temporal.Duration.from(String(advance)))
            .toInstant()
    if (Temporal.Instant.compare(target, from) < 0) throw new BadRequest('The clock only goes forward')
    return target.epochMilliseconds
  } catch (error) {
    if (error instanceof BadRequest) throw error
    throw new BadRequest('Say {"advance":"P30D"} (an ISO 8601 duration) or {"to":"2027-01-01T00:00:00Z"}')
  }
}

function readable({ input, output, startedAt, endedAt, wakeAt, enteredAt, stateInput: _, ...execution }: Execution) {
  const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    ...execution,
    input: JSON.parse(input),
    output: output === null ? null : JSON.parse(output),
    startedAt: instant(startedAt),
    endedAt: instant(endedAt),
    enteredAt: instant(enteredAt),
    wakeAt: instant(wakeAt),
  }
}
