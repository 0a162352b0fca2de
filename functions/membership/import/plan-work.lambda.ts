import { TableEnvironment } from '../../../shared/environment.ts'
import { openTable } from '../../adapters/table.ts'
import { planWork } from './plan-work.ts'
import { ImportRun } from './read-file.ts'

// AWS calls this as a task of the import workflow.
export const handler = (input: unknown) => planWork(needs, ImportRun.parse(input))

// A cold start builds this.
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME) }
