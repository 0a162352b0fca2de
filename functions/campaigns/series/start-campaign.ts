import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import { type Instant, minuteOf } from '../../../shared/units.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'

type Needs = { startWorkflow: StartWorkflow }
type Revision = { campaignId: CampaignId; revision: number }

/** A second start of the same revision does nothing. */
export const startCampaign = (
  needs: Needs,
  { campaignId, revision, state }: Pick<Campaign, 'campaignId' | 'revision' | 'state'>,
) =>
  needs.startWorkflow(state === 'cancelled' ? `campaign-${campaignId}-cancel` : `campaign-${campaignId}-r${revision}`, {
    campaignId,
    revision,
  })

/** For a campaign that is over but whose ledger has not come to rest: tried once an hour. */
export const startSettling = (needs: Needs, { campaignId, revision }: Revision, now: Instant) =>
  needs.startWorkflow(`campaign-${campaignId}-settle-${hourOf(now)}`, { campaignId, revision })

/** In the place of a workflow that has died. */
export const startAnew = (needs: Needs, { campaignId, revision }: Revision, now: Instant) =>
  needs.startWorkflow(`campaign-${campaignId}-w${minuteOf(now)}`, { campaignId, revision })

/** A name of an execution is used up for 90 days, also by one that failed. */
export const hourOf = (now: Instant) => now.slice(0, 13)
