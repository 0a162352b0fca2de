import type { CampaignIn } from '../../shared/campaigns/campaign.ts'
import { close } from '../../shared/campaigns/decide.ts'
import type { CampaignId } from '../../shared/ids.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { endLedger } from './settle-campaign.ts'

type Needs = { table: Table; now: Clock }

type Closed =
  | { outcome: 'closed'; campaign: CampaignIn<'closed'> }
  | { outcome: 'refused'; reason: 'unknown' | 'wrong-state' }

/** Closing a closed campaign finishes what an earlier try left open. */
export const closeCampaign = async (needs: Needs, campaignId: CampaignId) => {
  const closed = await markClosed(needs, campaignId)
  if (closed.outcome === 'refused') return closed
  await endLedger(needs, closed.campaign)
  return { outcome: closed.outcome }
}

/** No answer is taken and no mail leaves after it. */
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
