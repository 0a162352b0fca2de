import * as z from 'zod'
import { TableEnvironment } from '../../../shared/environment.ts'
import { CampaignId } from '../../../shared/ids.ts'
import { log } from '../../adapters/log.ts'
import { openTable } from '../../adapters/table.ts'
import { questionnaireReader } from '../preparing/questionnaire.ts'
import { type Repaired, repairPartition } from './repair-partition.ts'

// AWS calls this for each partition of a repair that staff asked for.
export const handler = async (event: unknown): Promise<Repaired> => {
  const place = Input.parse(event)
  const result = await repairPartition(needs, place)
  log.info('a partition was repaired', { ...place, ...result })
  return result
}

// A cold start builds this.
const Input = z.object({ campaignId: CampaignId, partition: z.number().int() })
const table = openTable(TableEnvironment.parse(process.env).TABLE_NAME)
const needs = { table, questionnaireOf: questionnaireReader(table) }
