import { Temporal } from 'temporal-polyfill'
import type { Price } from './objects/catalog.ts'
import type { Subscription } from './objects/subscription.ts'

export type Period = { start: number; end: number }

export const itemOf = (subscription: Subscription) => {
  const item = subscription.items.data[0]
  if (!item) throw new Error(`Subscription ${subscription.id} has no item`)
  return item
}

export const periodOf = (subscription: Subscription): Period => {
  const item = itemOf(subscription)
  return { start: item.current_period_start, end: item.current_period_end }
}

export const withItem = (
  subscription: Subscription,
  to: Partial<Subscription['items']['data'][number]>,
): Subscription['items'] => ({ ...subscription.items, data: [{ ...itemOf(subscription), ...to }] })

/**
 * The first boundary after `instant`, counted from the anchor: a yearly subscription of 29 February renews on
 * 28 February, and on the 29th again in a leap year. Epoch seconds, UTC.
 */
export function boundaryAfter(anchor: number, instant: number, price: Pick<Price, 'recurring'>): number {
  const { interval, interval_count: count } = price.recurring ?? { interval: 'year', interval_count: 1 }
  const start = Temporal.Instant.fromEpochMilliseconds(anchor * 1000).toZonedDateTimeISO('UTC')
  for (let n = 1; ; n++) {
    const boundary = start.add({ [`${interval}s`]: n * count }, { overflow: 'constrain' })
    const seconds = Math.floor(boundary.epochMilliseconds / 1000)
    if (seconds > instant) return seconds
  }
}
