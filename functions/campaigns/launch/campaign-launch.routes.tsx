import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { type Campaign, isPlanned } from '../../../shared/campaigns/campaign.ts'
import type { PlanRefusal } from '../../../shared/campaigns/launch/approval.ts'
import { examplesOf } from '../../../shared/campaigns/launch/flight-plan.ts'
import type { RoundPurpose } from '../../../shared/campaigns/round.ts'
import { Language } from '../../../shared/identity/person.ts'
import { instantInCity, type LocalTime, Overlap } from '../../../shared/local-time.ts'
import { NOTICES, REFUSED } from '../../../web/campaigns/phrases.ts'
import { PLAN_REFUSED } from '../../../web/campaigns/plan-phrases.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { rateLimits } from '../../adapters/rate-limit.ts'
import type { Page } from '../../http/audience.tsx'
import { statusOf } from '../../http/refusals.ts'
import { readCampaign } from '../campaigns.ts'
import { type CampaignNeeds, showCampaign } from '../desk/show-campaign.tsx'
import { contentOf } from '../drafting/content.ts'
import { scheduleCampaign } from '../series/schedule-campaign.ts'
import { askForTest } from './ask-for-test.ts'
import { exampleMail } from './launch-examples.ts'
import { askForPlan, readPlan } from './plan-flight.ts'
import { exampleReader, firstWaveOf } from './review-campaign.ts'

/** One campaign as it stands, what it mails to whom, and its launch. */
export const campaignLaunchRoutes = (needs: CampaignNeeds) => {
  const { site, table } = needs
  const { campaignNamed, cityOf, campaignPage } = showCampaign(needs)
  const limits = rateLimits(needs)

  const refused = async (c: Context<Page>, campaign: Campaign, typed: Typed, problems: Problem[], status: 409 | 422) =>
    c.html(await campaignPage(c, campaign, { typed, problems }), status)

  return (
    new Hono<Page>()
      .get('/staff/campaigns/:id', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const said = Notice.safeParse(c.req.query('said'))
        return c.html(await campaignPage(c, campaign, said.success ? { notice: NOTICES[said.data] } : {}))
      })

      .get('/staff/campaigns/:id/mail', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const [city, content, reader] = await Promise.all([
          cityOf(campaign),
          contentOf(table, campaign),
          readerNamed(campaign, c.req.query('example'), c.req.query('lang')),
        ])
        const mail = await exampleMail(
          site,
          { campaign, city, content },
          reader,
          purposeAsked(campaign, c.req.query('of')),
        )
        if (!mail) return c.text(REFUSED.unwritable, 422)
        c.set('policy', MAIL_POLICY)
        return c.html(mail.html)
      })

      // What happens once has a page of its own to be cancelled on.
      .get('/staff/campaigns/:id/cancel', async (c, next) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign?.repeats) return next()
        return c.redirect(`/staff/campaigns/${campaign.campaignId}/series`, 303)
      })

      .post('/staff/campaigns/:id/plan', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        if (isPlanned(campaign) || campaign.state === 'scheduled') await askForPlan(needs, campaign)
        return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
      })

      .post('/staff/campaigns/:id/test', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const { language } = TestForm.parse(await c.req.parseBody())
        const asked = await askForTest({ ...needs, limits }, { campaign, language, actor: c.get('actor') })
        if (asked.outcome === 'asked') return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
        const minutes = Math.ceil(asked.againInSeconds / 60)
        const message = `You have sent yourself many tests. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}.`
        return c.html(await campaignPage(c, campaign, { problems: [{ field: 'language', message }] }), 429)
      })

      .post('/staff/campaigns/:id/launch', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const body = await c.req.parseBody()
        const city = await cityOf(campaign)
        const typed = Launch.parse(body)
        const first = firstWaveOf(campaign, city.timeZone)
        const chosen = first ? ({ outcome: 'instant', instant: first } as const) : chosenTime(typed, city.timeZone)
        if (chosen.outcome === 'unclear') return refused(c, campaign, typed, [chosen.problem], 422)
        const result = await scheduleCampaign(needs, {
          campaignId: campaign.campaignId,
          revision: Revision.parse(body).revision,
          launchAt: chosen.instant,
          actor: c.get('actor'),
        })
        if (result.outcome === 'scheduled') return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
        const current = (await readCampaign(table, campaign.campaignId)) ?? campaign
        const field = ABOUT_TIME.includes(result.reason) && !first ? 'at' : 'launch'
        const problem = { field, message: LAUNCH_REFUSED[result.reason] }
        return c.html(
          await campaignPage(c, current, { typed, problems: [problem] }),
          result.reason in PLAN_REFUSED ? 409 : statusOf(result.reason),
        )
      })
  )

  async function readerNamed(campaign: Campaign, example: string | undefined, language: string | undefined) {
    const spoken = { language: Language.catch('en').parse(language) }
    if (!example) return spoken
    const plan = await readPlan(table, campaign.campaignId)
    const named = plan?.state === 'made' && examplesOf(plan.facts).find((one) => one.example === example)
    return (named && (await exampleReader(table, named.memberId))) || spoken
  }
}

/** The word of a call that waits for a reader. */
const purposeAsked = (campaign: Campaign, of: string | undefined): RoundPurpose | undefined => {
  const next = of === 'next' && 'next' in campaign ? campaign.next : undefined
  return next && next.purpose !== 'deferred' ? next.purpose : undefined
}

const Revision = z.object({ revision: z.coerce.number().int().catch(0) })
const Launch = z.object({
  when: z.enum(['now', 'at', '']).catch(''),
  at: z.string().catch(''),
  overlap: Overlap.optional().catch(undefined),
})
type Typed = z.output<typeof Launch>
const TestForm = z.object({ language: Language.catch('en') })
const Notice = z.enum(['closing'])

const LAUNCH_REFUSED: typeof REFUSED & Record<PlanRefusal, string> = { ...REFUSED, ...PLAN_REFUSED }

/** Nothing is sent to everybody on a guess. */
const chosenTime = ({ when, at, overlap }: Typed, timeZone: string) => {
  const unclear = (field: string, message: string) => ({ outcome: 'unclear', problem: { field, message } }) as const
  if (when === '') return unclear('when', 'Choose when it goes out: now, or at a time.')
  if (when === 'now' && at !== '')
    return unclear('at', 'You chose now and gave a time. Choose “At a time”, or empty the time.')
  if (when === 'now') return { outcome: 'instant', instant: 'now' } as const
  const time = instantInCity(at, timeZone, overlap)
  if (time.outcome === 'instant') return time
  if (time.outcome === 'twice')
    return unclear('overlap', 'Clocks are set back that night, so this time comes twice. Choose which of the two.')
  return unclear('at', timeWords(time))
}

const timeWords = (time: Extract<LocalTime, { outcome: 'refused' }>): string => {
  switch (time.reason) {
    case 'not-a-time':
      return 'The launch time must be a date and a time such as 2026-12-01T09:00.'
    case 'too-far':
      return 'The launch time is too far away: choose one within the next two years.'
    case 'skipped-by-clock-change':
      return `The launch time does not exist in this city: clocks are set forward over it that night. The nearest are ${wallClockWords(time.before)} and ${wallClockWords(time.after)}.`
  }
}

/** As the field takes it, without the letter between day and time. */
const wallClockWords = (wallClock: string) => wallClock.replace('T', ' ')

/** Refusals that another launch time answers. */
const ABOUT_TIME: readonly string[] = ['opens-in-the-past', 'closes-before-opens', 'open-too-long']

/** The mail's own styles stand in it; it runs no script, loads nothing and is shown inside our own page only. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
