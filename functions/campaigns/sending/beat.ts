import { figuresKey } from '../../../shared/campaigns/figures.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Write } from '../../adapters/table.ts'

/** A sign of life of a campaign's workflow: one that is silent for long is begun anew. */
export const beat = (campaignId: CampaignId, at: Instant): Write => ({
  update: figuresKey(campaignId),
  set: { beatAt: at },
})
