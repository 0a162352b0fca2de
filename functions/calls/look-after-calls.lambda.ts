import { TableEnvironment } from '../../shared/environment.ts'
import { newId, now } from '../adapters/clock.ts'
import { log } from '../adapters/log.ts'
import { openTable } from '../adapters/table.ts'
import { lookAfterCalls } from './look-after-calls.ts'

// AWS calls this each day.
export const handler = async () => {
  log.info('looked after calls', { ...(await lookAfterCalls(needs)) })
}

// A cold start builds this.
const { TABLE_NAME } = TableEnvironment.parse(process.env)
const needs = { table: openTable(TABLE_NAME), now, newId }
