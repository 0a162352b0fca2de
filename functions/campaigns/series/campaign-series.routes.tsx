import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { endingsOf } from '../../../shared/campaigns/series/series.ts'
import { wavesOf } from '../../../shared/campaigns/series/waves.ts'
import type { City } from '../../../shared/cities/city.ts'
import { REFUSED } from '../../../web/campaigns/phrases.ts'
import { SeriesPage } from '../../../web/campaigns/series-page.tsx'
import type { Problem } from '../../../web/components/form.tsx'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { readCampaign } from '../campaigns.ts'
import { namedCampaign } from '../named-campaign.ts'
import { endWave } from '../settling/end-wave.ts'
import type { WaveNeeds } from './plan-wave.ts'

type Needs = WaveNeeds & { site: Site; startWorkflow: StartWorkflow; cities: () => Promise<City[]> }

/** Staff leave out a wave of a series, or end the series. */
export const campaignSeriesRoutes = (needs: Needs) => {
  const { site, table } = needs
  const { campaignNamed, cityOf } = namedCampaign(needs)

  const page = async (c: Context<Page>, campaign: Campaign, problems: Problem[] = []) => {
    const city = await cityOf(campaign)
    const next = campaign.nextWave && (await readCampaign(table, campaign.nextWave))
    return (
      <SeriesPage
        site={site}
        actor={c.get('actor')}
        campaign={campaign}
        city={city}
        waves={campaign.repeats ? wavesOf(campaign.repeats, city.timeZone) : []}
        next={next || undefined}
        endings={endingsOf(campaign)}
        problems={problems}
      />
    )
  }

  return new Hono<Page>()
    .get('/staff/campaigns/:id/series', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      return campaign?.repeats ? c.html(await page(c, campaign)) : c.notFound()
    })

    .post('/staff/campaigns/:id/series', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign?.repeats) return c.notFound()
      const { ending } = Asked.parse(await c.req.parseBody())
      if (ending === '') return c.html(await page(c, campaign, [UNCLEAR]), 422)
      const ended = await endWave(needs, { campaignId: campaign.campaignId, ending, actor: c.get('actor') })
      if (ended.outcome === 'changed')
        return c.redirect(`/staff/campaigns/${ended.next ?? campaign.campaignId}${ended.next ? '' : '/series'}`, 303)
      const current = (await readCampaign(table, campaign.campaignId)) ?? campaign
      return c.html(
        await page(c, current, [{ field: 'ending', message: REFUSED[ended.reason] }]),
        ended.reason === 'unknown' ? 404 : 409,
      )
    })
}

const Asked = z.object({ ending: z.enum(['this', 'following', 'all', '']).catch('') })
const UNCLEAR: Problem = { field: 'ending', message: 'Choose what is to be left out.' }
