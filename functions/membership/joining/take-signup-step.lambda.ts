import { LinkEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { newId, now } from '../../adapters/clock.ts'
import { createLinks } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import { rateLimits } from '../../adapters/rate-limit.ts'
import { secret } from '../../adapters/secrets.ts'
import { openTable } from '../../adapters/table.ts'
import { SignupTask, takeSignupStep } from './take-signup-step.ts'

// AWS calls this as a task of the signup workflow.
export const handler = async (input: unknown) => {
  const task = SignupTask.parse(input)
  const { outcome } = await takeSignupStep(needs, task)
  log.info('signup step taken', { memberId: task.memberId, step: task.step, outcome })
  return { outcome }
}

// A cold start builds this.
const { TABLE_NAME } = TableEnvironment.parse(process.env)
const { LINK_KEYS_PARAMETER } = LinkEnvironment.parse(process.env)
const table = openTable(TABLE_NAME)
const links = createLinks(() => secret(LINK_KEYS_PARAMETER))
const needs = { table, now, newId, limits: rateLimits({ table, links, now }) }
