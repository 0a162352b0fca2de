import * as z from 'zod'
import { TableEnvironment } from '../../../shared/environment.ts'
import { CampaignId, RecountId } from '../../../shared/ids.ts'
import { now } from '../../adapters/clock.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { questionnaireReader } from '../preparing/questionnaire.ts'
import { type RecountedPartition, recountPartition } from './recount-partition.ts'

// AWS calls this for each partition of a recount.
export const handler = async (event: unknown): Promise<RecountedPartition> => {
  const place = Input.parse(event)
  const result = await recountPartition(needs, place)
  log.info('a partition was recounted', { ...place, ...result })
  return result
}

// A cold start builds this.
const Input = z.object({ campaignId: CampaignId, recountId: RecountId, partition: z.number().int() })
const table = openTable(TableEnvironment.parse(process.env).TABLE_NAME)
const needs = { table, now, questionnaireOf: questionnaireReader(table) }
