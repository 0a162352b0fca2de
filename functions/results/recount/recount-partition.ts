import type { CampaignId, RecountId } from '../../../shared/ids.ts'
import { type Adds, contributionOf } from '../../../shared/results/counting/contribution.ts'
import { addToCube, withoutEmpty } from '../../../shared/results/counting/tally.ts'
import { type Clock, epochSecondsOf, plusDays } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { storedResponses } from '../counting/stored-responses.ts'
import type { QuestionnaireOf } from '../preparing/questionnaire.ts'
import { storePart } from './recount-parts.ts'

export type RecountedPartition = { partition: number; responses: number; waiting: number; unreadable: number }

/** Computes again, from the responses of one partition themselves, what they give. It changes no tally. */
export const recountPartition = async (
  needs: { table: Pick<Table, 'query' | 'write'>; questionnaireOf: QuestionnaireOf; now: Clock },
  place: { campaignId: CampaignId; recountId: RecountId; partition: number },
): Promise<RecountedPartition> => {
  const { campaignId, partition } = place
  const questionnaire = await needs.questionnaireOf(campaignId)
  if (!questionnaire) throw new Error(`the questionnaire of ${campaignId} is missing`)
  const cube = new Map<string, Adds>()
  const found = { responses: 0, waiting: 0, unreadable: 0 }
  for await (const { read } of storedResponses(needs.table, campaignId, partition)) {
    if (read.outcome === 'unreadable') {
      found.unreadable++
      continue
    }
    const { response } = read
    if (response.counted !== response.version) found.waiting++
    if (response.erased) continue
    found.responses++
    const { cell, adds } = contributionOf(response, questionnaire)
    addToCube(cube, cell, adds)
  }
  const expiresAt = epochSecondsOf(plusDays(needs.now(), KEPT_DAYS))
  await storePart(needs.table, place, { ...found, cube: withoutEmpty(cube) }, expiresAt)
  return { partition, ...found }
}

/** Somebody may ask to be forgotten meanwhile: what was found out is kept as long as it takes to look into it. */
const KEPT_DAYS = 3
