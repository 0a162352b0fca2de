import { TableEnvironment } from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { log } from '../adapters/log.ts'
import { openTable } from '../adapters/table.ts'
import { lapseMemberships } from './lapse-memberships.ts'

// AWS calls this once a day.
export const handler = async () => {
  const run = await lapseMemberships({ table, now })
  log.info('memberships lapsed', run)
  if (run.failed > 0) throw new Error(`${run.failed} memberships could not be lapsed`)
  return run
}

// A cold start builds this.
const table = openTable(TableEnvironment.parse(process.env).TABLE_NAME)
