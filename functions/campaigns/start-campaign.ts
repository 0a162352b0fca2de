import type { Campaign } from '../../shared/campaigns/campaign.ts'
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
