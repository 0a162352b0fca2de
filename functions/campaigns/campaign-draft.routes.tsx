import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { type Campaign, isPlanned } from '../../shared/campaigns/campaign.ts'
import { SurveyId } from '../../shared/ids.ts'
import { wallClockInCity } from '../../shared/local-time.ts'
import { SURVEYS, SurveyListed } from '../../shared/surveys/survey.ts'
import { plusDays } from '../../shared/units.ts'
import { CampaignFormPage } from '../../web/campaigns/campaign-form-page.tsx'
import type { Problem } from '../../web/components/form.tsx'
import type { Page } from '../http/audience.tsx'
import { readCampaignForm, TypedCampaign } from './campaign-form.ts'
import { readCampaign } from './campaigns.ts'
import { newestVersion } from './content.ts'
import { createCampaign, editCampaign } from './create-campaign.ts'
import { type CampaignNeeds, showCampaign } from './show-campaign.tsx'

/** Staff write what is sent, and to whom. */
export const campaignDraftRoutes = (needs: CampaignNeeds) => {
  const { site, table, now } = needs
  const { campaignNamed, cityOf, after } = showCampaign(needs)

  const formPage = async (
    c: Context<Page>,
    typed: z.output<typeof TypedCampaign>,
    problems: Problem[] = [],
    editing?: { campaignId: string; revision: number },
    stored?: z.output<typeof TypedCampaign>,
  ) => {
    const [surveys, cities] = await Promise.all([
      table.query(SurveyListed, { pk: SURVEYS, newestFirst: true }),
      needs.cities(),
    ])
    return (
      <CampaignFormPage
        site={site}
        actor={c.get('actor')}
        typed={typed}
        surveys={surveys.items}
        cities={cities}
        problems={problems}
        {...(editing && { editing })}
        stored={stored}
      />
    )
  }

  const asTyped = async (campaign: Campaign) => ({
    surveyId: campaign.kind === 'survey' ? campaign.surveyId : '',
    city: campaign.city,
    title: campaign.title,
    message: campaign.message,
    closesAt: wallClockInCity(campaign.closesAt, (await cityOf(campaign)).timeZone),
  })

  return new Hono<Page>()
    .get('/staff/campaigns/new', async (c) => {
      const surveyId = c.req.query('survey') ?? ''
      const named = SurveyId.safeParse(surveyId)
      const survey = named.success ? await newestVersion(table, named.data) : undefined
      const city = (await needs.cities()).find(({ slug }) => slug === c.req.query('city'))
      const closes = plusDays(now(), USUAL_DAYS)
      return c.html(
        await formPage(c, {
          surveyId: survey?.surveyId ?? '',
          city: city?.slug ?? '',
          title: survey?.title ?? '',
          message: '',
          closesAt: `${(city ? wallClockInCity(closes, city.timeZone) : closes).slice(0, 10)}T20:00`,
        }),
      )
    })

    .post('/staff/campaigns', async (c) => {
      const typed = TypedCampaign.parse(await c.req.parseBody())
      const read = await readCampaignForm(needs, typed)
      if (read.outcome === 'refused') return c.html(await formPage(c, typed, read.problems), 422)
      const created = await createCampaign(needs, { ...read.plan, actor: c.get('actor') })
      return c.redirect(`/staff/campaigns/${created.campaign.campaignId}`, 303)
    })

    .get('/staff/campaigns/:id/edit', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign) return c.notFound()
      if (!isPlanned(campaign)) return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
      return c.html(await formPage(c, await asTyped(campaign), [], campaign))
    })

    .post('/staff/campaigns/:id/edit', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign) return c.notFound()
      const body = await c.req.parseBody()
      const typed = { ...TypedCampaign.parse(body), city: campaign.city }
      const { revision } = Revision.parse(body)
      const read = await readCampaignForm(needs, typed)
      if (read.outcome === 'refused')
        return c.html(await formPage(c, typed, read.problems, { campaignId: campaign.campaignId, revision }), 422)
      const edited = await editCampaign(needs, campaign.campaignId, { ...read.plan, revision, actor: c.get('actor') })
      if (edited.outcome === 'edited') return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
      const current = (await readCampaign(table, campaign.campaignId)) ?? campaign
      if (!isPlanned(current)) return after(c, current, { outcome: 'refused', reason: 'not-a-draft' })
      return c.html(await formPage(c, typed, [], current, await asTyped(current)), 409)
    })
}

const Revision = z.object({ revision: z.coerce.number().int().catch(0) })

const USUAL_DAYS = 14
