import { Hono } from 'hono'
import * as z from 'zod'
import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { countWaves } from '../../../shared/campaigns/series/waves.ts'
import type { City } from '../../../shared/cities/city.ts'
import { CampaignId } from '../../../shared/ids.ts'
import { CampaignListPage } from '../../../web/campaigns/campaign-list-page.tsx'
import { KIND, STATE } from '../../../web/campaigns/phrases.ts'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { campaignsPage } from '../campaigns.ts'
import { figuresOf } from './progress.ts'

type Needs = { site: Site; table: Table; cities: () => Promise<City[]> }

/** The campaigns of all cities, newest first. */
export const campaignListRoutes = (needs: Needs) =>
  new Hono<Page>().get('/staff/campaigns', async (c) => {
    const { table } = needs
    const cities = await needs.cities()
    const asked = Asked.parse(c.req.query())
    const chosen = cities.filter(({ slug }) => !cities.some((city) => city.slug === asked.city) || slug === asked.city)
    const filter = {
      kind: KINDS.find((kind) => kind === asked.kind),
      state: STATES.find((state) => state === asked.state),
    }
    const page = await campaignsPage(
      table,
      chosen.map(({ slug }) => slug),
      { ...filter, upTo: CampaignId.safeParse(asked.from).data },
    )
    const lines = await Promise.all(
      page.lines.map(async ({ campaignId, city: slug, title, campaign }) => {
        const city = cities.find((one) => one.slug === slug)
        if (!campaign || !city) return { kind: 'unreadable' as const, campaignId, title, city: city?.name ?? slug }
        const waves = campaign.repeats && countWaves(campaign.repeats, city.timeZone)
        return { kind: 'campaign' as const, campaign, city, waves, figures: await figuresOf(table, campaign) }
      }),
    )
    return c.html(
      <CampaignListPage
        site={needs.site}
        actor={c.get('actor')}
        lines={lines}
        cities={cities}
        filter={{ city: asked.city, ...filter }}
        older={page.next}
        newest={asked.from === ''}
      />,
    )
  })

const text = z.string().catch('')
const Asked = z.object({ from: text, city: text, kind: text, state: text })

const KINDS = Object.keys(KIND) as Campaign['kind'][]
const STATES = Object.keys(STATE) as Campaign['state'][]
