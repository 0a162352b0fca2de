import { Hono } from 'hono'
import { CampaignId } from '../../shared/ids.ts'
import { CampaignListPage } from '../../web/campaigns/campaign-list-page.tsx'
import type { Page } from '../http/audience.tsx'
import { campaignsPage } from './campaigns.ts'
import { figuresOf } from './progress.ts'
import { type CampaignNeeds, showCampaign } from './show-campaign.tsx'

/** The campaigns of all cities, newest first. */
export const campaignListRoutes = (needs: CampaignNeeds) => {
  const { site, table } = needs
  const { cityOf } = showCampaign(needs)

  return new Hono<Page>().get('/staff/campaigns', async (c) => {
    const cities = new Map((await needs.cities()).map((city) => [city.slug, city]))
    const upTo = CampaignId.safeParse(c.req.query('from'))
    const page = await campaignsPage(table, [...cities.keys()], upTo.data)
    const campaigns = await Promise.all(
      page.campaigns.map(async (campaign) => ({
        campaign,
        city: cities.get(campaign.city) ?? (await cityOf(campaign)),
        figures: await figuresOf(table, campaign),
      })),
    )
    return c.html(
      <CampaignListPage
        site={site}
        actor={c.get('actor')}
        campaigns={campaigns}
        older={page.next}
        newest={!upTo.success}
      />,
    )
  })
}
