import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { ExportWorkflowEnvironment, ImportWorkflowEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { ANSWERED, API_KEYS, IDENTITY, REPORTS } from './house/partitions.ts'
import { Workflow } from './house/workflow.ts'
import type { Links } from './links.ts'
import type { Mail } from './mail.ts'
import type { Site } from './site.ts'

export type TransfersProps = { table: NetworkTable; site: Site; links: Links; mail: Mail }

/** Members who come from other systems as a file, and go to others as files: read and written in the background. */
export class Transfers extends Construct {
  constructor(scope: Construct, id: string, { table, site, links, mail }: TransfersProps) {
    super(scope, id)

    const planWork = this.worker('PlanImport', 'membership/import/plan-work.lambda.ts')
    const readFile = this.worker('ReadImport', 'membership/import/read-file.lambda.ts')
    const workBatch = this.worker('WorkImportBatch', 'membership/import/work-batch.lambda.ts')
    const settleWork = this.worker('SettleImport', 'membership/import/settle-work.lambda.ts')
    const imports = new Workflow(this, 'Import', {
      definition: 'membership/import',
      tasks: { PlanWork: planWork, ReadFile: readFile, WorkBatch: workBatch, SettleWork: settleWork },
      impact: 'Staff wait for members that they bring from a file: some of them have not been taken in.',
      runbook: 'An import of members has failed',
    })

    const writeFile = this.worker('WriteExport', 'membership/export/write-file.lambda.ts')
    const exports = new Workflow(this, 'Export', {
      definition: 'membership/export',
      tasks: { WriteFile: writeFile },
      impact: 'Staff wait for a file of members that does not come.',
      runbook: 'An export of members has failed',
    })

    // A function of its own: whoever brings and takes files needs neither the card provider nor the signing keys.
    const door = new HouseFunction(this, 'StaffTransfers', {
      entry: 'http/staff-transfers.lambda.tsx',
      memorySize: 1024,
      timeout: Duration.seconds(10),
    })
    site.answer(door, [
      'ANY /staff/imports',
      'ANY /staff/imports/{proxy+}',
      'ANY /staff/exports',
      'ANY /staff/exports/{proxy+}',
    ])
    site.grantAddress(door)
    mail.tellEnvironment(door)
    configure(door, ImportWorkflowEnvironment, { IMPORT_WORKFLOW_ARN: imports.arn })
    configure(door, ExportWorkflowEnvironment, { EXPORT_WORKFLOW_ARN: exports.arn })
    imports.grantStart(door)
    exports.grantStart(door)
    table.grantReadWrite(door)
    table.grantReadMany(door)
    table.denyResponses(door)
    table.shut(door, [...ANSWERED, ...REPORTS, ...API_KEYS])

    for (const fn of [planWork, readFile, workBatch, settleWork, writeFile]) {
      table.grantReadWrite(fn)
      table.grantReadMany(fn)
      table.denyResponses(fn)
      table.shut(fn, [...ANSWERED, ...REPORTS, ...IDENTITY])
    }
    // Whose address must not be mailed stands under a keyed hash.
    for (const fn of [workBatch, writeFile]) links.grantSign(fn)
  }

  /** A file of 20 MB is held in memory more than once; a batch or a file of an export takes less than a minute. */
  private worker(id: string, entry: string) {
    return new HouseFunction(this, id, { entry, memorySize: 1024, timeout: Duration.minutes(2) })
  }
}
