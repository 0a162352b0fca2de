import { Hono } from 'hono'
import type { Page } from '../http/audience.tsx'
import { callCampaignRoutes } from './call-campaign.routes.tsx'
import { campaignDraftRoutes } from './campaign-draft.routes.tsx'
import { campaignLaunchRoutes } from './campaign-launch.routes.tsx'
import { campaignListRoutes } from './campaign-list.routes.tsx'
import { campaignRunRoutes } from './campaign-run.routes.tsx'
import { campaignSeriesRoutes } from './campaign-series.routes.tsx'
import type { CampaignNeeds } from './show-campaign.tsx'

/** Staff plan campaigns, launch them and watch them run. Stands behind the guard of the staff app. */
export const campaignRoutes = (needs: CampaignNeeds) =>
  new Hono<Page>()
    .route('/', callCampaignRoutes(needs))
    .route('/', campaignListRoutes(needs))
    .route('/', campaignDraftRoutes(needs))
    .route('/', campaignLaunchRoutes(needs))
    .route('/', campaignSeriesRoutes(needs))
    .route('/', campaignRunRoutes(needs))
