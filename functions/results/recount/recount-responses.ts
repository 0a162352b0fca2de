import type { CampaignId, NewId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import type { QuestionnaireOf } from '../preparing/questionnaire.ts'
import { compareRecount, type Recount } from './compare-recount.ts'
import { planRecount } from './plan-recount.ts'
import { recountPartition } from './recount-partition.ts'

/** A whole recount one partition after the other, as the workflow makes it with one task for each. */
export const recountResponses = async (
  needs: { table: Table; questionnaireOf: QuestionnaireOf; now: Clock; newId: NewId },
  { campaignId, attempt }: { campaignId: CampaignId; attempt: number },
): Promise<Recount> => {
  const planned = planRecount(needs, { campaignId, attempt })
  for (const place of planned.partitions) await recountPartition(needs, place)
  return compareRecount(needs, { campaignId, recountId: planned.recountId, attempt: planned.attempt })
}
