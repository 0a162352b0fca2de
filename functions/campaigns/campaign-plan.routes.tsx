import { Hono } from 'hono'
import type { Page } from '../http/audience.tsx'
import { callCampaignRoutes } from './call-campaign.routes.tsx'
import { campaignDraftRoutes } from './campaign-draft.routes.tsx'
import { campaignListRoutes } from './campaign-list.routes.tsx'
import { campaignSeriesRoutes } from './campaign-series.routes.tsx'
import type { CampaignNeeds } from './show-campaign.tsx'

/** Staff list campaigns, write them down and end their series. Stands behind the guard of the staff app. */
export const campaignPlanRoutes = (needs: CampaignNeeds) =>
  new Hono<Page>()
    .route('/', callCampaignRoutes(needs))
    .route('/', campaignListRoutes(needs))
    .route('/', campaignDraftRoutes(needs))
    .route('/', campaignSeriesRoutes(needs))
