import { type CampaignId, type NewId, RecountId } from '../../../shared/ids.ts'
import { RESPONSE_PARTITIONS } from '../../../shared/surveys/response.ts'

export type PlannedRecount = {
  recountId: RecountId
  attempt: number
  partitions: { campaignId: CampaignId; recountId: RecountId; partition: number }[]
}

/** A recount is made partition by partition, each by a task of its own. */
export const planRecount = (
  { newId }: { newId: NewId },
  { campaignId, attempt }: { campaignId: CampaignId; attempt: number },
): PlannedRecount => {
  const recountId = newId(RecountId, 'rcn')
  const partitions = Array.from({ length: RESPONSE_PARTITIONS }, (_, partition) => ({
    campaignId,
    recountId,
    partition,
  }))
  return { recountId, attempt: attempt + 1, partitions }
}
