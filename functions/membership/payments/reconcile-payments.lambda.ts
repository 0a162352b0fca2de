import type { Context } from 'aws-lambda'
import { PaymentEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { newId, now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { meter } from '../../adapters/metrics.ts'
import { secret } from '../../adapters/secrets.ts'
import { stripePayments } from '../../adapters/stripe.ts'
import { openTable } from '../../adapters/table.ts'
import { reconcilePayments } from './reconcile-payments.ts'

// AWS calls this a few times each night: the first begins, the others go on with what was not finished or failed.
export const handler = async (_: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>) => {
  const hasTime = () => context.getRemainingTimeInMillis() > LAST_PAGE
  const run = await reconcilePayments(needs, { hasTime })
  log.info('payments reconciled', run)
  if (run.outcome !== 'done') return run
  if (run.repaired > 0) meter('PaymentsRepaired', run.repaired)
  if (run.failed > 0) throw new Error(`${run.failed} of what Stripe tells could not be recorded`)
  return run
}

/** Milliseconds that a page of a hundred may take when Stripe is slow. */
const LAST_PAGE = 180_000

// A cold start builds this.
const environment = TableEnvironment.extend(PaymentEnvironment.shape).parse(process.env)

const needs = {
  table: openTable(environment.TABLE_NAME),
  now,
  newId,
  payments: stripePayments({
    api: environment.STRIPE_API,
    product: environment.STRIPE_PRODUCT,
    secretKey: () => secret(environment.STRIPE_SECRET_KEY_PARAMETER),
  }),
}
