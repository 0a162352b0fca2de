import { FactHeard } from '../../../events/bus.ts'
import { AddressChanged } from '../../../events/membership/facts.ts'
import { PaymentEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { log } from '../../adapters/log.ts'
import { secret } from '../../adapters/secrets.ts'
import { stripePayments } from '../../adapters/stripe.ts'
import { openTable } from '../../adapters/table.ts'
import { tellPayerAddress } from './tell-payer-address.ts'

// AWS calls this when a member has another address: at least once, perhaps late.
export const handler = async (event: unknown): Promise<void> => {
  const told = AddressChanged.parse(FactHeard.parse(event).detail)
  const { memberId, factId } = told
  log.info('a member has another address', { memberId, factId, ...(await tellPayerAddress(needs, told)) })
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
