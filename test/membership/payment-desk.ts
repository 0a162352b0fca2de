import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'
import { stripeEvents } from '../../functions/adapters/stripe/events.ts'
import { stripePayments } from '../../functions/adapters/stripe.ts'
import { keys, MemberRow } from '../../functions/membership/items.ts'
import { startSignup } from '../../functions/membership/joining/start-signup.ts'
import { hearPaymentEvent } from '../../functions/membership/payments/hear-payment-event.ts'
import type { Joining } from '../../shared/membership/application.ts'
import { HistoryEntry } from '../../shared/membership/history.ts'
import { Member } from '../../shared/membership/member.ts'
import { type LivingMembership, Membership } from '../../shared/membership/membership.ts'
import { instantOf } from '../../shared/units.ts'
import { openStandIn } from '../stand-in.ts'
import { type EmbeddedTable, freshTable } from '../table.ts'
import { ana, applicationId, countedIds, NOON, openCity, site } from './cast.ts'

export type PaymentDesk = Awaited<ReturnType<typeof openDesk>>

/** A table and a stand-in for Stripe whose webhooks are heard, with a clock of their own. */
export const openDesk = async (port: number) => {
  const embedded: EmbeddedTable = await freshTable()
  await openCity(embedded.table)
  /** What became of each delivery, in the order in which they were answered. */
  const answers: string[] = []
  const endpoint = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const answer = await hear(Buffer.concat(chunks), String(request.headers['stripe-signature'])).catch(() => 'fault')
    response.writeHead(answer === 'fault' ? 500 : answer === 'bad-signature' ? 400 : 200).end()
  })
  await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve))
  const webhookUrl = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/`
  const standIn = await openStandIn({ port, at: NOON, publicUrl: site.publicUrl, webhookUrl })
  const payments = stripePayments(standIn.account)
  const api = new Stripe(standIn.secretKey, { host: '127.0.0.1', port, protocol: 'http', telemetry: false })
  const now = () => instantOf(standIn.clock.now())
  const needs = {
    table: embedded.table,
    now,
    newId: countedIds(),
    publicUrl: site.publicUrl,
    payments,
    verify: stripeEvents(standIn.account, async () => standIn.webhookSecret, now),
  }

  const hear = async (body: Buffer | string, signature: string) => {
    const heard = await hearPaymentEvent(needs, { body, signature }).catch((error) => {
      answers.push('fault')
      throw error
    })
    const answer = heard.outcome === 'heard' ? `${heard.event.type} ${heard.effect}` : heard.reason
    answers.push(answer)
    return answer
  }

  return {
    ...embedded,
    ...standIn,
    needs,
    answers,
    api,
    now,
    /** Until every webhook that is due has been answered. */
    settled: () => standIn.passTo(now()),
    /** Webhooks are lost from now on. */
    loseWebhooks: () => standIn.knobs({ drop: 1_000_000 }),
    ask: async (n: number, joining: Joining = ana) => {
      const started = await startSignup(needs, { applicationId: applicationId(n), joining })
      if (started.outcome !== 'started') throw new Error(started.outcome)
      return started.checkoutUrl
    },
    /** The newest event of a type, signed as Stripe would send it now. */
    newest: async (type: string): Promise<[string, string]> => {
      const [event] = (await api.events.list({ type, limit: 1 })).data
      if (!event) throw new Error(`there is no event ${type}`)
      return signed(JSON.stringify(event), standIn.webhookSecret, standIn.clock.now())
    },
    hear,
    memberOf: async (email = ana.email) => {
      const row = await needs.table.get(MemberRow, keys.email(email))
      if (!row) throw new Error('there is no such member')
      const [member, membership, history] = await Promise.all([
        needs.table.get(Member, keys.profile(row.memberId)),
        needs.table.get(Membership, keys.membership(row.memberId)),
        needs.table.query(HistoryEntry, { pk: keys.profile(row.memberId).pk, begins: 'HISTORY#' }),
      ])
      if (!member || !membership || membership.state === 'erased') throw new Error('the member is forgotten')
      return {
        member,
        membership: membership as LivingMembership,
        history: history.items.map(({ what }) => what),
      }
    },
    stop: async () => {
      await standIn.stop()
      endpoint.closeAllConnections()
      endpoint.close()
    },
  }
}

/** The body and the header of a webhook. `at` in milliseconds. */
export const signed = (payload: string, secret: string, at: number): [string, string] => [
  payload,
  Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(at / 1000) }),
]
