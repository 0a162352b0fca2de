import * as z from 'zod'
import type { CampaignId } from '../../../shared/ids.ts'
import { responsesKey } from '../../../shared/surveys/response.ts'
import type { Key, Table } from '../../adapters/table.ts'
import { type ReadResponse, readResponse } from './stored-response.ts'

export type StoredResponse = { key: Key; item: Record<string, unknown>; read: ReadResponse }

/** Every response of one partition, page by page, those that cannot be read among them. */
export async function* storedResponses(
  table: Pick<Table, 'query'>,
  campaignId: CampaignId,
  partition: number,
): AsyncGenerator<StoredResponse> {
  const pk = responsesKey(campaignId, partition)
  let after: string | undefined
  do {
    const page = await table.query(Item, { pk, limit: PAGE, ...(after && { after }) })
    for (const item of page.items) {
      const key = { pk, sk: item.sk }
      yield { key, item, read: readResponse(key, item) }
    }
    after = page.next
  } while (after)
}

const Item = z.looseObject({ sk: z.string() })

/** About one request of DynamoDB, which answers with at most 1 MB. */
const PAGE = 500
