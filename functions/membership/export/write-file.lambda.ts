import { LinkEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { createLinks } from '../../adapters/links.ts'
import { secret } from '../../adapters/secrets.ts'
import { openTable } from '../../adapters/table.ts'
import { FileTask, writeFile } from './write-file.ts'

// AWS calls this as a task of the export workflow, once for each file.
export const handler = (input: unknown) => writeFile(needs, FileTask.parse(input))

// A cold start builds this.
const environment = TableEnvironment.extend(LinkEnvironment.shape).parse(process.env)
const needs = {
  table: openTable(environment.TABLE_NAME),
  now,
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
}
