import { TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { openTable } from '../../adapters/table.ts'
import { SettleStep, settleShard } from './settle-shard.ts'

// AWS calls this as a task of the campaign workflow; its answer is its next input.
export const handler = (input: unknown) => settleShard(needs, SettleStep.parse(input))

// A cold start builds this.
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
