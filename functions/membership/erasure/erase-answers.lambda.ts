import { LinkEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { createLinks } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import { secret } from '../../adapters/secrets.ts'
import { openTable } from '../../adapters/table.ts'
import { AnswersTask, eraseAnswers } from './erase-answers.ts'

// AWS calls this as a task of the erasure workflow.
export const handler = async (input: unknown) => {
  const task = AnswersTask.parse(input)
  const { outcome } = await eraseAnswers(needs, task)
  // How many there were would say what somebody took part in.
  log.info('answers taken out', { memberId: task.memberId, outcome })
  return { outcome }
}

// A cold start builds this.
const { TABLE_NAME, LINK_KEYS_PARAMETER } = TableEnvironment.extend(LinkEnvironment.shape).parse(process.env)
const needs = { table: openTable(TABLE_NAME), links: createLinks(() => secret(LINK_KEYS_PARAMETER)) }
