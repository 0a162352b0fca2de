import { TableEnvironment } from '../../../shared/environment.ts'
import { newId, now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { renewShard, ShardStep } from './renew-shard.ts'

// AWS calls this as a task of the renewal workflow; its answer is its next input.
export const handler = (input: unknown) => renewShard(needs, ShardStep.parse(input))

// A cold start builds this.
const needs = {
  table: openTable(TableEnvironment.parse(process.env).TABLE_NAME),
  now,
  newId,
  failed: (memberId: string, error: unknown) => log.error('a membership could not be renewed', { memberId, error }),
}
