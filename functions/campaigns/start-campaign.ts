import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { CampaignId } from '../../shared/ids.ts'
import type { Instant } from '../../shared/units.ts'
import type { StartWorkflow } from '../adapters/workflows.ts'

/** A second start of the same revision does nothing. */
export const startCampaign = (
  needs: { startWorkflow: StartWorkflow },
  { campaignId, revision, state }: Pick<Campaign, 'campaignId' | 'revision' | 'state'>,
) =>
  needs.startWorkflow(state === 'cancelled' ? `campaign-${campaignId}-cancel` : `campaign-${campaignId}-r${revision}`, {
    campaignId,
    revision,
  })

/** For a campaign that is over but whose ledger has not come to rest: tried once an hour. */
export const startSettling = (
  needs: { startWorkflow: StartWorkflow },
  { campaignId, revision }: { campaignId: CampaignId; revision: number },
  now: Instant,
) => needs.startWorkflow(`campaign-${campaignId}-settle-${hourOf(now)}`, { campaignId, revision })

/** A name of an execution is used up for 90 days, also by one that failed. */
export const hourOf = (now: Instant) => now.slice(0, 13)
