import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { isPlanned } from '../../../shared/campaigns/campaign.ts'
import { REMINDER_DAYS } from '../../../shared/campaigns/policy.ts'
import type { City } from '../../../shared/cities/city.ts'
import { type NewId, SurveyId } from '../../../shared/ids.ts'
import { instantInCity, wallClockInCity } from '../../../shared/local-time.ts'
import { SURVEYS, SurveyListed } from '../../../shared/surveys/survey.ts'
import { type Clock, plusDays } from '../../../shared/units.ts'
import { CampaignFormPage, type Editing } from '../../../web/campaigns/campaign-form-page.tsx'
import { REFUSED } from '../../../web/campaigns/phrases.ts'
import { TypedCampaign } from '../../../web/campaigns/typed-campaign.ts'
import type { Problem } from '../../../web/components/form.tsx'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { readCampaign } from '../campaigns.ts'
import { askForPlan } from '../launch/plan-flight.ts'
import { namedCampaign } from '../named-campaign.ts'
import { ONCE, wavesTwice } from '../series/read-repeats.ts'
import { campaignAsTyped, readCampaignForm, repeatsFixed } from './campaign-form.ts'
import { newestVersion } from './content.ts'
import { createCampaign, editCampaign } from './create-campaign.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  startPlan: StartWorkflow
  cities: () => Promise<City[]>
}

type Shown = { problems?: Problem[]; editing?: Editing; stored?: TypedCampaign; preview?: boolean }

/** Staff write what is sent, and to whom. */
export const campaignDraftRoutes = (needs: Needs) => {
  const { site, table, now } = needs
  const { campaignNamed, cityOf } = namedCampaign(needs)

  const formPage = async (c: Context<Page>, typed: TypedCampaign, shown: Shown = {}) => {
    const [surveys, cities] = await Promise.all([
      table.query(SurveyListed, { pk: SURVEYS, newestFirst: true }),
      needs.cities(),
    ])
    const city = cities.find(({ slug }) => slug === typed.city)
    const closes = city && instantInCity(typed.closesAt, city.timeZone)
    const wave = city && wavesTwice(typed, city)
    return (
      <CampaignFormPage
        site={site}
        actor={c.get('actor')}
        typed={typed}
        surveys={surveys.items}
        cities={cities}
        twice={{
          timeZone: city?.timeZone ?? 'UTC',
          closes: closes?.outcome === 'twice' ? closes : undefined,
          wave,
        }}
        {...shown}
      />
    )
  }

  return new Hono<Page>()
    .get('/staff/campaigns/new', async (c) => {
      const surveyId = c.req.query('survey') ?? ''
      const named = SurveyId.safeParse(surveyId)
      const survey = named.success ? await newestVersion(table, named.data) : undefined
      const city = (await needs.cities()).find(({ slug }) => slug === c.req.query('city'))
      const closes = plusDays(now(), USUAL_DAYS)
      return c.html(
        await formPage(c, {
          kind: c.req.query('kind') === 'update' ? 'update' : 'survey',
          surveyId: survey?.surveyId ?? '',
          city: city?.slug ?? '',
          title: survey?.title ?? '',
          message: '',
          closesAt: `${(city ? wallClockInCity(closes, city.timeZone) : closes).slice(0, 10)}T20:00`,
          closesOverlap: '',
          reminders: '0',
          reminderDays: String(REMINDER_DAYS.usual),
          ...ONCE,
        }),
      )
    })

    .post('/staff/campaigns', async (c) => {
      const body = await c.req.parseBody()
      const typed = TypedCampaign.parse(body)
      if (looksOnly(body)) return c.html(await formPage(c, typed, { preview: true }))
      const read = await readCampaignForm(needs, typed)
      if (read.outcome === 'refused') return c.html(await formPage(c, typed, { problems: read.problems }), 422)
      const created = await createCampaign(needs, { ...read.plan, actor: c.get('actor') })
      await askForPlan(needs, created.campaign)
      return c.redirect(`/staff/campaigns/${created.campaign.campaignId}`, 303)
    })

    .get('/staff/campaigns/:id/edit', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign) return c.notFound()
      if (!isPlanned(campaign)) return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
      const typed = campaignAsTyped(campaign, (await cityOf(campaign)).timeZone)
      return c.html(await formPage(c, typed, { editing: editingOf(campaign) }))
    })

    .post('/staff/campaigns/:id/edit', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign) return c.notFound()
      const body = await c.req.parseBody()
      const { timeZone } = await cityOf(campaign)
      // A later wave has no fields for its series.
      const series = repeatsFixed(campaign) ? campaignAsTyped(campaign, timeZone) : TypedCampaign.parse(body)
      const { repeats, firstAt, wavesOverlap, ends, endsAfter, endsOn, rule } = series
      const typed: TypedCampaign = {
        ...TypedCampaign.parse(body),
        ...{ repeats, firstAt, wavesOverlap, ends, endsAfter, endsOn, rule },
        kind: campaign.kind,
        city: campaign.city,
      }
      const { revision } = Revision.parse(body)
      const editing = { ...editingOf(campaign), revision }
      if (looksOnly(body)) return c.html(await formPage(c, typed, { editing, preview: true }))
      const read = await readCampaignForm(needs, typed, campaign)
      if (read.outcome === 'refused') return c.html(await formPage(c, typed, { problems: read.problems, editing }), 422)
      const edited = await editCampaign(needs, campaign.campaignId, { ...read.plan, revision, actor: c.get('actor') })
      if (edited.outcome === 'edited') {
        await askForPlan(needs, edited.campaign)
        return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
      }
      const current = (await readCampaign(table, campaign.campaignId)) ?? campaign
      if (!isPlanned(current)) {
        const problems = [{ field: 'title', message: REFUSED['not-a-draft'] }]
        return c.html(await formPage(c, typed, { problems, editing }), 409)
      }
      const stored = campaignAsTyped(current, timeZone)
      return c.html(await formPage(c, typed, { editing: editingOf(current), stored }), 409)
    })
}

const editingOf = (campaign: Parameters<typeof repeatsFixed>[0] & object): Editing => ({
  campaignId: campaign.campaignId,
  revision: campaign.revision,
  wave: repeatsFixed(campaign) ? campaign.wave : undefined,
})

const Revision = z.object({ revision: z.coerce.number().int().catch(0) })

/** The other button of the form: it shows the message as it will look and saves nothing. */
const looksOnly = (body: Record<string, unknown>) => body.act === 'preview'

const USUAL_DAYS = 14
