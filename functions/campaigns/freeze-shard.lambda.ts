import { TableEnvironment } from '../../shared/environment.ts'
import { now } from '../adapters/clock.ts'
import { openTable } from '../adapters/table.ts'
import { FreezeStep, freezeShard } from './freeze-shard.ts'

/** Task of workflows/campaigns/campaign.asl.json; its answer is its next input. */
export const handler = (input: unknown) => freezeShard(needs, FreezeStep.parse(input))

const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
