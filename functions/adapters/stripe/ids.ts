import Stripe from 'stripe'

/** Whatever Stripe refers to is an id, or the object itself when it was asked for. */
export const idOf = (value: string | { id: string } | null | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.id

export const expanded = <T extends object>(value: string | T | null | undefined): T | undefined =>
  value && typeof value === 'object' ? value : undefined

/** Undefined when there is no such object at Stripe; any other fault is a fault. */
export const orNone = async <T>(asked: Promise<T>): Promise<T | undefined> => {
  try {
    return await asked
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

const isMissing = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'resource_missing'
