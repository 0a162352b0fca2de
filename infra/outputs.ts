import { CfnOutput } from 'aws-cdk-lib'
import { WEBHOOK_EVENTS } from '../events/membership/webhook-events.ts'
import type { NetworkStack } from './house/network-stack.ts'
import type { NetworkTable } from './house/network-table.ts'
import type { Links } from './links.ts'
import type { Mail } from './mail.ts'
import type { Payments } from './payments.ts'
import type { Reports } from './reports.ts'
import type { SignIn } from './sign-in.ts'
import type { Site } from './site.ts'

export type Told = {
  table: NetworkTable
  site: Site
  links: Links
  mail: Mail
  payments: Payments
  reports: Reports
  signIn: SignIn
}

/** What is left to do by hand after a deployment, and where things are. */
export function tellTheOperator(stack: NetworkStack, { table, site, links, mail, payments, reports, signIn }: Told) {
  const say = (id: string, value: string, description: string) => new CfnOutput(stack, id, { value, description })

  say('SiteAddress', site.address, 'Where the network lives')
  say('WebhookAddress', `${site.address}/webhooks/stripe`, 'To enter at Stripe as the webhook endpoint')
  say('WebhookEvents', WEBHOOK_EVENTS.join(' '), 'The events that this endpoint at Stripe is to send')
  say('TableName', table.tableName, 'Everything the network knows')
  say(
    'SecretsToCreate',
    [links.keys, reports.keys, payments.secretKey, payments.refundKey, payments.webhookSecret, signIn.clientSecret]
      .map((s) => s.parameterName)
      .join(' '),
    'SSM parameters of type SecureString that must exist before the site can work',
  )
  say(
    'MailDomainRecords',
    mail.identity.dkimRecords.map(({ name, value }) => `${name} CNAME ${value}`).join(', '),
    `DNS records that prove to SES that ${mail.domain} is yours`,
  )
  if (signIn.pool) {
    const first = stack.settings.firstStaffEmail
    say('UserPoolId', signIn.pool.userPoolId, 'Where accounts of staff and council members are made')
    say(
      'InviteFirstStaff',
      [
        `aws cognito-idp admin-create-user --region ${stack.region} --user-pool-id ${signIn.pool.userPoolId}`,
        `--username ${first} --user-attributes Name=email,Value=${first} Name=email_verified,Value=true`,
      ].join(' '),
      'Makes the account of the first staff member; without email_verified the site refuses the address',
    )
    say('UserPoolClientId', signIn.pool.clientId, 'Its client secret goes into the oidc-client-secret parameter')
  }
}
