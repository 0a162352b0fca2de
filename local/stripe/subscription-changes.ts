import type * as z from 'zod'
import type { Billing } from './billing.ts'
import { invalid, missing } from './fault.ts'
import { merged } from './metadata.ts'
import { newPrice, type Price, type Product, planOf } from './objects/catalog.ts'
import type { PaymentMethod } from './objects/payment.ts'
import type { Subscription } from './objects/subscription.ts'
import type * as parameters from './parameters.ts'
import { itemOf, withItem } from './periods.ts'
import type { Store } from './store.ts'

/** What the program may change of a subscription that has not ended. */
export function createSubscriptionChanges({
  store,
  now,
  billing,
}: {
  store: Store
  now: () => number
  billing: Billing
}) {
  const { found } = store

  function update(id: string, given: z.output<typeof parameters.updateSubscription>): Subscription {
    const subscription = living(id)
    const to: Partial<Subscription> = {}
    if (given.metadata) to.metadata = merged(subscription.metadata, given.metadata)
    if (given.description !== undefined) to.description = given.description || null
    if (given.default_payment_method) {
      found<PaymentMethod>('payment_method', given.default_payment_method, 'default_payment_method')
      to.default_payment_method = given.default_payment_method
    }
    if (given.cancel_at_period_end !== undefined)
      Object.assign(to, billing.cancelAtPeriodEnd(subscription, given.cancel_at_period_end))
    if (given.cancellation_details)
      to.cancellation_details = {
        ...(to.cancellation_details ?? subscription.cancellation_details),
        ...given.cancellation_details,
      } as NonNullable<Subscription['cancellation_details']>
    const [item] = given.items ?? []
    if (item) to.items = changedItem(subscription, item)
    return billing.change(subscription, to)
  }

  function changedItem(
    subscription: Subscription,
    item: NonNullable<z.output<typeof parameters.updateSubscription>['items']>[number],
  ): Subscription['items'] {
    const present = itemOf(subscription)
    if (item.id !== present.id) throw missing('subscription item', item.id, 'items[0][id]')
    const data = item.price_data
    if (data?.product_data)
      throw invalid(
        'Received unknown parameter: items[0][price_data][product_data]',
        'items[0][price_data][product_data]',
        'parameter_unknown',
      )
    if (data && !data.recurring)
      throw invalid(
        'Missing required param: items[0][price_data][recurring].',
        'items[0][price_data][recurring]',
        'parameter_missing',
      )
    const price = data?.recurring
      ? store.add<Price>(
          newPrice(now(), {
            currency: data.currency,
            unit_amount: data.unit_amount,
            product: found<Product>('product', data.product ?? '', 'items[0][price_data][product]').id,
            recurring: { interval: data.recurring.interval, interval_count: data.recurring.interval_count ?? 1 },
          }),
        )
      : item.price
        ? found<Price>('price', item.price, 'items[0][price]')
        : present.price
    // Another interval would start a new period and a proration, which the stand-in does not compute.
    if (price.recurring?.interval !== present.price.recurring?.interval)
      throw invalid(
        'The stand-in cannot change the interval of a subscription.',
        'items[0][price_data][recurring][interval]',
      )
    return withItem(subscription, { price, plan: planOf(price), quantity: item.quantity ?? present.quantity ?? 1 })
  }

  function living(id: string): Subscription {
    const subscription = found<Subscription>('subscription', id)
    if (subscription.status === 'canceled') throw missing('subscription', id)
    return subscription
  }

  return { update, living }
}
