import type { CampaignId } from '../../../shared/ids.ts'
import { ResponsesCounted, responsesCounted, sumOfCounted } from '../../../shared/results/responses-counted.ts'
import type { Table } from '../../adapters/table.ts'

/** How many responses have been counted; a few seconds behind the answers. */
export const countAnswers = async (table: Table, campaignId: CampaignId): Promise<number> =>
  sumOfCounted((await table.query(ResponsesCounted, { pk: responsesCounted(campaignId) })).items)
