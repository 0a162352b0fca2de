import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Stripe from 'stripe'
import { chance } from '../../demo/chance.ts'
import { WEBHOOK_EVENTS } from '../../events/membership/webhook-events.ts'
import { newId } from '../../functions/adapters/clock.ts'
import { type Paid, stripePayments } from '../../functions/adapters/stripe.ts'
import { keys, MemberRow } from '../../functions/membership/items.ts'
import { startSignup } from '../../functions/membership/joining/start-signup.ts'
import { dayIn } from '../../shared/calendar.ts'
import { City } from '../../shared/cities/city.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { ApplicationId } from '../../shared/ids.ts'
import type { Joining } from '../../shared/membership/application.ts'
import { Membership } from '../../shared/membership/membership.ts'
import { type Payment, paidThrough } from '../../shared/membership/payments.ts'
import { Cents, epochSecondsOf } from '../../shared/units.ts'
import { clockOf } from '../asked-members.ts'
import { type RunningCloud, tableOf } from '../cloud.ts'
import { openCity, sanFrancisco } from '../membership/cast.ts'
import { inParallel } from './in-parallel.ts'

const EVENTS = 5000
const TIMES = 3

export type StormFigure = { perSecond: number; events: number; seed: number; memberships: number }

/**
 * Some hundred members join, pay again, stop their cards, are refunded and dispute, while every webhook is lost; then
 * all webhooks come at once, thrice and in any order. Afterwards each membership must be the fold of what Stripe holds.
 */
export const measureWebhookStorm = async (
  cloud: RunningCloud,
  { seed = Date.now() % 100_000, least = EVENTS } = {},
): Promise<StormFigure> => {
  const stripe = await stripeOf(cloud)
  const now = await clockOf(cloud)
  const needs = { table: await tableOf(cloud), now, newId, payments: stripe.payments, publicUrl: cloud.url }
  await openCity(needs.table, stormy)
  await cloud.local('stripe/knobs', { drop: 1_000_000 })
  const payers: Payer[] = []
  let events = await eventsOf(stripe.api)
  while (events.length < least) {
    // Each makes about seven.
    const more = Math.ceil((least - events.length) / 7)
    const from = payers.length
    await inParallel(
      Array.from({ length: more }, (_, nth) => async () => {
        payers[from + nth] = await live(cloud, needs, from + nth)
      }),
    )
    events = await eventsOf(stripe.api)
  }

  const deliveries = shuffled(
    events.flatMap((event) => Array.from({ length: TIMES }, () => event)),
    seed,
  )
  const began = performance.now()
  let left = deliveries
  // As Stripe does, what is not taken is sent again.
  for (let round = 0; left.length > 0; round++) {
    if (round > 5) throw new Error(`${left.length} webhooks were not taken (seed ${seed})`)
    const refused: Stripe.Event[] = []
    await inParallel(
      left.map((event) => async () => {
        if (!(await taken(cloud, event, { secret: stripe.webhookSecret, timestamp: epochSecondsOf(now()) })))
          refused.push(event)
      }),
    )
    left = refused
  }
  const seconds = (performance.now() - began) / 1000

  const wrong: string[] = []
  await inParallel(
    payers.map((payer) => async () => {
      const [is, shouldBe] = [await stored(needs.table, payer.email), await folded(stripe.payments, payer)]
      if (is !== shouldBe) wrong.push(`${payer.email}\n  is        ${is}\n  should be ${shouldBe}`)
    }),
  )
  if (wrong.length > 0)
    throw new Error(`${wrong.length} memberships are not what Stripe holds (seed ${seed}), the first:\n${wrong[0]}`)
  return { perSecond: deliveries.length / seconds, events: events.length, seed, memberships: payers.length }
}

const stormy = City.parse({ ...sanFrancisco, slug: 'storm-city', name: 'Storm City' })

/** Someone, and the pages on which they have paid. */
type Payer = { email: Mailbox; checkouts: string[] }
type Needs = Parameters<typeof startSignup>[0] & { payments: ReturnType<typeof stripePayments> }

const live = async (cloud: RunningCloud, needs: Needs, nth: number): Promise<Payer> => {
  const email = Mailbox.parse(`payer${nth}@storm.example.org`)
  const payer: Payer = { email, checkouts: [] }
  const pay = async (cents: number, interval: Joining['interval']): Promise<Paid> => {
    const checkoutId = await payOnPage(needs, {
      city: stormy.slug,
      name: PersonName.parse('Storm Payer'),
      email,
      language: 'en',
      amount: Cents.parse(cents),
      interval,
      coversFee: false,
      topics: ['surveys'],
    })
    payer.checkouts.push(checkoutId)
    const paid = await needs.payments.readCheckout(checkoutId)
    if (paid.outcome !== 'paid') throw new Error('a checkout was not paid')
    return paid
  }

  const first = await pay(2500, (['year', 'month', 'once'] as const)[nth % 3] ?? 'year')
  const { subscriptionId } = first
  if (subscriptionId && nth % 2 === 0) await needs.payments.stopRenewing(subscriptionId)
  if (subscriptionId && nth % 4 === 0) await needs.payments.renewAgain(subscriptionId)
  if (subscriptionId && nth % 10 === 0) await needs.payments.endMandate(subscriptionId)
  if (nth % 5 < 3) await pay(4000 + nth, 'once')
  const refund = { paymentId: first.paymentId, key: `storm:${nth}` }
  if (nth % 4 === 1) await needs.payments.refund({ ...refund, cents: Cents.parse(700) })
  if (nth % 8 === 1) await needs.payments.refund({ ...refund, key: `storm:${nth}:rest` })
  if (nth % 8 === 3 || nth % 8 === 6) {
    await cloud.local('stripe/dispute', { payment: first.paymentId, outcome: 'open' })
    if (nth % 3 > 0)
      await cloud.local('stripe/dispute', { payment: first.paymentId, outcome: nth % 3 === 1 ? 'won' : 'lost' })
  }
  return payer
}

const payOnPage = async (needs: Needs, joining: Joining): Promise<string> => {
  const started = await startSignup(needs, { applicationId: newId(ApplicationId, 'app'), joining })
  if (started.outcome !== 'started') throw new Error(`a signup was not started: ${started.outcome}`)
  const body = new URLSearchParams({ action: 'pay' })
  const answer = await fetch(started.checkoutUrl, { method: 'POST', body, redirect: 'manual' })
  if (answer.status !== 303) throw new Error(`the payment page answered ${answer.status}`)
  return new URL(started.checkoutUrl).pathname.split('/').at(-1) ?? ''
}

/** What the membership should be, told in one line. */
const folded = async (payments: Needs['payments'], { checkouts }: Payer): Promise<string> => {
  const paid = (await Promise.all(checkouts.map((id) => payments.readCheckout(id)))).flatMap((each) =>
    each.outcome === 'paid' ? [each] : [],
  )
  const subscriptionId = paid.find((each) => each.subscriptionId)?.subscriptionId
  const mandate = subscriptionId ? await payments.readMandate(subscriptionId) : undefined
  return told(
    paid.map(({ paymentId, paidAt, cents, refunded, months, dispute }) => ({
      paymentId,
      paidOn: dayIn(paidAt, stormy.timeZone),
      cents,
      refunded,
      months,
      ...(dispute && { dispute }),
    })),
    mandate?.standing,
  )
}

const stored = async (table: Needs['table'], email: Mailbox): Promise<string> => {
  const row = await table.get(MemberRow, keys.email(email))
  const membership = row && (await table.get(Membership, keys.membership(row.memberId)))
  if (!membership || membership.state === 'erased') return 'no membership'
  const fold = paidThrough(membership.payments)
  if (fold && fold !== membership.paidThrough) return `paid through ${membership.paidThrough}, folded ${fold}`
  return told(membership.payments, membership.mandate?.standing)
}

const told = (payments: readonly Payment[], standing: string | undefined): string =>
  JSON.stringify([
    paidThrough(payments) ?? 'nothing',
    standing ?? 'no card',
    payments.map((p) => [p.paymentId, p.paidOn, p.cents, p.refunded, p.months, p.dispute ?? ''].join(' ')).sort(),
  ])

/** A signature is refused that is more than some minutes older than the cloud believes. */
type Signed = { secret: string; timestamp: number }

const taken = async (cloud: RunningCloud, event: Stripe.Event, signed: Signed): Promise<boolean> => {
  const payload = JSON.stringify(event)
  const answer = await fetch(`${cloud.url}/webhooks/stripe`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': Stripe.webhooks.generateTestHeaderString({ payload, ...signed }),
    },
    body: payload,
  })
  await answer.arrayBuffer()
  return answer.ok
}

const eventsOf = async (api: Stripe): Promise<Stripe.Event[]> => {
  const all: Stripe.Event[] = []
  for await (const event of api.events.list({ limit: 100, types: [...WEBHOOK_EVENTS] })) all.push(event)
  return all
}

/** Fisher and Yates, by chance that falls the same way for the same seed. */
const shuffled = <T>(items: readonly T[], seed: number): T[] => {
  const all = [...items]
  for (let last = all.length - 1; last > 0; last--) {
    const other = Math.floor(chance(`${seed}:${last}`) * (last + 1))
    const [a, b] = [all[last], all[other]] as [T, T]
    all[last] = b
    all[other] = a
  }
  return all
}

const stripeOf = async (cloud: RunningCloud) => {
  const secrets = JSON.parse(await readFile(join(cloud.data, 'secrets.json'), 'utf8')) as Record<string, string>
  const secretOf = (name: string) => Object.entries(secrets).find(([key]) => key.endsWith(name))?.[1] ?? ''
  const key = secretOf('stripe-secret-key')
  const port = cloud.port + 1
  return {
    webhookSecret: secretOf('stripe-webhook-secret'),
    api: new Stripe(key, { host: '127.0.0.1', port, protocol: 'http', telemetry: false }),
    payments: stripePayments({
      api: `http://127.0.0.1:${port}`,
      product: 'prod_membership',
      secretKey: async () => key,
    }),
  }
}
