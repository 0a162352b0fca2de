import { Hono } from 'hono'
import * as z from 'zod'
import { roundOf } from '../../../shared/campaigns/campaign.ts'
import { countsOf } from '../../../shared/campaigns/desk/snapshot.ts'
import { MemberId } from '../../../shared/ids.ts'
import { DecideAllPage } from '../../../web/campaigns/decide-all-page.tsx'
import { mailingName } from '../../../web/campaigns/phrases.ts'
import type { Page } from '../../http/audience.tsx'
import { countAnew, isFreshOf, seeSnapshot } from '../launch/take-snapshot.ts'
import { DECIDED_AT_ONCE, resolveAllDoubtful } from '../settling/resolve-all-doubtful.ts'
import { resolveDoubtful } from '../settling/resolve-doubtful.ts'
import { ListPosition, positionName } from './list-recipients.ts'
import { namedMailing, RoundNumber } from './named-mailing.ts'
import { type CampaignNeeds, showCampaign } from './show-campaign.tsx'

/** What staff decide on mails of which nobody knows whether they left: one by one, or all of a mailing. */
export const campaignDoubtfulRoutes = (needs: CampaignNeeds) => {
  const { campaignNamed, after } = showCampaign(needs)
  const asked = namedMailing(needs)

  return new Hono<Page>()
    .post('/staff/campaigns/:id/recipients', async (c) => {
      const decision = Decision.safeParse(await c.req.parseBody())
      const campaign = await campaignNamed(c.req.param('id'))
      if (!campaign || !decision.success) return c.notFound()
      const input = { ...decision.data, campaignId: campaign.campaignId, actor: c.get('actor') }
      const resolved = await resolveDoubtful(needs, input)
      await countAnew(needs, campaign, input.round ?? roundOf(campaign))
      return after(c, campaign, resolved)
    })

    .get('/staff/campaigns/:id/doubtful/:decision{send-again|give-up}', async (c) => {
      const found = await asked(c)
      if (!found) return c.notFound()
      const { campaign, round } = found
      const snapshot = await seeSnapshot(needs, { campaign, round })
      const many = snapshot && countsOf(snapshot.shards).states.UNCERTAIN
      const isFresh = snapshot && isFreshOf(campaign, snapshot, needs.now())
      if (many === 0 && isFresh) return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
      const { from, done } = Going.parse(c.req.query())
      return c.html(
        <DecideAllPage
          site={needs.site}
          actor={c.get('actor')}
          campaign={campaign}
          round={round}
          mailing={mailingName(campaign, round)}
          decision={DecisionName.parse(c.req.param('decision'))}
          many={isFresh ? many : undefined}
          atOnce={DECIDED_AT_ONCE}
          done={done}
          from={from && positionName(from)}
        />,
      )
    })

    .post('/staff/campaigns/:id/doubtful/:decision{send-again|give-up}', async (c) => {
      const body = await c.req.parseBody()
      const found = await asked(c, body.round)
      if (!found) return c.notFound()
      const { campaign, round } = found
      const { from, done } = Going.parse(body)
      const decision = DecisionName.parse(c.req.param('decision'))
      const { campaignId } = campaign
      const resolved = await resolveAllDoubtful(needs, { campaignId, round, decision, from, actor: c.get('actor') })
      await countAnew(needs, campaign, round)
      if (resolved.outcome === 'refused' || !resolved.next) return after(c, campaign, resolved)
      const rest = new URLSearchParams({
        round: String(round),
        from: positionName(resolved.next),
        done: String(done + resolved.many),
      })
      return c.redirect(`/staff/campaigns/${campaignId}/doubtful/${decision}?${rest}`, 303)
    })
}

const DecisionName = z.enum(['send-again', 'give-up'])
const Decision = z.object({
  memberId: MemberId,
  round: RoundNumber.optional().catch(undefined),
  decision: DecisionName,
})
/** A decision for all that is taken in steps: where the next one begins, and for how many it has been taken. */
const Going = z.object({
  from: ListPosition.optional().catch(undefined),
  done: z.coerce.number().int().nonnegative().catch(0),
})
