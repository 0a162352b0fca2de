import type { CampaignId } from '../../../shared/ids.ts'
import { contributionOf } from '../../../shared/results/counting/contribution.ts'
import type { Questionnaire } from '../../../shared/results/questionnaire.ts'
import type { Response } from '../../../shared/surveys/response.ts'
import type { Table } from '../../adapters/table.ts'
import { type Corrected, correctTallies } from '../counting/correct-tallies.ts'
import { countResponses } from '../counting/count-responses.ts'
import { listSetAside, noLongerSetAside } from '../counting/set-aside.ts'
import { type StoredResponse, storedResponses } from '../counting/stored-responses.ts'
import type { QuestionnaireOf } from '../preparing/questionnaire.ts'

type Needs = { table: Table; questionnaireOf: QuestionnaireOf }
type Place = { campaignId: CampaignId; partition: number }

export type Repaired = Corrected & { partition: number; counted: number }

/**
 * Only when staff ask for it: sets every number of a partition's tallies that is not the sum of what was counted of its
 * responses, and then counts the responses that no count holds as they are. Whoever counts meanwhile is not disturbed.
 */
export const repairPartition = async (needs: Needs, place: Place): Promise<Repaired> => {
  const questionnaire = await needs.questionnaireOf(place.campaignId)
  if (!questionnaire) throw new Error(`the questionnaire of ${place.campaignId} is missing`)
  const corrected = await correctTallies(needs.table, place, questionnaire)
  const counted = await countWhatWaits(needs, place, questionnaire)
  await clearSetAside(needs.table, place)
  return { partition: place.partition, counted, ...corrected }
}

const countWhatWaits = async (
  needs: Needs,
  { campaignId, partition }: Place,
  questionnaire: Questionnaire,
): Promise<number> => {
  let counted = 0
  let batch: StoredResponse[] = []
  const countBatch = async () => {
    const told = batch.map(({ key, item }, nth) => ({ id: `repair-${nth}`, key, after: item }))
    counted += (await countResponses(needs, told, 'anew')).counted
    batch = []
  }
  for await (const stored of storedResponses(needs.table, campaignId, partition)) {
    if (stored.read.outcome === 'read' && isCounted(stored.read.response, questionnaire)) continue
    batch.push(stored)
    if (batch.length === AT_ONCE) await countBatch()
  }
  await countBatch()
  return counted
}

const isCounted = (response: Response, questionnaire: Questionnaire): boolean => {
  const { tallied } = response
  if (response.counted !== response.version || !tallied) return false
  const now = contributionOf(response, questionnaire)
  return (
    tallied.cell === now.cell &&
    [...new Set([...Object.keys(tallied.adds), ...Object.keys(now.adds)])].every(
      (name) => (tallied.adds[name] ?? 0) === (now.adds[name] ?? 0),
    )
  )
}

/** What was set aside and is counted now, or is there no more. */
const clearSetAside = async (table: Table, { campaignId, partition }: Place) => {
  const aside = await listSetAside(table, campaignId, partition)
  if (aside.length === 0) return
  const waiting = new Set<string>()
  for await (const { key, read } of storedResponses(table, campaignId, partition))
    if (read.outcome === 'unreadable' || read.response.counted !== read.response.version) waiting.add(key.sk)
  for (const { of } of aside) if (!waiting.has(of.sk)) await noLongerSetAside(table, of)
}

const AT_ONCE = 100
