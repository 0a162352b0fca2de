import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import type { Campaigns } from './campaigns.ts'
import { FIVE_MINUTES, HouseAlarm } from './house/house-alarm.ts'
import { HouseFunction } from './house/house-function.ts'
import type { Route } from './house/http-door.ts'
import type { NetworkTable } from './house/network-table.ts'
import {
  ANSWERED,
  API_KEYS,
  AUDIT,
  DRAFTS,
  IDENTITY,
  REPORT_WORK,
  REPORTS,
  ROUGH_COUNTS,
  SESSIONS,
  TALLIES,
  TRANSFERS,
} from './house/partitions.ts'
import type { Launches } from './launches.ts'
import type { Links } from './links.ts'
import type { Mail } from './mail.ts'
import type { Payments } from './payments.ts'
import type { Reports } from './reports.ts'
import type { Results } from './results.ts'
import type { SignIn } from './sign-in.ts'
import type { Site } from './site.ts'

export type AudiencesProps = {
  table: NetworkTable
  site: Site
  links: Links
  mail: Mail
  payments: Payments
  signIn: SignIn
  campaigns: Campaigns
  launches: Launches
  results: Results
  reports: Reports
}

/** One function for each audience of the site, with the routes that it answers and the rights that it has. */
export class Audiences extends Construct {
  constructor(scope: Construct, id: string, props: AudiencesProps) {
    super(scope, id)
    const { table, site, links, mail, payments, signIn, campaigns, launches, results, reports } = props

    const visitors = this.page('Public', 'http/public.lambda.tsx', props, [
      'GET /',
      'GET /join',
      'ANY /cities/{proxy+}',
      'POST /cities/{city}/join',
      'GET /joined',
      'GET /assets/{proxy+}',
      'GET /robots.txt',
    ])
    props.site.answerRest(visitors)
    payments.grantCheckout(visitors)
    // Clients and mailboxes are counted under a keyed hash.
    links.grantSign(visitors)
    for (const [metricName, threshold] of [
      ['JoinsLimited', 20],
      ['CheckoutsOpened', 100],
    ] as const)
      new HouseAlarm(this, metricName, {
        impact:
          'Somebody tries stolen cards or addresses of others on the join form; real visitors may be asked to wait.',
        runbook: 'Very many people join at once',
        metric: new Metric({
          namespace: 'CommonAgenda',
          metricName,
          dimensionsMap: { service: 'http' },
          ...FIVE_MINUTES,
          statistic: 'Sum',
        }),
        threshold,
      })

    const members = this.page('Member', 'http/member.lambda.tsx', props, [
      'ANY /activation',
      'ANY /answers/{proxy+}',
      'ANY /unsubscribe',
      'ANY /calls/{proxy+}',
      // Whoever takes answers gives them back to those who gave them: no other page may read any.
      'ANY /me/data',
      'ANY /me/erase',
    ])
    links.grantSign(members)
    table.grantReadMany(members)
    // Files for calendars name who invites.
    mail.tellContact(members)

    // What members see and do about themselves, without a single answer.
    const account = this.page('Account', 'http/account.lambda.tsx', props, ['ANY /me', 'ANY /me/{proxy+}'])
    links.grantSign(account)
    payments.grantCheckout(account)

    const staff = this.page('Staff', 'http/staff.lambda.tsx', props, [
      'ANY /staff',
      'ANY /staff/{proxy+}',
      'ANY /sign-in',
      'ANY /sign-in/{proxy+}',
      'POST /sign-out',
    ])
    links.grantSign(staff)
    signIn.grantSignIn(staff)
    table.grantReadMany(staff)

    const staffOfCampaigns = this.page('StaffCampaigns', 'http/staff-campaigns.lambda.tsx', props, [
      'ANY /staff/campaigns/{proxy+}',
    ])
    const staffOfDrafts = this.page('StaffDrafts', 'http/staff-drafts.lambda.tsx', props, [
      'GET /staff/campaigns',
      'POST /staff/campaigns',
      'GET /staff/campaigns/new',
      'POST /staff/campaigns/of-call',
      'ANY /staff/campaigns/{id}/edit',
      'ANY /staff/campaigns/{id}/series',
    ])
    for (const fn of [staffOfCampaigns, staffOfDrafts]) {
      links.grantSign(fn)
      campaigns.grantStartCampaign(fn)
      launches.grantAskForPlan(fn)
      table.grantReadMany(fn)
    }
    launches.grantAskForTest(staffOfCampaigns)
    results.grantStartReport(staffOfCampaigns)
    results.grantStartRecount(staffOfCampaigns)

    const staffOfMembers = this.page('StaffMembers', 'http/staff-members.lambda.tsx', props, [
      'ANY /staff/members',
      'ANY /staff/members/{proxy+}',
      'ANY /staff/tasks',
      'ANY /staff/tasks/{proxy+}',
    ])
    // Who has complained, under a keyed hash.
    links.grantSign(staffOfMembers)
    // Money is given back and cards are told to stop here, and not where surveys are written.
    payments.grantRefunds(staffOfMembers)
    table.grantReadMany(staffOfMembers)
    table.shut(staffOfMembers, [...ANSWERED, ...REPORTS])

    const staffOfCalls = this.page('StaffCalls', 'http/staff-calls.lambda.tsx', props, [
      'ANY /staff/calls',
      'ANY /staff/calls/{proxy+}',
    ])
    table.grantReadMany(staffOfCalls)
    table.shut(staffOfCalls, [...ANSWERED, ...REPORTS])

    const staffOfReports = this.page('StaffReports', 'http/staff-reports.lambda.tsx', props, [
      'GET /staff/reports',
      'ANY /staff/reports/{proxy+}',
    ])
    results.grantStartReport(staffOfReports)
    reports.grantPublish(staffOfReports)
    reports.grantReportOnNetwork(staffOfReports)
    table.grantReadMany(staffOfReports)
    // The only page of staff that reads answers, as they were written and as they were sealed.
    const staffOfAnswers = this.page('StaffAnswers', 'http/staff-answers.lambda.tsx', props, [
      'GET /staff/reports/{id}/texts',
      'ANY /staff/reports/{id}/texts/{proxy+}',
      'POST /staff/reports/{id}/sealed',
    ])
    table.grantReadAndWriteOnly(staffOfAnswers, { put: [...DRAFTS, ...AUDIT], update: SESSIONS, sealed: true })
    table.grantCheckOnly(staffOfAnswers, REPORT_WORK)
    table.shut(staffOfAnswers, [...TALLIES, ...TRANSFERS])

    const council = this.page('Council', 'http/council.lambda.tsx', props, ['ANY /council', 'ANY /council/{proxy+}'])
    table.grantReadAndWriteOnly(council, { put: ROUGH_COUNTS, update: SESSIONS })
    const files = this.page(
      'CouncilFiles',
      'http/council-files.lambda.tsx',
      props,
      ['GET /council/{city}/reports/{id}/files/{file}'],
      // Paper of a hundred pages, twice, and two workbooks: an archive costs seconds of a whole processor.
      { memorySize: 2048, timeout: Duration.seconds(28) },
    )
    table.grantReadAndWriteOnly(files, { update: SESSIONS })
    table.shut(files, ANSWERED)
    for (const fn of [council, files]) table.shut(fn, [...DRAFTS, ...REPORT_WORK])

    const webhooks = this.page('Webhooks', 'http/webhooks.lambda.ts', props, ['POST /webhooks/stripe'])
    payments.grantCheckout(webhooks)
    payments.grantWebhook(webhooks)
    new HouseAlarm(this, 'WebhookErrors', {
      impact: 'Members have paid at Stripe, but their memberships do not know it.',
      runbook: 'Payments are not recorded',
      metric: webhooks.metricErrors(FIVE_MINUTES),
      threshold: 1,
    })

    const staffPages = [staff, staffOfCampaigns, staffOfDrafts, staffOfMembers, staffOfCalls, staffOfReports]
    for (const fn of [visitors, members, account, ...staffPages, webhooks]) table.grantReadWrite(fn)
    for (const fn of [visitors, account, ...staffPages, council, files, webhooks]) table.denyResponses(fn)
    // Members give answers and change them; what was counted of them is not theirs.
    table.shut(members, [...TALLIES, ...ANSWERED])
    // Whoever serves people without a session can neither make one nor read what councils and staff do.
    for (const fn of [visitors, members, account, webhooks]) table.shut(fn, [...IDENTITY, ...AUDIT, ...REPORTS])
    // Keys are made by pages of their own, for staff too.
    for (const fn of staffPages) table.shut(fn, API_KEYS)
    for (const fn of [visitors, account, webhooks]) table.shut(fn, ANSWERED)
    for (const fn of [visitors, members, account, ...staffPages, council, files, webhooks]) table.shut(fn, TRANSFERS)
    for (const fn of [visitors, members, account, ...staffPages, staffOfAnswers, council, files]) site.grantAddress(fn)
    // What this environment may not send is told on every page of staff.
    for (const fn of [...staffPages, staffOfAnswers]) mail.tellEnvironment(fn)
  }

  private page(id: string, entry: string, { site }: AudiencesProps, routes: Route[], size = USUAL) {
    const fn = new HouseFunction(this, id, { entry, ...size })
    site.answer(fn, routes, LIMITS)
    return fn
  }
}

const USUAL = { memorySize: 1024, timeout: Duration.seconds(10) }

/** Where one request costs much: joining opens a checkout at Stripe, signing in asks the issuer. */
const LIMITS = {
  'POST /cities/{city}/join': { rateLimit: 10, burstLimit: 20 },
  'ANY /sign-in': { rateLimit: 20, burstLimit: 40 },
  'ANY /sign-in/{proxy+}': { rateLimit: 20, burstLimit: 40 },
} as const
