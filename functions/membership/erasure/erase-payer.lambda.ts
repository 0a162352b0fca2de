import { PaymentEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { secret } from '../../adapters/secrets.ts'
import { stripePayments } from '../../adapters/stripe.ts'
import { openTable } from '../../adapters/table.ts'
import { erasePayer, PayerTask } from './erase-payer.ts'

// AWS calls this as a task of the erasure workflow.
export const handler = async (input: unknown) => {
  const task = PayerTask.parse(input)
  const { outcome } = await erasePayer(needs, task)
  log.info('erasure step taken', { memberId: task.memberId, step: task.step, outcome })
  return { outcome }
}

// A cold start builds this.
const environment = TableEnvironment.extend(PaymentEnvironment.shape).parse(process.env)
const needs = {
  table: openTable(environment.TABLE_NAME),
  now,
  payments: stripePayments({
    api: environment.STRIPE_API,
    product: environment.STRIPE_PRODUCT,
    secretKey: () => secret(environment.STRIPE_SECRET_KEY_PARAMETER),
  }),
}
