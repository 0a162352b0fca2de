import { Hono } from 'hono'
import type { Page } from '../http/audience.tsx'
import { campaignDoubtfulRoutes } from './desk/campaign-doubtful.routes.tsx'
import { campaignRecipientRoutes } from './desk/campaign-recipients.routes.tsx'
import { campaignRunRoutes } from './desk/campaign-run.routes.tsx'
import type { CampaignNeeds } from './desk/show-campaign.tsx'
import { campaignLaunchRoutes } from './launch/campaign-launch.routes.tsx'

/** Staff launch a campaign, watch it run and steer it. Stands behind the guard of the staff app. */
export const campaignRoutes = (needs: CampaignNeeds) =>
  new Hono<Page>()
    .route('/', campaignLaunchRoutes(needs))
    .route('/', campaignRunRoutes(needs))
    .route('/', campaignRecipientRoutes(needs))
    .route('/', campaignDoubtfulRoutes(needs))
