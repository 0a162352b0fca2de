import type { CampaignId } from '../../shared/ids.ts'
import { type Adds, contributionOf } from '../../shared/results/contribution.ts'
import type { Questionnaire } from '../../shared/results/questionnaire.ts'
import { addToCube, type Cube, differences, withoutEmpty } from '../../shared/results/tally.ts'
import { RESPONSE_PARTITIONS, Response, responsesKey } from '../../shared/surveys/response.ts'
import type { Table } from '../adapters/table.ts'
import type { QuestionnaireOf } from './questionnaire.ts'
import { cubeHash, readCube } from './stored-cube.ts'

export type Recount =
  | { outcome: 'equal'; cube: string; attempt: number }
  /**
   * `waiting` responses have not been counted yet. With 0 of them something was counted while this looked, or the
   * tallies are wrong: the next attempt tells.
   */
  | { outcome: 'differs'; waiting: number; differences: number; attempt: number }

/** Computes the cube again from the responses themselves and compares. It repairs nothing. */
export const recountResponses = async (
  needs: { table: Table; questionnaireOf: QuestionnaireOf },
  { campaignId, attempt }: { campaignId: CampaignId; attempt: number },
): Promise<Recount> => {
  const questionnaire = await needs.questionnaireOf(campaignId)
  if (!questionnaire) throw new Error(`the questionnaire of ${campaignId} is missing`)
  const stored = await readCube(needs.table, campaignId)
  const recounted = await cubeFromResponses(needs.table, campaignId, questionnaire)
  const found = differences(stored, recounted.cube).length
  return found === 0 && recounted.waiting === 0
    ? { outcome: 'equal', cube: cubeHash(stored), attempt: attempt + 1 }
    : { outcome: 'differs', waiting: recounted.waiting, differences: found, attempt: attempt + 1 }
}

const cubeFromResponses = async (
  table: Table,
  campaignId: CampaignId,
  questionnaire: Questionnaire,
): Promise<{ cube: Cube; waiting: number }> => {
  const cube = new Map<string, Adds>()
  let waiting = 0
  for (let partition = 0; partition < RESPONSE_PARTITIONS; partition++) {
    let after: string | undefined
    do {
      const page = await table.query(Response, {
        pk: responsesKey(campaignId, partition),
        limit: PAGE,
        ...(after && { after }),
      })
      for (const response of page.items) {
        if (response.counted !== response.version) waiting++
        if (response.erased) continue
        const { cell, adds } = contributionOf(response, questionnaire)
        addToCube(cube, cell, adds)
      }
      after = page.next
    } while (after)
  }
  return { cube: withoutEmpty(cube), waiting }
}

const PAGE = 500
