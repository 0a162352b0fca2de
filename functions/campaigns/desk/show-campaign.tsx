import type { Context } from 'hono'
import { type Campaign, type CampaignIn, isPlanned } from '../../../shared/campaigns/campaign.ts'
import type { City } from '../../../shared/cities/city.ts'
import type { NewId } from '../../../shared/ids.ts'
import { ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import { type Clock, epochSecondsOf, plusSeconds } from '../../../shared/units.ts'
import { CampaignPage } from '../../../web/campaigns/campaign-page.tsx'
import { REFUSED } from '../../../web/campaigns/phrases.ts'
import type { Problem } from '../../../web/components/form.tsx'
import type { Links } from '../../adapters/links.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import type { Page } from '../../http/audience.tsx'
import { readCampaign } from '../campaigns.ts'
import { type Content, contentOf } from '../drafting/content.ts'
import { pausedItself, readFigures } from '../events/break-circuit.ts'
import { reviewCampaign, type TypedLaunch } from '../launch/review-campaign.ts'
import { namedCampaign } from '../named-campaign.ts'
import type { MailSite } from '../sending/write-invitation.ts'
import { progressOf } from './progress.ts'

export type CampaignNeeds = {
  site: MailSite
  table: Table
  now: Clock
  newId: NewId
  links: Links
  startWorkflow: StartWorkflow
  startReport: StartWorkflow
  startPlan: StartWorkflow
  startTest: StartWorkflow
  cities: () => Promise<City[]>
}

type Shown = { problems?: Problem[]; notice?: string; typed?: TypedLaunch }

/** What the pages of one campaign have in common. */
export const showCampaign = (needs: CampaignNeeds) => {
  const { site, table, now } = needs
  const { campaignNamed, cityOf } = namedCampaign(needs)

  const campaignPage = async (c: Context<Page>, campaign: Campaign, shown: Shown = {}) => {
    const [city, content] = await Promise.all([cityOf(campaign), contentOf(table, campaign)])
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
        about={{
          title: titleOf(content),
          newerVersion: isPlanned(campaign) && content.kind === 'survey' && content.newerVersion,
        }}
        problems={shown.problems}
        notice={shown.notice}
        review={
          reviewed
            ? await reviewCampaign(needs, { campaign, city, content, actor: c.get('actor'), typed: shown.typed })
            : undefined
        }
        report={state === 'closed' ? await reportOf(campaign) : undefined}
        startsIn={startsIn}
        figures={pausedItself(campaign) ? await readFigures(table, campaign.campaignId) : undefined}
        progress={await progressOf({ table, now }, campaign, city.timeZone)}
        now={now()}
      />
    )
  }

  const reportOf = async ({ city, campaignId, closedAt }: CampaignIn<'closed'>) => {
    const work = await table.get(ReportWork, reportWorkKey({ campaignId, city }))
    if (work) return work.state === 'published' ? 'there' : work.state
    return now() < plusSeconds(closedAt, REPORT_SECONDS) ? 'being-made' : 'missing'
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

  return { campaignNamed, cityOf, campaignPage, after }
}

const titleOf = (content: Content): string => {
  switch (content.kind) {
    case 'survey':
      return content.survey?.title ?? 'A survey that was removed'
    case 'call':
      return content.call?.title ?? 'A call that was removed'
    case 'update':
      return 'An update'
  }
}

/** A report that takes longer has failed: the workflow asks sixty times, every fifteen seconds, whether all is counted. */
const REPORT_SECONDS = 1200
