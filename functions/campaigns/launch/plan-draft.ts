import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { changeOf } from '../campaigns.ts'
import { askForPlan } from './plan-flight.ts'

/** The first flight plan of a draft that nobody of the staff wrote: they find it there when they come to look. */
export const planDraft = async (
  needs: { table: Table; now: Clock; startPlan: StartWorkflow },
  campaign: Campaign,
): Promise<'asked' | 'nothing'> => {
  if (campaign.state !== 'draft' || !campaign.unplanned) return 'nothing'
  const { unplanned: _, ...planned } = campaign
  // Before the mark goes: a plan that is asked for twice is the later one.
  const { state } = await askForPlan(needs, planned)
  // It keeps its mark: the next minute asks again.
  if (state === 'failed') throw new PlanNotAsked(`the first flight plan of ${campaign.campaignId}`)
  await needs.table.write(changeOf(campaign, planned))
  return 'asked'
}

class PlanNotAsked extends Error {
  override name = 'PlanNotAsked'
}
