import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { type Campaign, isPlanned } from '../../shared/campaigns/campaign.ts'
import { instantInCity, wallClockInCity } from '../../shared/campaigns/local-time.ts'
import { topicOf } from '../../shared/campaigns/reach.ts'
import type { City } from '../../shared/cities/city.ts'
import { Language } from '../../shared/identity/person.ts'
import { CampaignId, MemberId, type NewId, SurveyId } from '../../shared/ids.ts'
import { SURVEYS, Survey, SurveyListed, surveyKey } from '../../shared/surveys/survey.ts'
import { type Clock, plusDays } from '../../shared/units.ts'
import { CampaignFormPage } from '../../web/campaigns/campaign-form-page.tsx'
import { CampaignListPage } from '../../web/campaigns/campaign-list-page.tsx'
import { CampaignPage } from '../../web/campaigns/campaign-page.tsx'
import { NOTICES, REFUSED } from '../../web/campaigns/phrases.ts'
import type { Problem } from '../../web/components/form.tsx'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'
import type { StartWorkflow } from '../adapters/workflows.ts'
import type { Page, Site } from '../http/audience.tsx'
import { statusOf } from '../http/refusals.ts'
import { askToClose } from './ask-to-close.ts'
import { audienceOf } from './audience.ts'
import { newestVersion, readCampaignForm, TypedCampaign, timeProblem } from './campaign-form.ts'
import { campaignsPage, readCampaign } from './campaigns.ts'
import { createCampaign, editCampaign } from './create-campaign.ts'
import { figuresOf, progressOf } from './progress.ts'
import { resolveDoubtful } from './resolve-doubtful.ts'
import { scheduleCampaign } from './schedule-campaign.ts'
import { cancelCampaign, pauseCampaign, resumeCampaign } from './steer-campaign.ts'
import { exampleInvitation } from './write-invitation.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  newId: NewId
  links: Links
  startWorkflow: StartWorkflow
  startReport: StartWorkflow
  cities: () => Promise<City[]>
}

type Shown = { problems?: Problem[]; notice?: string; typedWhen?: string; typedAt?: string }

/** Staff plan campaigns, launch them and watch them run. Stands behind the guard of the staff app. */
export const campaignRoutes = (needs: Needs) => {
  const { site, table, now } = needs

  const campaignNamed = async (id: string): Promise<Campaign | undefined> => {
    const named = CampaignId.safeParse(id)
    return named.success ? readCampaign(table, named.data) : undefined
  }
  const cityOf = async (campaign: Campaign): Promise<City> => {
    const city = (await needs.cities()).find(({ slug }) => slug === campaign.city)
    if (!city) throw new Error(`the city ${campaign.city} does not exist`)
    return city
  }

  const formPage = async (
    c: Context<Page>,
    typed: z.output<typeof TypedCampaign>,
    problems: Problem[] = [],
    editing?: { campaignId: string; revision: number },
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
      />
    )
  }

  const campaignPage = async (c: Context<Page>, campaign: Campaign, shown: Shown = {}) => {
    const [city, survey, newest] = await Promise.all([
      cityOf(campaign),
      table.get(Survey, surveyKey(campaign.surveyId, campaign.surveyVersion)),
      newestVersion(table, campaign.surveyId),
    ])
    const reviewed = isPlanned(campaign)
    return (
      <CampaignPage
        site={site}
        actor={c.get('actor')}
        campaign={campaign}
        city={city}
        survey={{
          title: survey?.title ?? 'A survey that was removed',
          newerVersion: reviewed && newest !== undefined && newest.version > campaign.surveyVersion,
        }}
        problems={shown.problems}
        notice={shown.notice}
        review={reviewed ? await review(campaign, city, shown) : undefined}
        progress={await progressOf(table, campaign)}
      />
    )
  }

  const review = async (campaign: Campaign, city: City, shown: Shown) => ({
    reach: await audienceOf(needs, campaign.city, topicOf(campaign)),
    text: (await exampleInvitation({ site, campaign, city, language: 'en' })).text,
    typedWhen: shown.typedWhen ?? 'now',
    typedAt: shown.typedAt ?? '',
  })

  /** A refusal shows the same page again with the reason on top. */
  const after = async (
    c: Context<Page>,
    campaign: Campaign,
    result: { outcome: 'refused'; reason: keyof typeof REFUSED } | { outcome: 'changed' | 'resolved' },
  ) =>
    result.outcome === 'refused'
      ? c.html(
          await campaignPage(c, (await readCampaign(table, campaign.campaignId)) ?? campaign, {
            problems: [{ field: 'content', message: REFUSED[result.reason] }],
          }),
          409,
        )
      : c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)

  return new Hono<Page>()
    .get('/staff/campaigns', async (c) => {
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

    .get('/staff/campaigns/:id', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign) return c.notFound()
      const said = Notice.safeParse(c.req.query('said'))
      return c.html(await campaignPage(c, campaign, said.success ? { notice: NOTICES[said.data] } : {}))
    })

    .get('/staff/campaigns/:id/mail', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign) return c.notFound()
      const language = Language.catch('en').parse(c.req.query('lang'))
      c.set('policy', MAIL_POLICY)
      return c.html((await exampleInvitation({ site, campaign, city: await cityOf(campaign), language })).html)
    })

    .get('/staff/campaigns/:id/edit', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign || !isPlanned(campaign)) return c.notFound()
      const { timeZone } = await cityOf(campaign)
      return c.html(
        await formPage(c, { ...campaign, closesAt: wallClockInCity(campaign.closesAt, timeZone) }, [], campaign),
      )
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
      const problems = [{ field: 'title', message: REFUSED[edited.reason] }]
      return c.html(await formPage(c, typed, problems, campaign), 409)
    })

    .post('/staff/campaigns/:id/launch', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign) return c.notFound()
      const body = await c.req.parseBody()
      const { when, at } = Launch.parse(body)
      const shown = { typedWhen: when, typedAt: at }
      const chosen = when === 'at' ? instantInCity(at, (await cityOf(campaign)).timeZone) : undefined
      if (chosen?.outcome === 'refused')
        return c.html(
          await campaignPage(c, campaign, {
            ...shown,
            problems: [timeProblem('at', 'The launch time', chosen.reason)],
          }),
          422,
        )
      const result = await scheduleCampaign(needs, {
        campaignId: campaign.campaignId,
        revision: Revision.parse(body).revision,
        launchAt: chosen ? chosen.instant : 'now',
        actor: c.get('actor'),
      })
      if (result.outcome === 'scheduled')
        return c.redirect(`/staff/campaigns/${campaign.campaignId}${chosen?.twice ? '?said=first-of-two' : ''}`, 303)
      const current = (await readCampaign(table, campaign.campaignId)) ?? campaign
      const field = result.reason === 'opens-in-the-past' || result.reason === 'closes-before-opens' ? 'at' : 'launch'
      return c.html(
        await campaignPage(c, current, { ...shown, problems: [{ field, message: REFUSED[result.reason] }] }),
        statusOf(result.reason),
      )
    })

    .post('/staff/campaigns/:id/:act{pause|resume|cancel}', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign) return c.notFound()
      const steer = { pause: pauseCampaign, resume: resumeCampaign, cancel: cancelCampaign }[
        z.enum(['pause', 'resume', 'cancel']).parse(c.req.param('act'))
      ]
      return after(c, campaign, await steer(needs, campaign.campaignId, c.get('actor')))
    })

    .post('/staff/campaigns/:id/close', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign) return c.notFound()
      if (campaign.state !== 'sending' && campaign.state !== 'paused' && campaign.state !== 'open')
        return after(c, campaign, { outcome: 'refused', reason: 'wrong-state' })
      await askToClose(needs, campaign.campaignId, c.get('actor'))
      return c.redirect(`/staff/campaigns/${campaign.campaignId}?said=closing`, 303)
    })

    .post('/staff/campaigns/:id/recipients', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      const asked = Decision.safeParse(await c.req.parseBody())
      if (!campaign || !asked.success) return c.notFound()
      const input = { ...asked.data, campaignId: campaign.campaignId, actor: c.get('actor') }
      return after(c, campaign, await resolveDoubtful(needs, input))
    })
}

const Revision = z.object({ revision: z.coerce.number().int().catch(0) })
const Launch = z.object({ when: z.enum(['now', 'at']).catch('at'), at: z.string().catch('') })
const Decision = z.object({ memberId: MemberId, decision: z.enum(['send-again', 'give-up']) })
const Notice = z.enum(['first-of-two', 'closing'])

const USUAL_DAYS = 14

/** The mail's own styles stand in it; it runs no script, loads nothing and is shown inside our own page only. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
