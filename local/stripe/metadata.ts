import type { Metadata } from './objects/wire.ts'

/** Stripe's way: named keys change, an empty string unsets, an empty `metadata` clears. */
export function merged(present: Metadata, given: Metadata | undefined): Metadata {
  if (!given) return present
  if (Object.keys(given).length === 0) return {}
  return Object.fromEntries(Object.entries({ ...present, ...given }).filter(([, value]) => value !== ''))
}
