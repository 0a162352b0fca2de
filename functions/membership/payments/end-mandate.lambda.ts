import { FactHeard } from '../../../events/bus.ts'
import { Lapsed } from '../../../events/membership/facts.ts'
import { PaymentEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { log } from '../../adapters/log.ts'
import { secret } from '../../adapters/secrets.ts'
import { stripePayments } from '../../adapters/stripe.ts'
import { openTable } from '../../adapters/table.ts'
import { endMandateOfLapsed } from './end-mandate.ts'

// AWS calls this when a membership has lapsed: at least once, perhaps late.
export const handler = async (event: unknown): Promise<void> => {
  const { memberId, factId } = Lapsed.parse(FactHeard.parse(event).detail)
  log.info('a membership has lapsed', { memberId, factId, ...(await endMandateOfLapsed(needs, memberId)) })
}

// A cold start builds this.
const environment = TableEnvironment.extend(PaymentEnvironment.shape).parse(process.env)
const needs = {
  table: openTable(environment.TABLE_NAME),
  payments: stripePayments({
    api: environment.STRIPE_API,
    product: environment.STRIPE_PRODUCT,
    secretKey: () => secret(environment.STRIPE_SECRET_KEY_PARAMETER),
  }),
}
