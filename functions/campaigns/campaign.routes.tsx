import { Hono } from 'hono'
import type { Page } from '../http/audience.tsx'
import { campaignLaunchRoutes } from './campaign-launch.routes.tsx'
import { campaignRecipientRoutes } from './campaign-recipients.routes.tsx'
import { campaignRunRoutes } from './campaign-run.routes.tsx'
import type { CampaignNeeds } from './show-campaign.tsx'

/** Staff launch a campaign, watch it run and steer it. Stands behind the guard of the staff app. */
export const campaignRoutes = (needs: CampaignNeeds) =>
  new Hono<Page>()
    .route('/', campaignLaunchRoutes(needs))
    .route('/', campaignRunRoutes(needs))
    .route('/', campaignRecipientRoutes(needs))
