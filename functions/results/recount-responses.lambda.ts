import * as z from 'zod'
import { TableEnvironment } from '../../shared/environment.ts'
import { CampaignId } from '../../shared/ids.ts'
import { log } from '../adapters/log.ts'
import { openTable } from '../adapters/table.ts'
import { questionnaireReader } from './questionnaire.ts'
import { type Recount, recountResponses } from './recount-responses.ts'

// AWS calls this as a task of the report workflow, again while the stream is behind; `recount` is its own last answer.
export const handler = async (event: unknown): Promise<Recount> => {
  const { campaignId, recount } = Input.parse(event)
  const result = await recountResponses(needs, { campaignId, attempt: recount?.attempt ?? 0 })
  log.info('responses were recounted', { campaignId, ...result })
  return result
}

// A cold start builds this.
const Input = z.object({ campaignId: CampaignId, recount: z.object({ attempt: z.number().int() }).optional() })
const table = openTable(TableEnvironment.parse(process.env).TABLE_NAME)
const needs = { table, questionnaireOf: questionnaireReader(table) }
