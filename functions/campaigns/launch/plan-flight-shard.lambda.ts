import { LinkEnvironment, TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { createLinks } from '../../adapters/links.ts'
import { secret } from '../../adapters/secrets.ts'
import { openTable } from '../../adapters/table.ts'
import { PlanShardStep, planFlightShard } from './plan-flight-shard.ts'

// AWS calls this as a task of the flight plan's workflow; its answer is its next input.
export const handler = (input: unknown) => planFlightShard(needs, PlanShardStep.parse(input))

// A cold start builds this.
const environment = TableEnvironment.extend(LinkEnvironment.shape).parse(process.env)
const needs = {
  table: openTable(environment.TABLE_NAME),
  now,
  links: createLinks(() => secret(environment.LINK_KEYS_PARAMETER)),
}
