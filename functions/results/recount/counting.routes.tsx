import { Hono } from 'hono'
import * as z from 'zod'
import { allAnsweredMarks } from '../../../shared/campaigns/answered.ts'
import { Campaign, campaignKey } from '../../../shared/campaigns/campaign.ts'
import { City, cityKey } from '../../../shared/cities/city.ts'
import { CampaignId } from '../../../shared/ids.ts'
import { RecountResult, recountsOf } from '../../../shared/results/counting/recount.ts'
import { ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import { type Clock, Instant, plusSeconds } from '../../../shared/units.ts'
import { CountingPage } from '../../../web/results/counting-page.tsx'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { listSetAside } from '../counting/set-aside.ts'
import { makeReportAgain } from '../drafting/decide-report.ts'
import { questionnaireReader } from '../preparing/questionnaire.ts'
import { askForRecount } from './ask-for-recount.ts'

export type CountingNeeds = {
  site: Site
  table: Table
  now: Clock
  startRecount: StartWorkflow
  startReport: StartWorkflow
}

/** Staff see whether every answer is counted, have it recounted or repaired, and a report made that failed before. Stands behind the guard of the staff app. */
export const countingRoutes = (needs: CountingNeeds) => {
  const { site, table } = needs

  const surveyNamed = async (id: string) => {
    const named = CampaignId.safeParse(id)
    const campaign = named.success ? await table.get(Campaign, campaignKey(named.data)) : undefined
    // Before its launch nobody can have answered.
    return campaign?.kind === 'survey' && 'responseKey' in campaign ? campaign : undefined
  }

  return (
    new Hono<Page>()
      .get('/staff/campaigns/:id/counting', async (c) => {
        const campaign = await surveyNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const { campaignId } = campaign
        const [city, answered, recounts, aside, questionnaire, work] = await Promise.all([
          table.get(City, cityKey(campaign.city)),
          table.count(...allAnsweredMarks(campaign)),
          table.query(RecountResult, { pk: recountsOf(campaignId), newestFirst: true, limit: 1 }),
          listSetAside(table, campaignId),
          questionnaireReader(table)(campaignId),
          table.get(ReportWork, reportWorkKey(campaign)),
        ])
        return c.html(
          <CountingPage
            site={site}
            actor={c.get('actor')}
            campaign={campaign}
            timeZone={city?.timeZone ?? 'UTC'}
            answered={answered}
            recount={recounts.items[0]}
            aside={aside}
            titles={new Map(questionnaire?.map(({ id, title }) => [id, title]))}
            awaited={isAwaited(c.req.query('asked'), recounts.items[0], needs.now())}
            report={work?.state ?? (c.req.query('report') === undefined ? 'missing' : 'asked-for')}
          />,
        )
      })

      // A refused form leaves the browser at an address that only takes posts.
      .get('/staff/campaigns/:id/counting/:act{recount|repair|report}', (c) =>
        c.redirect(`/staff/campaigns/${encodeURIComponent(c.req.param('id'))}/counting`, 303),
      )

      .post('/staff/campaigns/:id/counting/:act{recount|repair}', async (c) => {
        const campaign = await surveyNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const { campaignId } = campaign
        const at = await askForRecount(needs, { campaignId, act: Act.parse(c.req.param('act')), actor: c.get('actor') })
        return c.redirect(`/staff/campaigns/${campaignId}/counting?asked=${encodeURIComponent(at)}`, 303)
      })

      .post('/staff/campaigns/:id/counting/report', async (c) => {
        const campaign = await surveyNamed(c.req.param('id'))
        if (!campaign) return c.notFound()
        const made = await makeReportAgain(needs, c.get('actor'), campaign)
        if (made.outcome === 'refused' && made.reason === 'unknown') return c.notFound()
        // Let go meanwhile, it stands there.
        return c.redirect(`/staff/campaigns/${campaign.campaignId}/counting?report`, 303)
      })
  )
}

/** Until the next recount is there; longer than this something has gone wrong, and an alarm tells the operator. */
const isAwaited = (asked: string | undefined, last: RecountResult | undefined, now: Instant): boolean => {
  const at = Instant.safeParse(asked)
  return at.success && (!last || last.at < at.data) && now < plusSeconds(at.data, LONGEST_SECONDS)
}

const LONGEST_SECONDS = 900

const Act = z.enum(['recount', 'repair'])
