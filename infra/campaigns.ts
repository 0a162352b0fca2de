import { Duration } from 'aws-cdk-lib'
import { Schedule } from 'aws-cdk-lib/aws-events'
import { Construct } from 'constructs'
import { CampaignWorkflowEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { ANSWERED, IDENTITY, REPORTS, SIGN_IN, TRANSFERS } from './house/partitions.ts'
import { EventRule, ScheduleRule } from './house/rules.ts'
import { Workflow } from './house/workflow.ts'
import type { Launches } from './launches.ts'
import type { Links } from './links.ts'
import type { Mail } from './mail.ts'
import type { Results } from './results.ts'
import type { Site } from './site.ts'

export type CampaignsProps = {
  table: NetworkTable
  site: Site
  links: Links
  mail: Mail
  launches: Launches
  results: Results
}

/** One sending to one audience: planned, frozen, sent, settled; and what SES tells about each mail. */
export class Campaigns extends Construct {
  private readonly campaign: Workflow

  constructor(scope: Construct, id: string, { table, site, links, mail, launches, results }: CampaignsProps) {
    super(scope, id)

    const planCampaign = new HouseFunction(this, 'PlanCampaign', { entry: 'campaigns/launch/plan-campaign.lambda.ts' })
    const freezeShard = new HouseFunction(this, 'FreezeShard', { entry: 'campaigns/launch/freeze-shard.lambda.ts' })
    const sealAudience = new HouseFunction(this, 'SealAudience', { entry: 'campaigns/launch/seal-audience.lambda.ts' })
    // It waits for answers most of its time, and what it waits with is paid for.
    const sendPage = new HouseFunction(this, 'SendPage', {
      entry: 'campaigns/sending/send-page.lambda.ts',
      memorySize: 192,
      forEveryMail: true,
    })
    const settleShard = new HouseFunction(this, 'SettleShard', { entry: 'campaigns/settling/settle-shard.lambda.ts' })
    const settleCampaign = new HouseFunction(this, 'SettleCampaign', {
      entry: 'campaigns/settling/settle-campaign.lambda.ts',
      timeout: Duration.seconds(30),
    })
    site.grantAddress(sendPage)
    links.grantSign(sendPage)
    mail.grantSend(sendPage)
    // Rows of the ledger, and the places of members within the attention limit.
    table.grantWriteEach(sendPage, ['CAMPAIGN#*', 'MEMBER#*'])
    for (const fn of [freezeShard, sealAudience, sendPage, settleCampaign]) table.grantReadMany(fn)
    mail.tellEnvironment(planCampaign)
    mail.grantAskQuota(planCampaign)
    this.campaign = new Workflow(this, 'Campaign', {
      definition: 'campaigns/campaign',
      tasks: {
        PlanCampaign: planCampaign,
        FreezeShard: freezeShard,
        SealAudience: sealAudience,
        SendPage: sendPage,
        SettleShard: settleShard,
        SettleCampaign: settleCampaign,
      },
      impact: 'A campaign has stopped: part of its audience has not been mailed.',
      runbook: 'A campaign has failed',
    })

    const startDueCampaigns = new HouseFunction(this, 'StartDueCampaigns', {
      entry: 'campaigns/series/start-due-campaigns.lambda.ts',
    })
    this.grantStartCampaign(startDueCampaigns)
    // The next wave of a series names the key that its pseudonyms are made with.
    links.grantSign(startDueCampaigns)
    launches.grantAskForPlan(startDueCampaigns)
    results.grantStartReport(startDueCampaigns)
    new ScheduleRule(this, 'EachMinute', {
      fn: startDueCampaigns,
      schedule: Schedule.rate(Duration.minutes(1)),
      impact: 'Campaigns do not start at their time and surveys do not close at theirs.',
      runbook: 'Due campaigns do not start',
    })

    const recordMailEvent = new HouseFunction(this, 'RecordMailEvent', {
      entry: 'campaigns/events/record-mail-event.lambda.ts',
      memorySize: 256,
      forEveryMail: true,
    })
    // Addresses are suppressed under a keyed hash.
    links.grantSign(recordMailEvent)
    new EventRule(this, 'MailEvents', {
      fn: recordMailEvent,
      eventPattern: mail.ownEvents,
      impact: 'Bounces and complaints are not recorded: people may be mailed again who must not be.',
      runbook: 'Mail events are not recorded',
    })

    for (const fn of [
      planCampaign,
      freezeShard,
      sealAudience,
      sendPage,
      settleShard,
      settleCampaign,
      startDueCampaigns,
      recordMailEvent,
    ]) {
      table.grantReadWrite(fn)
      table.denyResponses(fn)
      table.shut(fn, [...ANSWERED, ...REPORTS, ...TRANSFERS])
    }
    // The permit to send stands with the network.
    for (const fn of [planCampaign, sendPage]) table.shut(fn, SIGN_IN)
    for (const fn of [freezeShard, sealAudience, settleShard, settleCampaign, startDueCampaigns, recordMailEvent])
      table.shut(fn, IDENTITY)
  }

  grantStartCampaign(fn: HouseFunction) {
    configure(fn, CampaignWorkflowEnvironment, { CAMPAIGN_WORKFLOW_ARN: this.campaign.arn })
    this.campaign.grantStart(fn)
  }
}
