import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Schedule } from 'aws-cdk-lib/aws-events'
import { Construct } from 'constructs'
import { PaymentEnvironment, PaymentWebhookEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import { FIVE_MINUTES, HouseAlarm } from './house/house-alarm.ts'
import { HouseFunction } from './house/house-function.ts'
import { NetworkStack } from './house/network-stack.ts'
import type { NetworkTable } from './house/network-table.ts'
import { EventRule, ScheduleRule } from './house/rules.ts'
import { SecretParameter } from './house/secret-parameter.ts'
import type { Relay } from './relay.ts'

/** Stripe: asked for checkouts, heard by webhook, and looked through each night for what was not heard. */
export class Payments extends Construct {
  readonly secretKey = new SecretParameter(this, 'SecretKey', 'stripe-secret-key')
  /** For staff alone: of all keys only this one may give money back. */
  readonly refundKey = new SecretParameter(this, 'RefundKey', 'stripe-refund-key')
  readonly webhookSecret = new SecretParameter(this, 'WebhookSecret', 'stripe-webhook-secret')

  constructor(scope: Construct, id: string, { table, relay }: { table: NetworkTable; relay: Relay }) {
    super(scope, id)

    const reconcile = new HouseFunction(this, 'Reconcile', {
      entry: 'membership/payments/reconcile-payments.lambda.ts',
      timeout: Duration.minutes(15),
    })
    table.grantReadWrite(reconcile)
    table.grantReadMany(reconcile)
    table.denyResponses(reconcile)
    this.grantCheckout(reconcile)
    new ScheduleRule(this, 'EachNight', {
      fn: reconcile,
      // The first begins; the others go on with what was not finished, and begin again after a failure.
      schedule: Schedule.expression('cron(20 8-10 * * ? *)'),
      impact: 'Payments whose webhooks were lost stay unknown: people have paid and are not members.',
      runbook: 'Payments cannot be reconciled',
    })

    const endMandate = new HouseFunction(this, 'EndMandate', { entry: 'membership/payments/end-mandate.lambda.ts' })
    table.grantRead(endMandate)
    table.denyResponses(endMandate)
    this.grantCheckout(endMandate)
    new EventRule(this, 'Lapsed', {
      fn: endMandate,
      eventPattern: relay.facts(['membership.lapsed']),
      impact: 'Somebody whose membership is over may still be charged: the card could not be ended at Stripe.',
      runbook: 'A card outlives its membership',
    })

    const tellAddress = new HouseFunction(this, 'TellPayerAddress', {
      entry: 'membership/payments/tell-payer-address.lambda.ts',
    })
    table.grantRead(tellAddress)
    table.denyResponses(tellAddress)
    this.grantCheckout(tellAddress)
    new EventRule(this, 'AddressChanged', {
      fn: tellAddress,
      eventPattern: relay.facts(['membership.address-changed']),
      impact: 'Receipts of Stripe go to an address that a member has given up.',
      runbook: 'Stripe writes to an old address',
    })

    new HouseAlarm(this, 'Repaired', {
      impact: 'Webhooks of Stripe do not arrive: people who have paid become members only on the next night.',
      runbook: 'Payments were repaired',
      metric: new Metric({
        namespace: 'CommonAgenda',
        metricName: 'PaymentsRepaired',
        dimensionsMap: { service: 'membership' },
        ...FIVE_MINUTES,
        statistic: 'Sum',
      }),
      threshold: MOST_REPAIRED,
    })
  }

  grantCheckout(fn: HouseFunction) {
    this.grantKey(fn, this.secretKey)
  }

  grantRefunds(fn: HouseFunction) {
    this.grantKey(fn, this.refundKey)
  }

  private grantKey(fn: HouseFunction, key: SecretParameter) {
    const { stripeApi, stripeProduct } = NetworkStack.of(this).settings
    configure(fn, PaymentEnvironment, {
      STRIPE_API: stripeApi,
      STRIPE_PRODUCT: stripeProduct,
      STRIPE_SECRET_KEY_PARAMETER: key.parameterName,
    })
    key.grantRead(fn)
  }

  grantWebhook(fn: HouseFunction) {
    configure(fn, PaymentWebhookEnvironment, { STRIPE_WEBHOOK_SECRET_PARAMETER: this.webhookSecret.parameterName })
    this.webhookSecret.grantRead(fn)
  }
}

/** A webhook may be late by a night; ten are a broken endpoint. */
const MOST_REPAIRED = 10
