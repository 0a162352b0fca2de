import type { Price } from './objects/catalog.ts'

export function money(price: Pick<Price, 'unit_amount' | 'currency' | 'recurring'>, quantity = 1): string {
  const amount = amountOf((price.unit_amount ?? 0) * quantity, price.currency)
  if (!price.recurring) return amount
  const { interval, interval_count: count } = price.recurring
  return count === 1 ? `${amount} / ${interval}` : `${amount} / ${count} ${interval}s`
}

export const amountOf = (cents: number, currency: string) =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() }).format(cents / 100)
