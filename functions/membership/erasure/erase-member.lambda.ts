import { LinkEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { newId, now } from '../../adapters/clock.ts'
import { createLinks } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import { secret } from '../../adapters/secrets.ts'
import { openTable } from '../../adapters/table.ts'
import { ErasureTask, eraseMember } from './erase-member.ts'

// AWS calls this as a task of the erasure workflow.
export const handler = async (input: unknown) => {
  const task = ErasureTask.parse(input)
  const { outcome } = await eraseMember(needs, task)
  log.info('erasure step taken', { memberId: task.memberId, step: task.step, outcome })
  return { outcome }
}

// A cold start builds this.
const { TABLE_NAME, LINK_KEYS_PARAMETER } = TableEnvironment.extend(LinkEnvironment.shape).parse(process.env)
const needs = {
  table: openTable(TABLE_NAME),
  now,
  newId,
  links: createLinks(() => secret(LINK_KEYS_PARAMETER)),
}
