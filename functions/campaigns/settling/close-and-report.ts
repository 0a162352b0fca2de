import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { hourOf } from '../series/start-campaign.ts'
import { markClosed } from './close-campaign.ts'

/**
 * The report of a survey is started first: a campaign that could not be is still open, and the next minute tries again. A
 * report that fails before its own closing step leaves no survey open. All its steps can be repeated. Calls and updates
 * have nothing to report.
 */
export const closeAndReport = async (
  needs: { table: Table; now: Clock; startReport: StartWorkflow },
  { campaignId, kind }: Pick<Campaign, 'campaignId' | 'kind'>,
) => {
  if (kind === 'survey') await needs.startReport(`report-${campaignId}-${hourOf(needs.now())}`, { campaignId })
  await markClosed(needs, campaignId)
}
