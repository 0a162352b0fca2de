import { Hono } from 'hono'
import * as z from 'zod'
import { Language } from '../../shared/identity/person.ts'
import { instantInCity } from '../../shared/local-time.ts'
import { NOTICES, REFUSED } from '../../web/campaigns/phrases.ts'
import type { Problem } from '../../web/components/form.tsx'
import type { Page } from '../http/audience.tsx'
import { statusOf } from '../http/refusals.ts'
import { timeProblem } from './campaign-form.ts'
import { readCampaign } from './campaigns.ts'
import { scheduleCampaign } from './schedule-campaign.ts'
import { type CampaignNeeds, showCampaign } from './show-campaign.tsx'
import { exampleInvitation } from './write-invitation.ts'

/** One campaign as it stands, what it mails, and its launch. */
export const campaignLaunchRoutes = (needs: CampaignNeeds) => {
  const { site, table } = needs
  const { campaignNamed, cityOf, campaignPage } = showCampaign(needs)

  return new Hono<Page>()
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

    .post('/staff/campaigns/:id/launch', async (c) => {
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign) return c.notFound()
      const body = await c.req.parseBody()
      const { when, at } = Launch.parse(body)
      const shown = { typedWhen: when, typedAt: at }
      const unclear = unclearLaunch(when, at)
      if (unclear) return c.html(await campaignPage(c, campaign, { ...shown, problems: [unclear] }), 422)
      const chosen = when === 'at' ? instantInCity(at, (await cityOf(campaign)).timeZone, 'first') : undefined
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
        launchAt: chosen?.outcome === 'instant' ? chosen.instant : 'now',
        actor: c.get('actor'),
      })
      if (result.outcome === 'scheduled') return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
      const current = (await readCampaign(table, campaign.campaignId)) ?? campaign
      const field = ABOUT_TIME.includes(result.reason) ? 'at' : 'launch'
      return c.html(
        await campaignPage(c, current, { ...shown, problems: [{ field, message: REFUSED[result.reason] }] }),
        statusOf(result.reason),
      )
    })
}

const Revision = z.object({ revision: z.coerce.number().int().catch(0) })
const Launch = z.object({ when: z.enum(['now', 'at', '']).catch(''), at: z.string().catch('') })
const Notice = z.enum(['first-of-two', 'closing'])

/** Nothing is sent to everybody on a guess. */
const unclearLaunch = (when: z.output<typeof Launch>['when'], at: string): Problem | undefined => {
  if (when === '') return { field: 'when', message: 'Choose when it goes out: now, or at a time.' }
  if (when === 'now' && at !== '')
    return { field: 'at', message: 'You chose now and gave a time. Choose “At a time”, or empty the time.' }
  return undefined
}

/** Refusals that another launch time answers. */
const ABOUT_TIME: readonly string[] = ['opens-in-the-past', 'closes-before-opens', 'open-too-long']

/** The mail's own styles stand in it; it runs no script, loads nothing and is shown inside our own page only. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
