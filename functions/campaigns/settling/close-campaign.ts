import type { CampaignIn } from '../../../shared/campaigns/campaign.ts'
import { close } from '../../../shared/campaigns/deciding/steer.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { changeOf, readCampaign } from '../campaigns.ts'

type Needs = { table: Table; now: Clock }

type Closed =
  | { outcome: 'closed'; campaign: CampaignIn<'closed'> }
  | { outcome: 'refused'; reason: 'unknown' | 'wrong-state' }

/**
 * No answer is taken and no mail leaves after it. What was not mailed stays pending until no worker can be left that began
 * before; then the ledger is settled.
 */
export const markClosed = async (needs: Needs, campaignId: CampaignId): Promise<Closed> => {
  for (;;) {
    const campaign = await readCampaign(needs.table, campaignId)
    if (!campaign) return { outcome: 'refused', reason: 'unknown' }
    if (campaign.state === 'closed') return { outcome: 'closed', campaign }
    const decided = close(campaign, needs.now())
    if (decided.outcome === 'refused') return { outcome: 'refused', reason: 'wrong-state' }
    await needs.table.write(changeOf(campaign, decided.campaign))
  }
}

/** As a step of the report: closing a closed campaign changes nothing. */
export const closeCampaign = async (needs: Needs, campaignId: CampaignId) => {
  const closed = await markClosed(needs, campaignId)
  return closed.outcome === 'refused' ? closed : ({ outcome: 'closed' } as const)
}
