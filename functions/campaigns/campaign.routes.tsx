import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { type Campaign, type CampaignIn, isPlanned } from '../../shared/campaigns/campaign.ts'
import { cancel, close, obstacles } from '../../shared/campaigns/decide.ts'
import { mailed } from '../../shared/campaigns/ledger.ts'
import { instantInCity, wallClockInCity } from '../../shared/campaigns/local-time.ts'
import { topicOf } from '../../shared/campaigns/reach.ts'
import type { City } from '../../shared/cities/city.ts'
import { Language } from '../../shared/identity/person.ts'
import { CampaignId, MemberId, type NewId, SurveyId } from '../../shared/ids.ts'
import { ReportRow, reportRowKey } from '../../shared/results/report-row.ts'
import { SURVEYS, Survey, SurveyListed, surveyKey } from '../../shared/surveys/survey.ts'
import { type Clock, epochSecondsOf, plusDays, plusSeconds } from '../../shared/units.ts'
import { CampaignFormPage } from '../../web/campaigns/campaign-form-page.tsx'
import { CampaignListPage } from '../../web/campaigns/campaign-list-page.tsx'
import { CampaignPage } from '../../web/campaigns/campaign-page.tsx'
import { ConfirmPage } from '../../web/campaigns/confirm-page.tsx'
import { type End, NOTICES, REFUSED } from '../../web/campaigns/phrases.ts'
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
import { readiness, scheduleCampaign } from './schedule-campaign.ts'
import { cancelCampaign, pauseCampaign, resumeCampaign, takeBackCampaign } from './steer-campaign.ts'
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

  const campaignPage = async (c: Context<Page>, campaign: Campaign, shown: Shown = {}) => {
    const [city, survey, newest] = await Promise.all([
      cityOf(campaign),
      table.get(Survey, surveyKey(campaign.surveyId, campaign.surveyVersion)),
      newestVersion(table, campaign.surveyId),
    ])
    const { state } = campaign
    const startsIn =
      state === 'scheduled' ? Math.max(0, epochSecondsOf(campaign.launchAt) - epochSecondsOf(now())) : undefined
    const reviewed = isPlanned(campaign) || (startsIn ?? 0) > 0
    return (
      <CampaignPage
        site={site}
        actor={c.get('actor')}
        campaign={campaign}
        city={city}
        survey={{
          title: survey?.title ?? 'A survey that was removed',
          newerVersion: isPlanned(campaign) && newest !== undefined && newest.version > campaign.surveyVersion,
        }}
        problems={shown.problems}
        notice={shown.notice}
        review={reviewed ? await review(campaign, city, survey, shown) : undefined}
        report={state === 'closed' ? await reportOf(campaign) : undefined}
        startsIn={startsIn}
        progress={await progressOf(table, campaign)}
      />
    )
  }

  const review = async (campaign: Campaign, city: City, survey: Survey | undefined, shown: Shown) => {
    const reach = await audienceOf(needs, campaign.city, topicOf(campaign))
    return {
      reach,
      text: (await exampleInvitation({ site, campaign, city, language: 'en' })).text,
      obstacles: obstacles(campaign, { now: now(), survey: readiness(survey), reached: reach.reached }),
      typedWhen: shown.typedWhen ?? '',
      typedAt: shown.typedAt ?? '',
    }
  }

  const reportOf = async ({ city, campaignId, closedAt }: CampaignIn<'closed'>) => {
    if (await table.get(ReportRow, reportRowKey(city, campaignId))) return 'there'
    return now() < plusSeconds(closedAt, REPORT_SECONDS) ? 'being-made' : 'missing'
  }

  const asTyped = async (campaign: Campaign) => ({
    ...campaign,
    closesAt: wallClockInCity(campaign.closesAt, (await cityOf(campaign)).timeZone),
  })

  const confirmPage = async (c: Context<Page>, campaign: Campaign, end: End) => {
    const progress = await progressOf(table, campaign)
    return (
      <ConfirmPage
        site={site}
        actor={c.get('actor')}
        campaign={campaign}
        city={await cityOf(campaign)}
        end={end}
        figures={{
          mailed: progress ? mailed(progress.counts) : 0,
          waiting: progress ? progress.counts.PENDING + progress.counts.CLAIMED : 0,
          answered: progress?.answered ?? 0,
        }}
      />
    )
  }

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

  return (
    new Hono<Page>()
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

      .post('/staff/campaigns/:id/launch', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const body = await c.req.parseBody()
        const { when, at } = Launch.parse(body)
        const shown = { typedWhen: when, typedAt: at }
        const unclear = unclearLaunch(when, at)
        if (unclear) return c.html(await campaignPage(c, campaign, { ...shown, problems: [unclear] }), 422)
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
        const field = ABOUT_TIME.includes(result.reason) ? 'at' : 'launch'
        return c.html(
          await campaignPage(c, current, { ...shown, problems: [{ field, message: REFUSED[result.reason] }] }),
          statusOf(result.reason),
        )
      })

      // A refused form leaves the browser at an address that only takes posts.
      .get('/staff/campaigns/:id/:act{launch|recipients|take-back|pause|resume}', (c) =>
        c.redirect(`/staff/campaigns/${encodeURIComponent(c.req.param('id'))}`, 303),
      )

      .get('/staff/campaigns/:id/:end{cancel|close}', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const end = Ending.parse(c.req.param('end'))
        const decided = (end === 'cancel' ? cancel : close)(campaign, now())
        return decided.outcome === 'refused'
          ? c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
          : c.html(await confirmPage(c, campaign, end))
      })

      .post('/staff/campaigns/:id/:act{take-back|pause|resume|cancel}', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const steer = STEER[Act.parse(c.req.param('act'))]
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
  )
}

const Revision = z.object({ revision: z.coerce.number().int().catch(0) })
const Launch = z.object({ when: z.enum(['now', 'at', '']).catch(''), at: z.string().catch('') })
const Decision = z.object({ memberId: MemberId, decision: z.enum(['send-again', 'give-up']) })
const Notice = z.enum(['first-of-two', 'closing'])

const Ending = z.enum(['cancel', 'close'] satisfies End[])
const Act = z.enum(['take-back', 'pause', 'resume', 'cancel'])
const STEER = {
  'take-back': takeBackCampaign,
  pause: pauseCampaign,
  resume: resumeCampaign,
  cancel: cancelCampaign,
} satisfies Record<z.output<typeof Act>, unknown>

/** Nothing is sent to everybody on a guess. */
const unclearLaunch = (when: z.output<typeof Launch>['when'], at: string): Problem | undefined => {
  if (when === '') return { field: 'when', message: 'Choose when it goes out: now, or at a time.' }
  if (when === 'now' && at !== '')
    return { field: 'at', message: 'You chose now and gave a time. Choose “At a time”, or empty the time.' }
  return undefined
}

/** Refusals that another launch time answers. */
const ABOUT_TIME: readonly string[] = ['opens-in-the-past', 'closes-before-opens', 'open-too-long']

const USUAL_DAYS = 14

/** A report that takes longer has failed: the workflow asks sixty times, every fifteen seconds, whether all is counted. */
const REPORT_SECONDS = 1200

/** The mail's own styles stand in it; it runs no script, loads nothing and is shown inside our own page only. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
