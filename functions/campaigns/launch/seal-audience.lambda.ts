import { TableEnvironment } from '../../../shared/environment.ts'
import { now } from '../../adapters/clock.ts'
import { openTable } from '../../adapters/table.ts'
import { SealRun, sealTry } from './seal-audience.ts'

// AWS calls this as a task of the campaign workflow.
export const handler = (input: unknown) => sealTry(needs, SealRun.parse(input))

// A cold start builds this.
const needs = { table: openTable(TableEnvironment.parse(process.env).TABLE_NAME), now }
