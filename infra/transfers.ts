import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { ExportWorkflowEnvironment, ImportWorkflowEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { ANSWERED, IDENTITY, REPORTS } from './house/partitions.ts'
import { Workflow } from './house/workflow.ts'
import type { Links } from './links.ts'

export type TransfersProps = { table: NetworkTable; links: Links }

/** Members who come from other systems as a file, and go to others as files: read and written in the background. */
export class Transfers extends Construct {
  private readonly import: Workflow
  private readonly export: Workflow

  constructor(scope: Construct, id: string, { table, links }: TransfersProps) {
    super(scope, id)

    const planWork = this.worker('PlanImport', 'membership/import/plan-work.lambda.ts')
    const readFile = this.worker('ReadImport', 'membership/import/read-file.lambda.ts')
    const workBatch = this.worker('WorkImportBatch', 'membership/import/work-batch.lambda.ts')
    const settleWork = this.worker('SettleImport', 'membership/import/settle-work.lambda.ts')
    this.import = new Workflow(this, 'Import', {
      definition: 'membership/import',
      tasks: { PlanWork: planWork, ReadFile: readFile, WorkBatch: workBatch, SettleWork: settleWork },
      impact: 'Staff wait for members that they bring from a file: some of them have not been taken in.',
      runbook: 'An import of members has failed',
    })

    const writeFile = this.worker('WriteExport', 'membership/export/write-file.lambda.ts')
    this.export = new Workflow(this, 'Export', {
      definition: 'membership/export',
      tasks: { WriteFile: writeFile },
      impact: 'Staff wait for a file of members that does not come.',
      runbook: 'An export of members has failed',
    })

    for (const fn of [planWork, readFile, workBatch, settleWork, writeFile]) {
      table.grantReadWrite(fn)
      table.grantReadMany(fn)
      table.denyResponses(fn)
      table.shut(fn, [...ANSWERED, ...REPORTS, ...IDENTITY])
    }
    // Whose address must not be mailed stands under a keyed hash.
    for (const fn of [workBatch, writeFile]) links.grantSign(fn)
  }

  grantTransfers(fn: HouseFunction) {
    configure(fn, ImportWorkflowEnvironment, { IMPORT_WORKFLOW_ARN: this.import.arn })
    configure(fn, ExportWorkflowEnvironment, { EXPORT_WORKFLOW_ARN: this.export.arn })
    this.import.grantStart(fn)
    this.export.grantStart(fn)
  }

  /** A file of 20 MB is held in memory more than once; a batch or a file of an export takes less than a minute. */
  private worker(id: string, entry: string) {
    return new HouseFunction(this, id, { entry, memorySize: 1024, timeout: Duration.minutes(2) })
  }
}
