import { close } from '../../shared/campaigns/decide.ts'
import type { CampaignId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { cancelRest } from './settle-campaign.ts'

/** No answer is taken and no mail leaves after it. Closing a closed campaign finishes what an earlier try left open. */
export const closeCampaign = async (
  needs: { table: Table; now: Clock },
  campaignId: CampaignId,
): Promise<{ outcome: 'closed' } | { outcome: 'refused'; reason: 'unknown' | 'wrong-state' }> => {
  for (;;) {
    const campaign = await readCampaign(needs.table, campaignId)
    if (!campaign) return { outcome: 'refused', reason: 'unknown' }
    if (campaign.state === 'closed') {
      await cancelRest(needs, campaign)
      return { outcome: 'closed' }
    }
    const decided = close(campaign, needs.now())
    if (decided.outcome === 'refused') return { outcome: 'refused', reason: 'wrong-state' }
    await needs.table.write(changeOf(campaign, decided.campaign))
  }
}
