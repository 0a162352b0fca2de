import { join, resolve } from 'node:path'
import type { App } from 'aws-cdk-lib'
import { AccessKeys } from './access-keys.ts'
import { Audiences } from './audiences.ts'
import { Calls } from './calls.ts'
import { Campaigns } from './campaigns.ts'
import { Erasure } from './erasure.ts'
import { bundleFunctions } from './house/bundles.ts'
import { NetworkStack } from './house/network-stack.ts'
import { NetworkTable } from './house/network-table.ts'
import { Launches } from './launches.ts'
import { Links } from './links.ts'
import { Mail } from './mail.ts'
import { Membership } from './membership.ts'
import { mailAlarms } from './operator.ts'
import { tellTheOperator } from './outputs.ts'
import { Payments } from './payments.ts'
import { Relay } from './relay.ts'
import { Renewal } from './renewal.ts'
import { Reports } from './reports.ts'
import { Results } from './results.ts'
import { Roll } from './roll.ts'
import { ServiceMails } from './service-mails.ts'
import type { Settings } from './settings.ts'
import { SignIn } from './sign-in.ts'
import { Site } from './site.ts'
import { Transfers } from './transfers.ts'

export const ROOT = resolve(import.meta.dirname, '..')

/** The whole network, capability by capability. `root` holds the folders functions/, workflows/ and docs/. */
export function defineNetwork(app: App, settings: Settings, root = ROOT): NetworkStack {
  const stack = new NetworkStack(app, {
    settings,
    bundles: bundleFunctions(join(root, 'functions'), join(app.outdir, 'bundles')),
    workflows: join(root, 'workflows'),
    runbook: join(root, 'docs', 'runbook.md'),
  })

  const table = new NetworkTable(stack, 'Table')
  const site = new Site(stack, 'Site')
  const links = new Links(stack, 'Links')
  const mail = new Mail(stack, 'Mail', { table })
  const relay = new Relay(stack, 'Relay', { table })
  const payments = new Payments(stack, 'Payments', { table, relay })
  const signIn = new SignIn(stack, 'SignIn', { site, mail })

  new ServiceMails(stack, 'ServiceMails', { table, relay, site, links, mail })
  const renewal = new Renewal(stack, 'Renewal', { table })
  const erasure = new Erasure(stack, 'Erasure', { table, links, payments })
  new Membership(stack, 'Membership', { table, links, relay, renewal, erasure })
  new Roll(stack, 'Roll', { table, relay })
  new Transfers(stack, 'Transfers', { table, site, links, mail })
  const reports = new Reports(stack, 'Reports', { table, site, links, mail })
  const results = new Results(stack, 'Results', { table, reports })
  const launches = new Launches(stack, 'Launches', { table, site, links, mail })
  const campaigns = new Campaigns(stack, 'Campaigns', { table, site, links, mail, launches, results })
  new Calls(stack, 'Calls', { table })
  new Audiences(stack, 'Audiences', {
    table,
    site,
    links,
    mail,
    payments,
    signIn,
    campaigns,
    launches,
    results,
    reports,
  })
  new AccessKeys(stack, 'AccessKeys', { table, site })

  mailAlarms(stack)
  tellTheOperator(stack, { table, site, links, mail, payments, reports, signIn })

  const forgotten = stack.bundles.unused()
  if (forgotten.length > 0) throw new Error(`no capability deploys functions/${forgotten.join(', functions/')}`)

  return stack
}
