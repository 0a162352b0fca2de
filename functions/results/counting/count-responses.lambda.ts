import { TableEnvironment } from '../../../shared/environment.ts'
import { log } from '../../adapters/log.ts'
import { meter } from '../../adapters/metrics.ts'
import { type StreamAnswer, tableChanges } from '../../adapters/stream.ts'
import { openTable } from '../../adapters/table.ts'
import { questionnaireReader } from '../preparing/questionnaire.ts'
import { countResponses } from './count-responses.ts'

// AWS calls this with changes of responses; a fault makes the stream deliver the same batch again.
export const handler = async (event: unknown): Promise<StreamAnswer> => {
  const result = await countResponses(needs, tableChanges(event))
  tell(result.counted, result.quarantined)
  return { batchItemFailures: [] }
}

// A cold start builds this.
const table = openTable(TableEnvironment.parse(process.env).TABLE_NAME)
const needs = { table, questionnaireOf: questionnaireReader(table) }

// This runs for each batch.
const tell = (counted: number, quarantined: readonly string[]) => {
  if (counted > 0) meter('ResponsesCounted', counted)
  if (quarantined.length === 0) return
  meter('ResponsesQuarantined', quarantined.length)
  log.error('responses were quarantined', { changes: quarantined })
}
