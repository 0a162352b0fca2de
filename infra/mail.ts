import { ArnFormat, Duration, Fn, Stack } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { EventBus, type EventPattern } from 'aws-cdk-lib/aws-events'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import {
  ConfigurationSet,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses'
import { Construct } from 'constructs'
import { ContactEnvironment, MailEnvironment, SendingEnvironment } from '../shared/environment.ts'
import { acknowledge } from './house/acknowledge.ts'
import { configure } from './house/environment.ts'
import { FIVE_MINUTES, HouseAlarm } from './house/house-alarm.ts'
import type { HouseFunction } from './house/house-function.ts'
import { NetworkStack } from './house/network-stack.ts'
import type { NetworkTable } from './house/network-table.ts'

/** SES: the sender's domain, and what becomes of each mail told to EventBridge. */
export class Mail extends Construct {
  readonly identity: EmailIdentity
  private readonly configurationSet: ConfigurationSet
  private readonly table: NetworkTable

  constructor(scope: Construct, id: string, { table }: { table: NetworkTable }) {
    super(scope, id)
    this.table = table
    this.identity = new EmailIdentity(this, 'Domain', { identity: Identity.domain(this.domain) })
    this.configurationSet = new ConfigurationSet(this, 'Sending', {
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    })
    this.configurationSet.addEventDestination('Events', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      // Each event is paid for. What SES tells of a mail later proves that it took it, so that it need not say so as well.
      events: [
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    })
    this.watchReputation()
    this.watchPermit()
  }

  get domain() {
    return NetworkStack.of(this).settings.mailFrom.replace(/^.*@/, '')
  }

  /** SES tells of the mail of every application of the account. */
  get ownEvents(): EventPattern {
    const { configurationSetName } = this.configurationSet
    return { source: ['aws.ses'], detail: { mail: { tags: { 'ses:configuration-set': [configurationSetName] } } } }
  }

  grantSend(fn: HouseFunction) {
    const { mailFrom } = NetworkStack.of(this).settings
    configure(fn, MailEnvironment, {
      MAIL_FROM: mailFrom,
      MAIL_CONFIGURATION_SET: this.configurationSet.configurationSetName,
      ENVIRONMENT_ID: this.environmentId,
    })
    fn.addToRolePolicy(
      new PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [this.identity.emailIdentityArn, this.configurationSetArn],
        conditions: { StringEquals: { 'ses:FromAddress': mailFrom } },
      }),
    )
    this.grantAskQuota(fn)
  }

  /** From which address people are mailed, for those who only name it. */
  tellContact(fn: HouseFunction) {
    configure(fn, ContactEnvironment, { MAIL_FROM: NetworkStack.of(this).settings.mailFrom })
  }

  /** How much the account may send. */
  grantAskQuota(fn: HouseFunction) {
    fn.addToRolePolicy(new PolicyStatement({ actions: ['ses:GetSendQuota'], resources: ['*'] }))
    if (fn.role)
      acknowledge(fn.role, {
        'AwsSolutions-IAM5[Resource::*]':
          'The sending quota belongs to the account and X-Ray has no resources to name.',
      })
  }

  /** For those who send nothing themselves, but show or decide by it whether this environment may. */
  tellEnvironment(fn: HouseFunction) {
    configure(fn, SendingEnvironment, { ENVIRONMENT_ID: this.environmentId })
  }

  /** Another one for a second stack over the same table, and for this stack over another table. */
  private get environmentId() {
    return Fn.join('|', [Stack.of(this).stackId, this.table.tableName])
  }

  private get configurationSetArn() {
    return Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSet.configurationSetName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    })
  }

  /** SES reviews an account at 5 % bounces or 0.1 % complaints: these are half of that, while there is time to act. */
  private watchReputation() {
    const words = {
      impact: 'Mailbox providers are about to refuse the mail of the whole network, activations and surveys alike.',
      runbook: 'Mail reputation falls',
    }
    for (const [name, threshold] of [
      ['BounceRate', 0.025],
      ['ComplaintRate', 0.0005],
    ] as const)
      new HouseAlarm(this, name, {
        ...words,
        metric: new Metric({
          namespace: 'AWS/SES',
          metricName: `Reputation.${name}`,
          ...FIVE_MINUTES,
          statistic: 'Maximum',
        }),
        threshold,
      })
  }
  /** The sweep looks every quarter of an hour: while something waits, the alarm stays. */
  private watchPermit() {
    new HouseAlarm(this, 'MailsHeldBack', {
      impact: 'Members wait for a link to sign in or another mail, in an environment that must not send any.',
      runbook: 'This environment does not send',
      metric: new Metric({
        namespace: 'CommonAgenda',
        metricName: 'MailsHeldBack',
        dimensionsMap: { service: 'mail' },
        period: Duration.minutes(30),
        statistic: 'Sum',
      }),
      threshold: 1,
    })
  }
}
