import { createLinks, hashOf, newToken } from '../../functions/adapters/links.ts'
import type { Mail } from '../../functions/adapters/mail.ts'
import type { CheckoutOrder, CheckoutStanding, Paid } from '../../functions/adapters/stripe.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { City } from '../../shared/cities/city.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { ApplicationId, CitySlug, type NewId } from '../../shared/ids.ts'
import type { Joining } from '../../shared/membership/application.ts'
import { Cents, Instant, plusDays } from '../../shared/units.ts'

export const NOON = Instant.parse('2026-11-23T20:00:00.000Z')

export const sanFrancisco = City.parse({
  slug: 'san-francisco',
  name: 'San Francisco',
  state: 'CA',
  timeZone: 'America/Los_Angeles',
  neighbourhoods: ['Mission', 'Sunset'],
  foundedAt: '2025-01-06T17:00:00.000Z',
})

export const site = {
  publicUrl: 'http://localhost:4400',
  networkName: 'Common Agenda Network',
  postalAddress: '1 Example Street, San Francisco, CA 94110',
}

/** A clock that stands still until somebody moves it. */
export const stoppedClock = (start: Instant = NOON) => {
  let instant = start
  return {
    now: () => instant,
    passDays(days: number) {
      instant = plusDays(instant, days)
    },
  }
}

/** Ids that count. */
export const countedIds = (): NewId => {
  let count = 0
  return (schema, prefix) => schema.parse(`${prefix}_${String(++count).padStart(26, '0')}`)
}

export const applicationId = (n: number) => ApplicationId.parse(`app_${String(n).padStart(26, '0')}`)

/** Ana joins San Francisco with $25 a year and agrees to surveys and calls. */
export const ana: Joining = {
  city: CitySlug.parse('san-francisco'),
  name: PersonName.parse('Ana Flores'),
  email: Mailbox.parse('ana@example.org'),
  language: 'en',
  amount: Cents.parse(2500),
  interval: 'year',
  coversFee: false,
  topics: ['surveys', 'calls'],
}

export const paid = (paymentId: string, application: ApplicationId, at: Instant = NOON): Paid => ({
  outcome: 'paid',
  paymentId,
  applicationId: application,
  paidAt: at,
  cents: Cents.parse(2500),
  refunded: Cents.parse(0),
  months: 12,
})

/** A provider that knows no card that is charged by itself. */
export const noMandates = {
  readMandate: async () => undefined,
  mandateOf: async () => undefined,
  stopRenewing: async () => undefined,
  endMandate: async () => undefined,
}

export const openCity = (table: Table, city: City = sanFrancisco) =>
  table.write({ put: { pk: 'CITIES', sk: city.slug, ...city } })

export const tokens = { hashOf, newToken }

/** Keys that have been rotated once. */
export const links = createLinks(async () =>
  JSON.stringify({ active: 'k2', keys: { k1: 'first '.repeat(6), k2: 'second '.repeat(6) } }),
)

export const linkIn = (mail: Mail | undefined): URL => {
  const found = /https?:\/\/\S+\/activation\?\S+/.exec(mail?.text ?? '')
  if (!found) throw new Error('the mail has no activation link')
  return new URL(found[0])
}

export const tokenIn = (mail: Mail | undefined): string => linkIn(mail).searchParams.get('t') ?? ''

/** A provider of checkouts that keeps what was ordered and what was ended. */
export const checkouts = () => {
  const orders: CheckoutOrder[] = []
  const ended: string[] = []
  const urlOf = (checkoutId: string) => `https://checkout.stripe.com/c/pay/${checkoutId}`
  return {
    orders,
    ended,
    createCheckout: async (order: CheckoutOrder) => {
      if (!orders.some(({ checkoutKey }) => checkoutKey === order.checkoutKey)) orders.push(order)
      return { checkoutId: order.checkoutKey, url: urlOf(order.checkoutKey) }
    },
    checkoutStanding: async (checkoutId: string): Promise<CheckoutStanding> =>
      ended.includes(checkoutId) ? { standing: 'expired' } : { standing: 'open', url: urlOf(checkoutId) },
    endCheckout: async (checkoutId: string) => {
      ended.push(checkoutId)
      return { standing: 'expired' } as const
    },
  }
}
