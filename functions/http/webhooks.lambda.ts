import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda'
import { PaymentEnvironment, PaymentWebhookEnvironment, TableEnvironment } from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { log } from '../adapters/log.ts'
import { secret } from '../adapters/secrets.ts'
import { stripeEvents } from '../adapters/stripe/events.ts'
import { stripePayments } from '../adapters/stripe.ts'
import { openTable } from '../adapters/table.ts'
import { hearPaymentEvent } from '../membership/payments/hear-payment-event.ts'

// AWS calls this when Stripe posts an event. A fault answers 500, and Stripe posts the event again later.
export const handler = async (
  request: Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded' | 'headers'>,
): Promise<APIGatewayProxyStructuredResultV2> => {
  // The signature covers the bytes as they came: parsed and written again they would not be the same.
  const body = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8')
  const heard = await hearPaymentEvent(needs, { body, signature: request.headers['stripe-signature'] ?? '' })
  if (heard.outcome === 'refused') {
    log.warn('payment event refused', { reason: heard.reason })
    return { statusCode: 400, body: 'The signature does not fit the body.' }
  }
  const { eventId, type, odd } = heard.event
  log[odd ? 'warn' : 'info']('payment event heard', { eventId, type, odd, effect: heard.effect })
  return { statusCode: 200, body: heard.effect }
}

// A cold start builds this.
const environment = TableEnvironment.extend(PaymentEnvironment.shape)
  .extend(PaymentWebhookEnvironment.shape)
  .parse(process.env)

const account = {
  api: environment.STRIPE_API,
  product: environment.STRIPE_PRODUCT,
  secretKey: () => secret(environment.STRIPE_SECRET_KEY_PARAMETER),
}

const needs = {
  table: openTable(environment.TABLE_NAME),
  now,
  newId,
  verify: stripeEvents(account, () => secret(environment.STRIPE_WEBHOOK_SECRET_PARAMETER), now),
  payments: stripePayments(account),
}
