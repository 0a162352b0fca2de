import { Duration } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import { Construct } from 'constructs'
import { RecountWorkflowEnvironment, ReportWorkflowEnvironment } from '../shared/environment.ts'
import { RESPONSES_BEGIN } from '../shared/surveys/response.ts'
import { configure } from './house/environment.ts'
import { FIVE_MINUTES, HouseAlarm } from './house/house-alarm.ts'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { RECOUNT_PARTS, RECOUNTED, RESPONSES } from './house/partitions.ts'
import { StreamConsumer } from './house/stream-consumer.ts'
import { Workflow } from './house/workflow.ts'
import type { Reports } from './reports.ts'

/** Every response counted exactly once, and reports made from the counts. */
export class Results extends Construct {
  private readonly report: Workflow
  private readonly recount: Workflow

  constructor(scope: Construct, id: string, { table, reports }: { table: NetworkTable; reports: Reports }) {
    super(scope, id)

    const countResponses = new HouseFunction(this, 'CountResponses', {
      entry: 'results/counting/count-responses.lambda.ts',
    })
    table.grantReadWrite(countResponses)
    new StreamConsumer(this, 'Responses', {
      table,
      fn: countResponses,
      changes: [{ partition: RESPONSES_BEGIN }],
      // Answers given within the same second change a tally once, not once each.
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(1),
      impact: 'People answer and are not counted: reports wait until every response has been.',
      runbook: 'Responses are not counted',
    })

    new HouseAlarm(this, 'Quarantined', {
      impact:
        'Somebody has answered, but the answer cannot be counted: it is in no count, and the report will wait for it.',
      runbook: 'Responses are quarantined',
      metric: new Metric({
        namespace: 'CommonAgenda',
        metricName: 'ResponsesQuarantined',
        dimensionsMap: { service: 'results' },
        ...FIVE_MINUTES,
        statistic: 'Sum',
      }),
      threshold: 1,
    })

    const closeCampaign = new HouseFunction(this, 'CloseCampaign', {
      entry: 'campaigns/settling/close-campaign.lambda.ts',
    })
    const recount = this.recounting(table)
    table.grantReadWrite(closeCampaign)
    table.denyResponses(closeCampaign)

    this.report = new Workflow(this, 'Report', {
      definition: 'results/report',
      tasks: {
        CloseCampaign: closeCampaign,
        ...recount,
        ...reports.tasks,
      },
      impact: 'A survey has closed and its council waits for a report that does not come.',
      runbook: 'A report has failed',
    })

    const repairPartition = new HouseFunction(this, 'RepairPartition', {
      entry: 'results/recount/repair-partition.lambda.ts',
      ...FOR_MANY_RESPONSES,
    })
    table.grantReadWrite(repairPartition)
    this.recount = new Workflow(this, 'Recount', {
      definition: 'results/recount',
      tasks: { ...recount, RepairPartition: repairPartition },
      impact: 'Staff asked whether the counts of a survey are right, and get no answer.',
      runbook: 'A recount has failed',
    })
  }

  /** A recount can write down what it finds, and can change neither an answer nor a tally. */
  private recounting(table: NetworkTable) {
    const PlanRecount = new HouseFunction(this, 'PlanRecount', { entry: 'results/recount/plan-recount.lambda.ts' })
    const RecountPartition = new HouseFunction(this, 'RecountPartition', {
      entry: 'results/recount/recount-partition.lambda.ts',
      ...FOR_MANY_RESPONSES,
    })
    const CompareRecount = new HouseFunction(this, 'CompareRecount', {
      entry: 'results/recount/compare-recount.lambda.ts',
      ...FOR_MANY_RESPONSES,
    })
    table.grantReadAndWriteOnly(RecountPartition, { put: RECOUNT_PARTS })
    table.grantReadAndWriteOnly(CompareRecount, { put: [...RECOUNT_PARTS, ...RECOUNTED] })
    table.shut(CompareRecount, RESPONSES)
    return { PlanRecount, RecountPartition, CompareRecount }
  }

  grantStartRecount(fn: HouseFunction) {
    configure(fn, RecountWorkflowEnvironment, { RECOUNT_WORKFLOW_ARN: this.recount.arn })
    this.recount.grantStart(fn)
  }

  grantStartReport(fn: HouseFunction) {
    configure(fn, ReportWorkflowEnvironment, { REPORT_WORKFLOW_ARN: this.report.arn })
    this.report.grantStart(fn)
  }
}

/** A partition of 250,000 responses takes a minute or two of one whole processor, which comes with 1769 MB. */
const FOR_MANY_RESPONSES = { memorySize: 1769, timeout: Duration.minutes(10) }
