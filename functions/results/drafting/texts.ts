import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { CampaignId, QuestionId } from '../../../shared/ids.ts'
import { RESPONSE_PARTITIONS, responsesKey } from '../../../shared/surveys/response.ts'
import type { Table } from '../../adapters/table.ts'

/** One text that somebody wrote, under a name that leads to nobody. */
export type WrittenText = { name: string; text: string }

/**
 * What people wrote in answer to one question, without anything beside it. The order is that of the names, which are hashes of
 * the texts: it tells nothing of who wrote what when, or of who wrote two of them. Of very many texts these are a random
 * pick, because responses lie under pseudonyms.
 */
export const textsOf = async (
  table: Pick<Table, 'query'>,
  campaignId: CampaignId,
  question: QuestionId,
): Promise<WrittenText[]> => {
  const texts = new Map<string, string>()
  for (let partition = 0; partition < RESPONSE_PARTITIONS; partition++) {
    const { items } = await table.query(Written, {
      pk: responsesKey(campaignId, partition),
      attributes: ['answers', 'erased'],
      limit: MOST_READ,
    })
    for (const { answers, erased } of items) {
      const text = answers[question]
      if (!erased && typeof text === 'string' && text.trim() !== '') texts.set(nameOf(text), text.trim())
    }
  }
  return [...texts]
    .map(([name, text]) => ({ name, text }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .slice(0, MOST_SHOWN)
}

const Written = z.object({
  answers: z.record(z.string(), z.unknown()).catch({}),
  erased: z.literal(true).optional().catch(undefined),
})

const nameOf = (text: string) => createHash('sha256').update(text.trim()).digest('hex').slice(0, 16)

/** Of each partition. */
const MOST_READ = 2000
const MOST_SHOWN = 500
