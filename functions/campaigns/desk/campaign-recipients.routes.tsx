import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { countsOf, LIST_NAMES, LISTS, type ListName, type Snapshot } from '../../../shared/campaigns/desk/snapshot.ts'
import { MemberId } from '../../../shared/ids.ts'
import { mailingName } from '../../../web/campaigns/phrases.ts'
import { RecipientPage } from '../../../web/campaigns/recipient-page.tsx'
import { RecipientsPage } from '../../../web/campaigns/recipients-page.tsx'
import type { Page } from '../../http/audience.tsx'
import { seeSnapshot, shardsOf, takeSnapshot } from '../launch/take-snapshot.ts'
import { namedCampaign } from '../named-campaign.ts'
import { mailAsSent } from '../sending/mail-as-sent.ts'
import { ListPosition, listRows, positionName, withNames } from './list-recipients.ts'
import { namedMailing } from './named-mailing.ts'
import { filesFor, recipientsCsv } from './recipients-csv.ts'
import type { CampaignNeeds } from './show-campaign.tsx'

/** Who is on the ledger of a campaign, and what became of each mail. */
export const campaignRecipientRoutes = (needs: CampaignNeeds) => {
  const { site, table } = needs
  const { campaignNamed, cityOf } = namedCampaign(needs)
  const asked = namedMailing(needs)

  const listPage = async (c: Context<Page>, { campaign, round }: { campaign: Campaign; round: number }) => {
    const [city, snapshot] = await Promise.all([cityOf(campaign), seeSnapshot(needs, { campaign, round })])
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
        next={found.next && positionName(found.next)}
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

const Part = z.coerce.number().int().positive().catch(1)
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
