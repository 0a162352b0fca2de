import { Duration } from 'aws-cdk-lib'
import { Schedule } from 'aws-cdk-lib/aws-events'
import { Construct } from 'constructs'
import {
  CodeEnvironment,
  NetworkReportWorkflowEnvironment,
  PublicationWorkflowEnvironment,
  SigningEnvironment,
} from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import { HouseFunction } from './house/house-function.ts'
import { NetworkStack } from './house/network-stack.ts'
import type { NetworkTable } from './house/network-table.ts'
import {
  ANSWERED,
  AUDIT,
  DRAFTS,
  FINDINGS,
  IDENTITY,
  PUBLISHED,
  REPORT_WORK,
  RESPONSES,
  SEALED,
  SIGNING_KEYS,
  TRANSFERS,
} from './house/partitions.ts'
import { ScheduleRule } from './house/rules.ts'
import { SecretParameter } from './house/secret-parameter.ts'
import { Workflow } from './house/workflow.ts'
import type { Links } from './links.ts'
import type { Mail } from './mail.ts'
import type { Site } from './site.ts'

export type ReportsProps = { table: NetworkTable; site: Site; links: Links; mail: Mail }

/**
 * From the recounted answers to the published report. Who proves and signs cannot write what councils read, and who writes
 * that cannot sign.
 */
export class Reports extends Construct {
  readonly keys = new SecretParameter(this, 'SigningKeys', 'report-signing-keys')
  /** The tasks of the report workflow. */
  readonly tasks: Record<'PrepareReport' | 'ProveQuestion' | 'DraftReport', HouseFunction>
  private readonly publication: Workflow
  private readonly network: Workflow

  constructor(scope: Construct, id: string, props: ReportsProps) {
    super(scope, id)
    const { table } = props
    const prepareReport = new HouseFunction(this, 'PrepareReport', {
      entry: 'results/preparing/prepare-report.lambda.ts',
      ...FOR_MANY_CELLS,
    })
    configure(prepareReport, CodeEnvironment, { CODE_VERSION: NetworkStack.of(this).bundles.codeVersion(ENGINE) })
    table.grantReadAndWriteOnly(prepareReport, { put: SEALED, sealed: true })
    table.grantReadMany(prepareReport)
    table.shut(prepareReport, RESPONSES)

    const proveQuestion = new HouseFunction(this, 'ProveQuestion', {
      entry: 'results/gate/prove-question.lambda.ts',
      memorySize: 3008,
      timeout: Duration.minutes(10),
    })
    table.grantReadAndWriteOnly(proveQuestion, { put: [...DRAFTS, ...SIGNING_KEYS], sealed: true })
    this.grantSign(proveQuestion)

    const draftReport = new HouseFunction(this, 'DraftReport', {
      entry: 'results/drafting/draft-report.lambda.ts',
      ...FOR_MANY_CELLS,
    })
    table.grantReadAndWriteOnly(draftReport, { put: [...DRAFTS, ...REPORT_WORK], remove: SEALED, sealed: true })

    const sealReport = new HouseFunction(this, 'SealReport', {
      entry: 'results/drafting/seal-report.lambda.ts',
      ...FOR_MANY_CELLS,
    })
    table.grantReadAndWriteOnly(sealReport, { put: [...DRAFTS, ...SIGNING_KEYS], sealed: true })
    this.grantSign(sealReport)

    // Not whoever signs: that one could say itself what staff have let go.
    const showAgain = new HouseFunction(this, 'ShowAgain', {
      entry: 'results/drafting/show-again.lambda.ts',
      ...FOR_MANY_CELLS,
    })
    table.grantReadAndWriteOnly(showAgain, { put: [...DRAFTS, ...REPORT_WORK, ...AUDIT], sealed: true })

    const publishReport = new HouseFunction(this, 'PublishReport', {
      entry: 'results/publishing/publish-report.lambda.ts',
    })
    table.grantReadAndWriteOnly(publishReport, { put: [...PUBLISHED, ...FINDINGS, ...REPORT_WORK] })

    for (const fn of [proveQuestion, draftReport, sealReport, showAgain, publishReport]) table.denyResponses(fn)
    this.tasks = { PrepareReport: prepareReport, ProveQuestion: proveQuestion, DraftReport: draftReport }
    this.network = new Workflow(this, 'Network', {
      definition: 'results/network-report',
      tasks: {
        PrepareNetworkReport: this.preparing(table),
        ProveQuestion: proveQuestion,
        DraftReport: draftReport,
      },
      impact: 'Staff have asked for a report on the whole network, and it does not come.',
      runbook: 'A report on the network has failed',
    })
    this.publication = new Workflow(this, 'Publication', {
      definition: 'results/publication',
      tasks: { SealReport: sealReport, ShowAgain: showAgain, PublishReport: publishReport, ...this.telling(props) },
      impact: 'Staff have let a report go, and its council does not get it.',
      runbook: 'A report is not published',
    })
    this.lookAfter(table)
  }

  /** Reads what was sealed of cities, and no tally of today. */
  private preparing(table: NetworkTable) {
    const prepareNetworkReport = new HouseFunction(this, 'PrepareNetworkReport', {
      entry: 'results/network/prepare-network-report.lambda.ts',
      ...FOR_MANY_CELLS,
    })
    configure(prepareNetworkReport, CodeEnvironment, {
      CODE_VERSION: NetworkStack.of(this).bundles.codeVersion([
        ...ENGINE,
        'results/network/prepare-network-report.lambda.ts',
      ]),
    })
    table.grantReadAndWriteOnly(prepareNetworkReport, { put: SEALED, sealed: true })
    table.denyResponses(prepareNetworkReport)
    return prepareNetworkReport
  }

  private telling({ table, site, links, mail }: ReportsProps) {
    const TellCouncil = new HouseFunction(this, 'TellCouncil', { entry: 'results/publishing/tell-council.lambda.ts' })
    table.grantReadAndWriteOnly(TellCouncil, { put: DRAFTS, update: REPORT_WORK, remove: DRAFTS })
    site.grantAddress(TellCouncil)
    mail.grantSend(TellCouncil)
    // Whose address must not be mailed stands under a keyed hash.
    links.grantSign(TellCouncil)
    const WriteFindings = new HouseFunction(this, 'WriteFindings', {
      entry: 'results/publishing/write-findings.lambda.ts',
    })
    table.grantReadWrite(WriteFindings)
    site.grantAddress(WriteFindings)
    for (const fn of [TellCouncil, WriteFindings]) table.denyResponses(fn)
    table.shut(WriteFindings, [...ANSWERED, ...IDENTITY, ...TRANSFERS, ...DRAFTS])
    return { TellCouncil, WriteFindings }
  }

  private lookAfter(table: NetworkTable) {
    const lookAfterReports = new HouseFunction(this, 'LookAfterReports', {
      entry: 'results/publishing/look-after-reports.lambda.ts',
    })
    table.grantReadWrite(lookAfterReports)
    table.denyResponses(lookAfterReports)
    table.shut(lookAfterReports, [...ANSWERED, ...IDENTITY, ...TRANSFERS, ...DRAFTS])
    this.grantPublish(lookAfterReports)
    new ScheduleRule(this, 'EachHour', {
      fn: lookAfterReports,
      schedule: Schedule.rate(Duration.hours(1)),
      impact: 'Reports wait for staff without anybody being told, and one that was let go may not be published.',
      runbook: 'Reports are not looked after',
    })
  }

  grantReportOnNetwork(fn: HouseFunction) {
    configure(fn, NetworkReportWorkflowEnvironment, { NETWORK_REPORT_WORKFLOW_ARN: this.network.arn })
    this.network.grantStart(fn)
  }

  grantPublish(fn: HouseFunction) {
    configure(fn, PublicationWorkflowEnvironment, { PUBLICATION_WORKFLOW_ARN: this.publication.arn })
    this.publication.grantStart(fn)
  }

  private grantSign(fn: HouseFunction) {
    configure(fn, SigningEnvironment, { SIGNING_KEYS_PARAMETER: this.keys.parameterName })
    this.keys.grantRead(fn)
  }
}

/** The cube of a large city and everything that is computed from it. */
const FOR_MANY_CELLS = { memorySize: 1769, timeout: Duration.minutes(5) }

/** Whatever has a part in the numbers of a report. */
const ENGINE = [
  'results/preparing/prepare-report.lambda.ts',
  'results/gate/prove-question.lambda.ts',
  'results/drafting/seal-report.lambda.ts',
]
