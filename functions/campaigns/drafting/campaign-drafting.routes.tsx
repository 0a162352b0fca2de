import { Hono } from 'hono'
import type { Page } from '../../http/audience.tsx'
import { campaignListRoutes } from '../desk/campaign-list.routes.tsx'
import { campaignSeriesRoutes } from '../series/campaign-series.routes.tsx'
import { callCampaignRoutes } from './call-campaign.routes.tsx'
import { campaignDraftRoutes } from './campaign-draft.routes.tsx'

type Needs = Parameters<typeof campaignDraftRoutes>[0] & Parameters<typeof campaignSeriesRoutes>[0]

/** Staff list campaigns, write them down and end their series. Stands behind the guard of the staff app. */
export const campaignDraftingRoutes = (needs: Needs) =>
  new Hono<Page>()
    .route('/', callCampaignRoutes(needs))
    .route('/', campaignListRoutes(needs))
    .route('/', campaignDraftRoutes(needs))
    .route('/', campaignSeriesRoutes(needs))
