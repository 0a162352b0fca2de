import { BusEnvironment } from '../../shared/environment.ts'
import { openBus } from '../adapters/bus.ts'
import { log } from '../adapters/log.ts'
import { type StreamAnswer, tableChanges } from '../adapters/stream.ts'
import { relayChanges } from './relay-changes.ts'

// AWS calls this with changes of the table that others wait to hear of.
export const handler = async (event: unknown): Promise<StreamAnswer> => {
  const relayed = await relayChanges(needs, tableChanges(event))
  if (relayed.outcome === 'relayed') return { batchItemFailures: [] }
  log.error('changes could not be told', { reason: relayed.reason })
  return { batchItemFailures: [{ itemIdentifier: relayed.from }] }
}

// A cold start builds this.
const needs = { tell: openBus(BusEnvironment.parse(process.env).BUS_SOURCE) }
