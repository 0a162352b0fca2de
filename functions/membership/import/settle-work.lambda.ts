import { TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { openTable } from '../../adapters/table.ts'
import { SettleTask, settleWork } from './settle-work.ts'

// AWS calls this as a task of the import workflow.
export const handler = (input: unknown) => settleWork(needs, SettleTask.parse(input))

// A cold start builds this.
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
