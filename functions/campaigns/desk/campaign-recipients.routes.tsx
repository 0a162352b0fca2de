import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { type Campaign, roundOf } from '../../../shared/campaigns/campaign.ts'
import { countsOf, LIST_NAMES, LISTS, type ListName, type Snapshot } from '../../../shared/campaigns/desk/snapshot.ts'
import { MemberId } from '../../../shared/ids.ts'
import { DecideAllPage } from '../../../web/campaigns/decide-all-page.tsx'
import { mailingName } from '../../../web/campaigns/phrases.ts'
import { RecipientPage } from '../../../web/campaigns/recipient-page.tsx'
import { RecipientsPage } from '../../../web/campaigns/recipients-page.tsx'
import type { Page } from '../../http/audience.tsx'
import { countAnew, isFreshOf, seeSnapshot, shardsOf, takeSnapshot } from '../launch/take-snapshot.ts'
import { mailAsSent } from '../sending/mail-as-sent.ts'
import { DECIDED_AT_ONCE, resolveAllDoubtful } from '../settling/resolve-all-doubtful.ts'
import { resolveDoubtful } from '../settling/resolve-doubtful.ts'
import { ListPosition, listRows, withNames } from './list-recipients.ts'
import { filesFor, recipientsCsv } from './recipients-csv.ts'
import { type CampaignNeeds, showCampaign } from './show-campaign.tsx'

/** Who is on the ledger of a campaign, what became of each mail, and what is decided on the doubtful ones. */
export const campaignRecipientRoutes = (needs: CampaignNeeds) => {
  const { site, table } = needs
  const { campaignNamed, cityOf, after } = showCampaign(needs)

  /** Of a mailing that there was; undefined is "not found". */
  const asked = async (c: Context<Page>, from: unknown = c.req.query('round')) => {
    const campaign = await campaignNamed(c.req.param('id') ?? '')
    if (!campaign || !shardsOf(campaign)) return undefined
    const round = RoundNumber.catch(roundOf(campaign)).parse(from)
    return round <= roundOf(campaign) ? { campaign, round } : undefined
  }

  const snapshotOf = (campaign: Campaign, round: number) => seeSnapshot(needs, { campaign, round })

  const listPage = async (c: Context<Page>, { campaign, round }: { campaign: Campaign; round: number }) => {
    const [city, snapshot] = await Promise.all([cityOf(campaign), snapshotOf(campaign, round)])
    const counts = snapshot && countsOf(snapshot.shards)
    const list = List.catch(firstOf(snapshot)).parse(c.req.query('list'))
    const from = ListPosition.safeParse(c.req.query('from') ?? '')
    const shards = shardsWith(campaign, snapshot, [list])
    const found = await listRows(table, campaign, {
      round,
      states: LISTS[list],
      shards,
      from: from.success ? from.data : undefined,
      most: ON_A_PAGE,
      mostRead: MOST_READ,
    })
    const many = (names: readonly ListName[]) =>
      names.flatMap((name) => [...LISTS[name]]).reduce((all, state) => all + (counts?.states[state] ?? 0), 0)
    return (
      <RecipientsPage
        site={site}
        actor={c.get('actor')}
        campaign={campaign}
        city={city}
        round={round}
        mailing={mailingName(campaign, round)}
        list={list}
        tabs={LIST_NAMES.map((name) => ({ name, many: many([name]) }))}
        why={(counts?.why ?? []).filter(({ state }) => (LISTS[list] as readonly string[]).includes(state))}
        rows={await withNames(table, found.rows)}
        isFirst={!from.success}
        next={found.next && nameOf(found.next)}
        files={
          many(TROUBLE) === 0
            ? 0
            : filesFor(counts?.states.audience ?? 0, many(TROUBLE), shardsWith(campaign, snapshot, TROUBLE)).length
        }
      />
    )
  }

  return (
    new Hono<Page>()
      .get('/staff/campaigns/:id/recipients', async (c) => {
        const found = await asked(c)
        if (found) return c.html(await listPage(c, found))
        const campaign = await campaignNamed(c.req.param('id'))
        return campaign ? c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303) : c.notFound()
      })

      .post('/staff/campaigns/:id/recipients', async (c) => {
        const decision = Decision.safeParse(await c.req.parseBody())
        const campaign = await campaignNamed(c.req.param('id'))
        if (!campaign || !decision.success) return c.notFound()
        const input = { ...decision.data, campaignId: campaign.campaignId, actor: c.get('actor') }
        const resolved = await resolveDoubtful(needs, input)
        await countAnew(needs, campaign, input.round ?? roundOf(campaign))
        return after(c, campaign, resolved)
      })

      // A post, though it reads: who has taken names along is noted.
      .post('/staff/campaigns/:id/recipients.csv', async (c) => {
        const body = await c.req.parseBody()
        const found = await asked(c, body.round)
        if (!found) return c.notFound()
        const { campaign, round } = found
        const snapshot = await takeSnapshot(needs, { campaign, round, accepted: 0 })
        const counts = snapshot && countsOf(snapshot.shards).states
        const people = TROUBLE.flatMap((name) => [...LISTS[name]]).reduce(
          (all, state) => all + (counts?.[state] ?? 0),
          0,
        )
        const files = filesFor(counts?.audience ?? 0, people, shardsWith(campaign, snapshot, TROUBLE))
        const part = Part.parse(body.part)
        const shards = files[part - 1] ?? []
        const csv = await recipientsCsv(needs, { campaign, round, lists: TROUBLE, shards, actor: c.get('actor') })
        const name = `recipients-${campaign.campaignId}-${round}${files.length > 1 ? `-${part}` : ''}.csv`
        return c.body(csv, 200, {
          'content-type': 'text/csv; charset=utf-8',
          'content-disposition': `attachment; filename="${name}"`,
        })
      })

      .get('/staff/campaigns/:id/doubtful/:decision{send-again|give-up}', async (c) => {
        const found = await asked(c)
        if (!found) return c.notFound()
        const { campaign, round } = found
        const snapshot = await snapshotOf(campaign, round)
        const many = snapshot && countsOf(snapshot.shards).states.UNCERTAIN
        const isFresh = snapshot && isFreshOf(campaign, snapshot, needs.now())
        if (many === 0 && isFresh) return c.redirect(`/staff/campaigns/${campaign.campaignId}`, 303)
        const { from, done } = Going.parse(c.req.query())
        return c.html(
          <DecideAllPage
            site={site}
            actor={c.get('actor')}
            campaign={campaign}
            round={round}
            mailing={mailingName(campaign, round)}
            decision={DecisionName.parse(c.req.param('decision'))}
            many={isFresh ? many : undefined}
            atOnce={DECIDED_AT_ONCE}
            done={done}
            from={from && nameOf(from)}
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
          from: nameOf(resolved.next),
          done: String(done + resolved.many),
        })
        return c.redirect(`/staff/campaigns/${campaignId}/doubtful/${decision}?${rest}`, 303)
      })

      .get('/staff/campaigns/:id/recipients/:memberId', async (c) => {
        const [found, memberId] = [await asked(c), MemberId.safeParse(c.req.param('memberId'))]
        if (!found || !memberId.success) return c.notFound()
        const city = await cityOf(found.campaign)
        const shown = await mailAsSent(needs, { ...found, city, memberId: memberId.data })
        if (!shown) return c.notFound()
        return c.html(
          <RecipientPage
            site={site}
            actor={c.get('actor')}
            campaign={found.campaign}
            city={city}
            round={found.round}
            mailing={mailingName(found.campaign, found.round)}
            recipient={shown}
          />,
        )
      })

      .get('/staff/campaigns/:id/recipients/:memberId/mail', async (c) => {
        const [found, memberId] = [await asked(c), MemberId.safeParse(c.req.param('memberId'))]
        if (!found || !memberId.success) return c.notFound()
        const city = await cityOf(found.campaign)
        const shown = await mailAsSent(needs, { ...found, city, memberId: memberId.data })
        if (!shown?.mail) return c.notFound()
        c.set('policy', MAIL_POLICY)
        return c.html(shown.mail.html)
      })
  )
}

const RoundNumber = z.coerce.number().int().nonnegative()
const Part = z.coerce.number().int().positive().catch(1)
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
const nameOf = ({ shard, memberId }: ListPosition) => `${shard}.${memberId}`
const List = z.enum(LIST_NAMES)

/** What the file holds: whatever staff may have to do something about. */
const TROUBLE: readonly ListName[] = ['doubtful', 'failed']

/** The list that is worth looking at first. */
const firstOf = (snapshot: Snapshot | undefined): ListName => {
  const counts = snapshot && countsOf(snapshot.shards).states
  return LIST_NAMES.find((name) => LISTS[name].some((state) => (counts?.[state] ?? 0) > 0)) ?? 'mailed'
}

/** All of them when nothing is known. */
const shardsWith = (campaign: Campaign, snapshot: Snapshot | undefined, lists: readonly ListName[]): number[] =>
  Array.from({ length: shardsOf(campaign) ?? 0 }, (_, shard) => shard).filter((shard) => {
    const states = snapshot?.shards[shard]?.states
    return !states || lists.some((list) => LISTS[list].some((state) => (states[state] ?? 0) > 0))
  })

/** The mail's own styles stand in it; it runs no script, loads nothing and is shown inside our own page only. */
const MAIL_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"

const ON_A_PAGE = 50
/** A page answers within a second or two; the next one goes on from there. */
const MOST_READ = 20_000
