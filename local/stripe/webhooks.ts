import { createHmac } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import Stripe from 'stripe'
import type { Clock } from '../clock.ts'
import { createDue } from '../due.ts'
import { delayMs, type StripeKnobs } from './knobs.ts'
import { newId, type Store } from './store.ts'

export type Tell = (type: string, object: object, previous?: object) => void
export type WebhookEvent = {
  id: string
  object: 'event'
  api_version: string
  created: number
  data: { object: object; previous_attributes?: object }
  livemode: false
  pending_webhooks: number
  request: { id: string | null; idempotency_key: string | null } | null
  type: string
}

type WebhookOptions = {
  journal: DatabaseSync
  clock: Clock
  store: Store
  url: string
  secret: string
  /** The types that the endpoint wants; `*` is all. */
  types: readonly string[]
  knobs: () => StripeKnobs
  turn: (change: Partial<StripeKnobs>) => void
}

/** Events and their delivery: at least once, with growing delays, signed with the virtual instant of each attempt. */
export function createWebhooks({ journal, clock, store, url, secret, types, knobs, turn }: WebhookOptions) {
  let late = false
  const deliveries = createDue({
    journal,
    clock,
    table: 'stripe_due_webhook',
    width: 4,
    // 1 s, 5 s, 30 s, 5 min, then hourly for three days.
    retry: (attempts) => (attempts > 76 ? undefined : ([1, 5, 30, 300][attempts - 1] ?? 3600) * 1000),
    run: ({ body }) => deliver((body as { id: string }).id),
  })

  function record(type: string, object: object, request: WebhookEvent['request'], previous?: object) {
    const event: WebhookEvent = {
      id: newId('evt_'),
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: Math.floor(clock.now() / 1000),
      data: { object, ...(previous ? { previous_attributes: previous } : {}) },
      livemode: false,
      pending_webhooks: 0,
      request,
      type,
    }
    const wanted = types.includes('*') || types.includes(type)
    const dropped = wanted && knobs().drop > 0
    if (dropped) turn({ drop: knobs().drop - 1 })
    store.add({ ...event, pending_webhooks: wanted ? 1 : 0 })
    if (wanted && !dropped) plan(event.id)
  }

  function plan(id: string) {
    const { reorder, duplicate } = knobs()
    late = reorder && !late
    const at = clock.now() + delayMs(knobs()) + (late ? 2000 : 0)
    for (let copy = 0; copy <= duplicate; copy++) deliveries.plan({ kind: 'webhook', at, body: { id } })
  }

  async function deliver(id: string) {
    const event = store.get<WebhookEvent>('event', id)
    if (!event) throw new Error(`Event ${id} is not in the journal`)
    const payload = JSON.stringify(event, null, 2)
    const wrong = knobs().badSignature > 0
    if (wrong) turn({ badSignature: knobs().badSignature - 1 })
    const answer = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': signature(payload, wrong ? `${secret}-wrong` : secret, clock.now()),
      },
      body: payload,
      signal: AbortSignal.timeout(30_000),
    })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`The webhook endpoint answered ${answer.status}`)
    store.save({ ...event, pending_webhooks: 0 })
  }

  return { record, ...deliveries }
}

/** Stripe's scheme: HMAC-SHA256 over "timestamp.payload". `instant` in milliseconds. */
function signature(payload: string, secret: string, instant: number) {
  const timestamp = Math.floor(instant / 1000)
  const mac = createHmac('sha256', secret).update(`${timestamp}.${payload}`).digest('hex')
  return `t=${timestamp},v1=${mac}`
}
