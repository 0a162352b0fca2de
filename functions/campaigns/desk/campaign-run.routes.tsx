import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { mailed } from '../../../shared/campaigns/accounting.ts'
import { type Campaign, isUnderWay, tellsThoseInvited } from '../../../shared/campaigns/campaign.ts'
import { cancel, close } from '../../../shared/campaigns/deciding/steer.ts'
import { ConfirmPage } from '../../../web/campaigns/confirm-page.tsx'
import type { End } from '../../../web/campaigns/phrases.ts'
import type { Page } from '../../http/audience.tsx'
import { takeSnapshot } from '../launch/take-snapshot.ts'
import { askToClose } from '../settling/ask-to-close.ts'
import { decideNext } from '../settling/decide-next.ts'
import { progressOf } from './progress.ts'
import { type CampaignNeeds, showCampaign } from './show-campaign.tsx'
import { cancelCampaign, pauseCampaign, resumeCampaign, takeBackCampaign } from './steer-campaign.ts'

/** Staff steer a campaign that is under way. */
export const campaignRunRoutes = (needs: CampaignNeeds) => {
  const { site, table, now } = needs
  const { campaignNamed, cityOf, after } = showCampaign(needs)

  const confirmPage = async (c: Context<Page>, campaign: Campaign, end: End) => {
    const city = await cityOf(campaign)
    const progress = await progressOf({ table, now }, campaign, city.timeZone)
    return (
      <ConfirmPage
        site={site}
        actor={c.get('actor')}
        campaign={campaign}
        city={city}
        end={end}
        figures={{
          // A reminder goes to people who were mailed before.
          mailed: progress ? (progress.past[0]?.mailed ?? mailed(progress.states)) : 0,
          waiting: progress ? progress.states.PENDING + progress.states.CLAIMED : 0,
          answered: progress?.answered ?? 0,
        }}
      />
    )
  }

  return (
    new Hono<Page>()
      // A refused form leaves the browser at an address that only takes posts.
      .get('/staff/campaigns/:id/:act{launch|take-back|pause|resume|next|count}', (c) =>
        c.redirect(`/staff/campaigns/${encodeURIComponent(c.req.param('id'))}`, 303),
      )

      .get('/staff/campaigns/:id/:end{cancel|close}', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const end = Ending.parse(c.req.param('end'))
        // Of a series, staff say whether it goes on.
        if (end === 'cancel' && campaign.repeats)
          return c.redirect(`/staff/campaigns/${campaign.campaignId}/series`, 303)
        // Whoever was invited is told.
        if (campaign.kind === 'call' && tellsThoseInvited(campaign))
          return c.redirect(`/staff/calls/${campaign.callId}/cancel`, 303)
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
        if (!isUnderWay(campaign)) return after(c, campaign, { outcome: 'refused', reason: 'wrong-state' })
        if (tellsThoseInvited(campaign)) return after(c, campaign, { outcome: 'refused', reason: 'call-stands' })
        await askToClose(needs, campaign, c.get('actor'))
        return c.redirect(`/staff/campaigns/${campaign.campaignId}?said=closing`, 303)
      })

      // Pages only look at what was counted; this counts, and keeps it.
      .post('/staff/campaigns/:id/count', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        await progressOf({ table, now }, campaign, (await cityOf(campaign)).timeZone, takeSnapshot)
        return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
      })

      .post('/staff/campaigns/:id/next', async (c) => {
        const campaign = await campaignNamed(c.req.param('id'))
        const asked = NextDecision.safeParse(await c.req.parseBody())
        if (!campaign || !asked.success) return c.notFound()
        const input = { ...asked.data, campaignId: campaign.campaignId, actor: c.get('actor') }
        return after(c, campaign, await decideNext(needs, input))
      })
  )
}

const NextDecision = z.object({ decision: z.enum(['make', 'leave-out', 'approve', 'stop']) })

const Ending = z.enum(['cancel', 'close'] satisfies End[])
const Act = z.enum(['take-back', 'pause', 'resume', 'cancel'])
const STEER = {
  'take-back': takeBackCampaign,
  pause: pauseCampaign,
  resume: resumeCampaign,
  cancel: cancelCampaign,
} satisfies Record<z.output<typeof Act>, unknown>
