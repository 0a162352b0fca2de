import { LinkEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { createLinks } from '../../adapters/links.ts'
import { secret } from '../../adapters/secrets.ts'
import { openTable } from '../../adapters/table.ts'
import { BatchTask, workBatch } from './work-batch.ts'

// AWS calls this as a task of the import workflow, once for each batch of rows.
export const handler = (input: unknown) => workBatch(needs, BatchTask.parse(input))

// A cold start builds this.
const environment = TableEnvironment.extend(LinkEnvironment.shape).parse(process.env)
const needs = {
  table: openTable(environment.TABLE_NAME),
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
}
