import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { CampaignId } from '../../../shared/ids.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { NetworkPage } from '../../../web/results/network-page.tsx'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { statusOf } from '../../http/refusals.ts'
import { networkChoices } from './network-choices.ts'
import { type NetworkReportRefusal, reportOnNetwork } from './report-on-network.ts'

type Needs = { site: Site; table: Table; now: Clock; startNetworkReport: StartWorkflow }

/** Staff put the reports of several cities together. Stands behind the guard of the staff app, before `/staff/reports/:id`. */
export const networkRoutes = (needs: Needs) => {
  const { site, table } = needs

  const page = async (c: Context<Page>, more: { problems?: Problem[]; notice?: string | undefined }) => (
    <NetworkPage site={site} actor={c.get('actor')} choices={await networkChoices(table)} {...more} />
  )

  return new Hono<Page>()
    .get('/staff/reports/network', async (c) => c.html(await page(c, { notice: NOTICES[c.req.query('done') ?? ''] })))

    .post('/staff/reports/network', async (c) => {
      const { report, campaign } = Chosen.parse(await c.req.parseBody({ all: true }))
      const begun = report
        ? await reportOnNetwork(needs, c.get('actor'), { campaignId: report, campaigns: campaign })
        : ({ outcome: 'refused', reason: 'unknown' } as const)
      if (begun.outcome === 'begun') return c.redirect('/staff/reports/network?done=begun', 303)
      const problems = [{ field: 'report', message: REFUSED[begun.reason] }]
      return c.html(await page(c, { problems }), statusOf(begun.reason))
    })
}

const Texts = z.union([z.array(z.string()), z.string().transform((one) => [one])]).catch([])
const Chosen = z.object({ report: CampaignId.optional().catch(undefined), campaign: Texts })

const NOTICES: Record<string, string> = {
  begun: 'The report on the network is being made. Load this page anew in a minute.',
}

const REFUSED: Record<NetworkReportRefusal, string> = {
  unknown: 'These reports are not there, or were asked differently.',
  'published-already': 'This report has been let go already.',
  'too-few-cities': 'Choose two cities at least.',
}
