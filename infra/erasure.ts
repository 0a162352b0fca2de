import { Construct } from 'constructs'
import { ErasureWorkflowEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { TALLIES } from './house/partitions.ts'
import { Workflow } from './house/workflow.ts'
import type { Links } from './links.ts'
import type { Payments } from './payments.ts'

export type ErasureProps = { table: NetworkTable; links: Links; payments: Payments }

/** Members who are forgotten, by their own wish or because their time has ended. Answers, money and person by a function each. */
export class Erasure extends Construct {
  private readonly workflow: Workflow

  constructor(scope: Construct, id: string, { table, links, payments }: ErasureProps) {
    super(scope, id)

    const eraseMember = new HouseFunction(this, 'EraseMember', { entry: 'membership/erasure/erase-member.lambda.ts' })
    const eraseAnswers = new HouseFunction(this, 'EraseAnswers', {
      entry: 'membership/erasure/erase-answers.lambda.ts',
    })
    const erasePayer = new HouseFunction(this, 'ErasePayer', { entry: 'membership/erasure/erase-payer.lambda.ts' })
    // A seat in a call goes to the next one.
    const eraseReplies = new HouseFunction(this, 'EraseReplies', { entry: 'calls/erase-replies.lambda.ts' })
    for (const fn of [eraseMember, eraseAnswers, eraseReplies, erasePayer]) table.grantReadWrite(fn)
    for (const fn of [eraseMember, eraseReplies, erasePayer]) table.denyResponses(fn)
    table.grantReadMany(eraseReplies)
    table.shut(eraseAnswers, TALLIES)
    table.grantReadMany(eraseAnswers)
    // Responses are found, and an address is remembered as forgotten, under keyed names.
    links.grantSign(eraseAnswers)
    links.grantSign(eraseMember)
    payments.grantCheckout(erasePayer)
    this.workflow = new Workflow(this, 'Workflow', {
      definition: 'membership/erasure',
      tasks: {
        EraseMember: eraseMember,
        EraseAnswers: eraseAnswers,
        EraseReplies: eraseReplies,
        ErasePayer: erasePayer,
      },
      impact: 'Somebody who asked to be forgotten is not forgotten yet, and gets no certificate.',
      runbook: 'An erasure has stopped',
    })
  }

  grantStart(fn: HouseFunction) {
    configure(fn, ErasureWorkflowEnvironment, { ERASURE_WORKFLOW_ARN: this.workflow.arn })
    this.workflow.grantStart(fn)
  }
}
