import { Duration } from 'aws-cdk-lib'
import { Schedule } from 'aws-cdk-lib/aws-events'
import { Construct } from 'constructs'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { ANSWERED, REPORTS, SIGN_IN, TRANSFERS } from './house/partitions.ts'
import { EventRule, ScheduleRule } from './house/rules.ts'
import type { Links } from './links.ts'
import type { Mail } from './mail.ts'
import type { Relay } from './relay.ts'
import type { Site } from './site.ts'

export type ServiceMailsProps = { table: NetworkTable; relay: Relay; site: Site; links: Links; mail: Mail }

/** Mails that one person gets for a reason of their own: at once, and by a sweep what is patient or was held up. */
export class ServiceMails extends Construct {
  constructor(scope: Construct, id: string, { table, relay, site, links, mail }: ServiceMailsProps) {
    super(scope, id)

    const sendServiceMail = new HouseFunction(this, 'SendServiceMail', { entry: 'mail/send-service-mail.lambda.ts' })
    const sweepServiceMails = new HouseFunction(this, 'SweepServiceMails', {
      entry: 'mail/sweep-service-mails.lambda.ts',
      timeout: Duration.minutes(14),
    })
    for (const fn of [sendServiceMail, sweepServiceMails]) {
      table.grantReadWrite(fn)
      table.denyResponses(fn)
      // The permit to send stands with the network.
      table.shut(fn, [...ANSWERED, ...REPORTS, ...SIGN_IN, ...TRANSFERS])
      site.grantAddress(fn)
      links.grantSign(fn)
      mail.grantSend(fn)
    }
    new EventRule(this, 'Asked', {
      fn: sendServiceMail,
      eventPattern: relay.told('service-mail-asked'),
      impact: 'Members wait for a link to sign in, or are not told that their card was refused.',
      runbook: 'Mails that people wait for do not leave',
    })
    new ScheduleRule(this, 'EachQuarter', {
      fn: sweepServiceMails,
      schedule: Schedule.rate(Duration.minutes(15)),
      impact: 'Members are not reminded, not told before their card is charged, or wait for a mail that was held up.',
      runbook: 'Mails that people wait for do not leave',
    })
  }
}
