import { epochSecondsOf, type Instant } from '../../../shared/units.ts'
import type { Client } from './client.ts'
import { heardFrom, RINGING } from './events.ts'
import { idOf } from './ids.ts'
import type { ListedPayment, Listing, Payments } from './payments.ts'

/** What the provider itself remembers, for whoever looks for gaps. */
export const history = (
  stripe: Client,
  secretKey: () => Promise<string>,
): Pick<Payments, 'eventsSince' | 'paidSince'> => ({
  async eventsSince(since, after) {
    const { data, has_more } = await (await stripe()).events.list({ types: [...RINGING], ...pageOf(since, after) })
    const key = await secretKey()
    return listing(
      data.map((event) => heardFrom(event, key)),
      has_more ? data.at(-1)?.id : undefined,
    )
  },

  async paidSince(since, after = 'invoice:') {
    const [kind, position] = after.split(':', 2)
    const api = await stripe()
    const page = pageOf(since, position || undefined)
    if (kind === 'invoice') {
      const { data, has_more } = await api.invoices.list({ status: 'paid', ...page })
      const dues = data.filter(({ parent }) => parent?.subscription_details)
      return listing(
        dues.flatMap(({ id }): ListedPayment[] => (id ? [{ kind: 'invoice', id, paymentId: id }] : [])),
        has_more ? `invoice:${data.at(-1)?.id}` : 'checkout:',
      )
    }
    const { data, has_more } = await api.checkout.sessions.list({ status: 'complete', ...page })
    return listing(
      data.flatMap(({ id, mode, payment_status, payment_intent }): ListedPayment[] => {
        const paymentId = mode === 'payment' && payment_status === 'paid' ? idOf(payment_intent) : undefined
        return paymentId ? [{ kind: 'checkout', id, paymentId }] : []
      }),
      has_more ? `checkout:${data.at(-1)?.id}` : undefined,
    )
  },
})

const PAGE = 100 // the most that Stripe gives

const pageOf = (since: Instant, after: string | undefined) => ({
  created: { gte: epochSecondsOf(since) },
  limit: PAGE,
  ...(after !== undefined && { starting_after: after }),
})

const listing = <T>(items: T[], next: string | undefined): Listing<T> => ({ items, ...(next && { next }) })
