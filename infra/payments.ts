import { Construct } from 'constructs'
import { PaymentEnvironment, PaymentWebhookEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import type { HouseFunction } from './house/house-function.ts'
import { NetworkStack } from './house/network-stack.ts'
import { SecretParameter } from './house/secret-parameter.ts'

/** Stripe: asked for checkouts, and heard by webhook. */
export class Payments extends Construct {
  readonly secretKey = new SecretParameter(this, 'SecretKey', 'stripe-secret-key')
  readonly webhookSecret = new SecretParameter(this, 'WebhookSecret', 'stripe-webhook-secret')

  grantCheckout(fn: HouseFunction) {
    const { stripeApi, stripeProduct } = NetworkStack.of(this).settings
    configure(fn, PaymentEnvironment, {
      STRIPE_API: stripeApi,
      STRIPE_PRODUCT: stripeProduct,
      STRIPE_SECRET_KEY_PARAMETER: this.secretKey.parameterName,
    })
    this.secretKey.grantRead(fn)
  }

  grantWebhook(fn: HouseFunction) {
    configure(fn, PaymentWebhookEnvironment, { STRIPE_WEBHOOK_SECRET_PARAMETER: this.webhookSecret.parameterName })
    this.webhookSecret.grantRead(fn)
  }
}
