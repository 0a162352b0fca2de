import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { DatabaseSync } from 'node:sqlite'
import Stripe from 'stripe'
import type { Clock } from '../clock.ts'
import { createDue, type Due } from '../due.ts'
import { createApi, newRequestId } from './api.ts'
import { createBilling } from './billing.ts'
import { createCheckout } from './checkout.ts'
import { createDisputes } from './disputes.ts'
import { invalid, StripeFault } from './fault.ts'
import { parseForm } from './form.ts'
import { type StripeKnobs, stripeKnobs } from './knobs.ts'
import { newProduct } from './objects/catalog.ts'
import type { Invoice } from './objects/invoice.ts'
import type { Charge, PaymentMethod } from './objects/payment.ts'
import { shown } from './objects/session.ts'
import { checkoutPage, endedPage, portalPage, receiptPage } from './pages.ts'
import { createPortal } from './portal.ts'
import { newId, openStore } from './store.ts'
import { createWebhooks, type Tell, type WebhookEvent } from './webhooks.ts'

type StandInOptions = {
  port: number
  /** The program's own address, for the way back from a page that has ended. */
  publicUrl: string
  webhookUrl: string
  journal: DatabaseSync
  clock: Clock
  /** The event types that the webhook endpoint is subscribed to; `*` is all. */
  webhookEvents?: readonly string[]
  /** Products that exist from the start, as an operator would make them on the dashboard. */
  products?: readonly { id: string; name: string }[]
}

const day = 86_400_000

/** What the program acts on; Stripe sends nothing else to an endpoint that is set up so. */
export const usualEvents = [
  'checkout.session.completed',
  'checkout.session.expired',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'invoice.paid',
  'invoice.payment_failed',
  'invoice.payment_action_required',
  'invoice.voided',
  'invoice.marked_uncollectible',
  'invoice.upcoming',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'customer.subscription.paused',
  'customer.subscription.resumed',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
]

/** A stateful stand-in for the parts of Stripe that the program uses. Nothing is charged. */
export async function startStripe({
  port,
  publicUrl,
  webhookUrl,
  journal,
  clock,
  webhookEvents = usualEvents,
  products = [{ id: 'prod_membership', name: 'Network membership' }],
}: StandInOptions) {
  // The address that the program calls, so that its Content-Security-Policy needs one origin for both.
  const origin = `http://127.0.0.1:${port}`
  const store = openStore(journal)
  const secretKey = store.kept('secret key', () => newId('sk_test_', 40))
  const webhookSecret = store.kept('webhook secret', () => `whsec_${randomBytes(24).toString('base64url')}`)
  let knobs = stripeKnobs(JSON.parse(store.kept('knobs', () => '{}')))
  let request: WebhookEvent['request'] = null

  const now = () => Math.floor(clock.now() / 1000)
  const tell: Tell = (type, object, previous) => webhooks.record(type, shown(object), request, previous)
  const turn = (change: Partial<StripeKnobs>) => {
    knobs = stripeKnobs(change, knobs)
    store.keep('knobs', JSON.stringify(knobs))
  }
  const timers: Due = createDue({
    journal,
    clock,
    table: 'stripe_due_billing',
    run: ({ kind, body }) => {
      const { id } = body as { id: string }
      const rung = kind === 'expire' || kind === 'debit' ? checkout : billing
      store.transact(() => rung.ring(kind, id))
    },
  })
  const webhooks = createWebhooks({
    journal,
    clock,
    store,
    url: webhookUrl,
    secret: webhookSecret,
    types: webhookEvents,
    knobs: () => knobs,
    turn,
  })
  const billing = createBilling({ store, now, tell, timers, knobs: () => knobs, origin })
  const checkout = createCheckout({ store, now, tell, timers, billing, knobs: () => knobs, turn, origin })
  const portal = createPortal({ store, now, billing, origin })
  const dispute = createDisputes({ store, now, tell })
  const api = createApi({ store, now, tell, billing, checkout, portal })
  for (const { id, name } of products) if (!store.get('product', id)) store.add(newProduct(now(), { id, name }))

  async function answer(req: IncomingMessage, res: ServerResponse) {
    const url = new URL(req.url ?? '/', origin)
    const body = await readBody(req)
    if (url.pathname.startsWith('/v1/')) return answerApi(req, res, url, body)
    const [, place, id] = /^\/(c\/pay|p\/session|receipt)\/([A-Za-z0-9_]+)$/.exec(url.pathname) ?? []
    if (id && place === 'c/pay') return answerCheckout(req, res, id, new URLSearchParams(body))
    if (id && place === 'receipt') return answerReceipt(res, id)
    if (id && place === 'p/session') return answerPortal(req, res, id, new URLSearchParams(body))
    return sendHtml(res, 404, endedPage('There is no such page here.', publicUrl))
  }

  function answerApi(req: IncomingMessage, res: ServerResponse, url: URL, body: string) {
    const requestId = newRequestId()
    const method = req.method ?? 'GET'
    const key = method === 'POST' ? header(req, 'idempotency-key') : undefined
    const reply = (status: number, json: string, replayed = false) =>
      res
        .writeHead(status, {
          'content-type': 'application/json',
          'request-id': requestId,
          'stripe-version': Stripe.API_VERSION,
          ...(key ? { 'idempotency-key': key } : {}),
          ...(replayed ? { 'idempotent-replayed': 'true' } : {}),
        })
        .end(json)
    const lost = () => {
      if (uses('cutOff')) return req.socket.destroy()
      return uses('silent')
    }
    try {
      stumble()
      authorize(req)
      const form = `${url.search.slice(1)}${url.search && body ? '&' : ''}${body}`
      const fingerprint = `${method} ${url.pathname} ${form}`
      const known = key ? store.remembered(key, clock.now() - day) : undefined
      if (known && known.request !== fingerprint) throw reusedKey(key ?? '')
      if (known) return lost() || reply(known.status, known.body, true)
      request = { id: requestId, idempotency_key: key ?? null }
      const json = store.transact(() => {
        const made = JSON.stringify(api.answer(method, url.pathname, parseForm(form)))
        if (key) store.remember(key, fingerprint, 200, made, clock.now())
        return made
      })
      return lost() || reply(200, json)
    } catch (error) {
      if (error instanceof StripeFault) return reply(error.status, JSON.stringify({ error: error.body }))
      console.error('stripe stand-in:', error)
      return reply(500, JSON.stringify({ error: { type: 'api_error', message: 'The stand-in failed.' } }))
    } finally {
      request = null
    }
  }

  /** Whether the knob was set; it is turned down by one then. */
  function uses(knob: 'tooMany' | 'broken' | 'cutOff' | 'silent'): boolean {
    if (knobs[knob] === 0) return false
    turn({ [knob]: knobs[knob] - 1 })
    return true
  }

  function stumble() {
    if (uses('tooMany'))
      throw new StripeFault(429, { type: 'invalid_request_error', code: 'rate_limit', message: 'Too many requests.' })
    if (uses('broken')) throw new StripeFault(500, { type: 'api_error', message: 'Something went wrong at Stripe.' })
  }

  function authorize(req: IncomingMessage) {
    const given = header(req, 'authorization') ?? ''
    const basic = given.startsWith('Basic ')
      ? Buffer.from(given.slice(6), 'base64').toString().split(':')[0]
      : undefined
    const used = basic ?? given.replace(/^Bearer /, '')
    if (used !== secretKey)
      throw new StripeFault(401, {
        type: 'invalid_request_error',
        message: `Invalid API Key provided: ${used.slice(0, 8)}***`,
      })
    const version = header(req, 'stripe-version')
    if (version && version !== Stripe.API_VERSION)
      throw invalid(`The stand-in speaks ${Stripe.API_VERSION} only, not ${version}.`)
  }

  function answerCheckout(req: IncomingMessage, res: ServerResponse, id: string, form: URLSearchParams) {
    const session = pageSession(id)
    if (!session) return sendHtml(res, 404, endedPage('This payment page does not exist.', publicUrl))
    const success = session.success_url?.replaceAll('{CHECKOUT_SESSION_ID}', id) ?? publicUrl
    if (session.status === 'complete') {
      // A second click on Pay: the payment was made once.
      if (req.method === 'POST') return redirect(res, success)
      return sendHtml(res, 200, endedPage('This payment is complete. There is nothing more to pay.', success))
    }
    if (session.status === 'expired')
      return sendHtml(res, 410, endedPage('This payment page has expired. Nothing was charged.', session.cancel_url))
    if (req.method !== 'POST') return sendHtml(res, 200, checkoutPage(session))
    const email = form.get('email')?.trim() ?? ''
    const needsEmail = !session.customer_email && !session.customer
    if (form.get('action') !== 'decline' && needsEmail && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
      return sendHtml(
        res,
        422,
        checkoutPage(session, { fault: 'Enter an email address like name@example.org.', email }),
      )
    const action = form.get('action') ?? ''
    const [, debit] = /^debit-(works|fails)$/.exec(action) ?? []
    const result = store.transact(() => {
      if (debit === 'works' || debit === 'fails') return checkout.debit(session, email || null, debit)
      return action === 'pay' ? checkout.pay(session, email || null) : checkout.decline(session, email || null)
    })
    if (result === 'paid') return redirect(res, success)
    return sendHtml(res, 402, checkoutPage(checkout.find(id), { email }))
  }

  function pageSession(id: string) {
    try {
      return checkout.find(id)
    } catch (error) {
      if (error instanceof StripeFault) return undefined
      throw error
    }
  }

  function answerPortal(req: IncomingMessage, res: ServerResponse, id: string, form: URLSearchParams) {
    const view = portal.view(id)
    if (!view) return sendHtml(res, 410, endedPage('This page has expired. Open it again from the program.', publicUrl))
    if (req.method === 'POST') {
      store.transact(() => portal.act(view, form.get('action') ?? '', form.get('subscription')))
      return redirect(res, view.session.flow?.after_completion.redirect?.return_url ?? `/p/session/${id}`)
    }
    const method = view.customer.invoice_settings.default_payment_method
    const card = store.get<PaymentMethod>('payment_method', String(method))?.card?.last4 ?? null
    return sendHtml(res, 200, portalPage(view, card))
  }

  function answerReceipt(res: ServerResponse, id: string) {
    const invoice = store.get<Invoice>('invoice', id)
    if (invoice?.status === 'paid')
      return sendHtml(res, 200, receiptPage(`Invoice ${invoice.number}`, invoice.amount_paid, invoice.currency))
    const charge = store.get<Charge>('charge', id)
    if (charge?.paid) return sendHtml(res, 200, receiptPage('Paid once', charge.amount, charge.currency))
    return sendHtml(res, 404, endedPage('There is no such receipt.', publicUrl))
  }

  const server = createServer((req, res) => {
    answer(req, res).catch((error) => {
      if (!(error instanceof StripeFault)) console.error('stripe stand-in:', error)
      const status = error instanceof StripeFault ? error.status : 500
      if (!res.headersSent) sendHtml(res, status, endedPage('That did not work. Nothing was charged.', publicUrl))
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })

  return {
    secretKey,
    webhookSecret,
    /** Changes the knobs that are named and answers all of them; an unknown one or a wrong value throws. */
    knobs(body: unknown): StripeKnobs {
      turn((body ?? {}) as Partial<StripeKnobs>)
      return knobs
    },
    /** Plays the payer's bank; what it cannot do throws. */
    dispute: (body: unknown) => store.transact(() => dispute(body)),
    /** Goes on with webhooks, expiries and renewals that an earlier process left open. */
    resume() {
      timers.resume()
      webhooks.resume()
    },
    idle: async () => {
      await Promise.all([timers.idle(), webhooks.idle()])
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all([timers.stop(), webhooks.stop()])
    },
  }
}

const reusedKey = (key: string) =>
  new StripeFault(400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  })

function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name]
  return Array.isArray(value) ? value[0] : value
}

async function readBody(req: IncomingMessage) {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function sendHtml(res: ServerResponse, status: number, content: string) {
  res
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .end(content)
}

function redirect(res: ServerResponse, location: string) {
  res.writeHead(303, { location, 'cache-control': 'no-store' }).end()
}
