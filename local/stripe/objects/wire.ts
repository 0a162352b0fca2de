import type Stripe from 'stripe'

// Objects in the shape of the API version that the stripe package pins, typed by it. `now` in epoch seconds.

export type ApiObject<T> = Omit<T, 'lastResponse'>

export type Metadata = Record<string, string>

export const list = <T>(url: string, data: T[], has_more = false) => ({ object: 'list' as const, data, has_more, url })

// On the wire a decimal is a string; the stripe package makes its own class of it.
export const decimal = (figure: number) => String(figure) as unknown as Stripe.Decimal
