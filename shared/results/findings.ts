import type { CampaignId } from '../ids.ts'

/** Where whoever answered reads what was found. */
export const findingsPath = (campaignId: CampaignId) => `/me/findings/${campaignId}`
