import * as z from 'zod'
import { CampaignId } from '../../../shared/ids.ts'
import { newId } from '../../adapters/clock.ts'
import { type PlannedRecount, planRecount } from './plan-recount.ts'

// AWS calls this as a task of a workflow that recounts, again while the stream is behind; `recount` is its last result.
export const handler = async (event: unknown): Promise<PlannedRecount> => {
  const { campaignId, recount } = Input.parse(event)
  return planRecount({ newId }, { campaignId, attempt: recount?.attempt ?? 0 })
}

// A cold start builds this.
const Input = z.object({ campaignId: CampaignId, recount: z.object({ attempt: z.number().int() }).optional() })
