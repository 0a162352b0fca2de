import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { User, userKey } from '../../../shared/identity/actor.ts'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { NETWORK } from '../../../shared/results/network/network-report.ts'
import type { ReportWork } from '../../../shared/results/report-work.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Problem } from '../../../web/components/form.tsx'
import { filterOf } from '../../../web/results/group-filter.tsx'
import { PreviewPage } from '../../../web/results/preview-page.tsx'
import { ReportListPage } from '../../../web/results/report-list-page.tsx'
import { ReportPage } from '../../../web/results/report-page.tsx'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { statusOf } from '../../http/refusals.ts'
import { missedOf } from '../publishing/council-told.ts'
import { CSV_COLUMNS } from '../publishing/report-csv.ts'
import { asDocument, readReport } from '../publishing/report-items.ts'
import {
  approveReport,
  type DecidedReport,
  holdBackReport,
  makeReportAgain,
  type ReportRefusal,
} from './decide-report.ts'
import { allReportWork, namedReport } from './named-report.ts'
import { shownReport } from './shown-report.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  startReport: StartWorkflow
  startPublication: StartWorkflow
}

/** Staff look at a report before its council does, and let it go. Stands behind the guard of the staff app. */
export const previewRoutes = (needs: Needs) => {
  const { site, table, now } = needs

  const shown = async (work: ReportWork): Promise<ReportDocument | undefined> => {
    if (work.state === 'published') return readReport(table, work.city, work.campaignId)
    const draft = await shownReport(table, work)
    return draft && asDocument(draft, now())
  }

  const previewPage = async (
    c: Context<Page>,
    work: ReportWork,
    more: { problems?: Problem[]; notice?: string | undefined; typed?: { reason: string } } = {},
  ) => {
    const report = await shown(work)
    const by = 'by' in work ? await table.get(User, userKey(work.by)) : undefined
    const missed = report && work.state === 'published' ? await missedOf(table, report) : []
    const told = { work, missed, decidedBy: by?.name }
    return report && <PreviewPage site={site} actor={c.get('actor')} report={report} {...told} {...more} />
  }

  /** A refusal shows the same page again with the reason on top. */
  const after = async (c: Context<Page>, id: string, decided: DecidedReport, notice: string, reason = '') => {
    const named = await namedReport(table, id)
    if (!named) return c.notFound()
    if (decided.outcome === 'decided') return c.redirect(`/staff/reports/${id}?done=${notice}`, 303)
    const problems = [{ field: FIELDS[decided.reason] ?? 'decide', message: REFUSED[decided.reason] }]
    const page = await previewPage(c, named.work, { problems, typed: { reason } })
    return page ? c.html(page, statusOf(decided.reason)) : c.notFound()
  }

  return (
    new Hono<Page>()
      .get('/staff/reports', async (c) =>
        c.html(<ReportListPage site={site} actor={c.get('actor')} reports={await allReportWork(table)} />),
      )

      .get('/staff/reports/:id', async (c) => {
        const named = await namedReport(table, c.req.param('id'))
        const page = named && (await previewPage(c, named.work, { notice: noticeOf(named.work, c.req.query('done')) }))
        return page ? c.html(page) : c.notFound()
      })

      /** As its council will see it. */
      .get('/staff/reports/:id/shown', async (c) => {
        const named = await namedReport(table, c.req.param('id'))
        const report = named && (await shown(named.work))
        if (!report) return c.notFound()
        const filter = filterOf(report, c.req.query('by'))
        const page = { site, language: c.get('reader'), actor: c.get('actor'), report, filter }
        return c.html(<ReportPage {...page} columns={CSV_COLUMNS} />)
      })

      // A refused form leaves the browser at an address that only takes posts.
      .get('/staff/reports/:id/:act{publish|hold-back|again}', (c) =>
        c.redirect(`/staff/reports/${encodeURIComponent(c.req.param('id'))}`, 303),
      )

      .post('/staff/reports/:id/publish', async (c) => {
        const named = await namedReport(table, c.req.param('id'))
        if (!named) return c.notFound()
        const { campaignId, city } = named.work
        const approving = { campaignId, city, ...Approval.parse(await c.req.parseBody()) }
        return after(c, campaignId, await approveReport(needs, c.get('actor'), approving), 'approved')
      })

      .post('/staff/reports/:id/hold-back', async (c) => {
        const named = await namedReport(table, c.req.param('id'))
        if (!named) return c.notFound()
        const { campaignId, city } = named.work
        const { reason } = Reason.parse(await c.req.parseBody())
        const held = await holdBackReport(needs, c.get('actor'), { campaignId, city, reason })
        return after(c, campaignId, held, 'held-back', reason)
      })

      .post('/staff/reports/:id/again', async (c) => {
        const named = await namedReport(table, c.req.param('id'))
        if (!named) return c.notFound()
        const { campaignId, city } = named.work
        if (city === NETWORK) return c.redirect('/staff/reports/network', 303)
        return after(c, campaignId, await makeReportAgain(needs, c.get('actor'), { campaignId, city }), 'again')
      })
  )
}

const Approval = z.object({
  seal: z.string().catch(''),
  tellMembers: z.literal('yes').optional().catch(undefined).transform(Boolean),
})
const Reason = z.object({ reason: z.string().catch('') })

const NOTICES: Record<string, string> = {
  approved: 'You have let the report go. It is signed, and its council sees it in a moment.',
  'held-back': 'The report is held back.',
  again: 'The draft is being made again. Load this page anew in a minute.',
}

/** A report that came back says so itself. */
const noticeOf = (work: ReportWork, done: string | undefined) =>
  work.state === 'waiting' && work.changed ? undefined : NOTICES[done ?? '']

const FIELDS: Partial<Record<ReportRefusal, string>> = { 'no-reason': 'reason', 'reason-too-long': 'reason' }

const REFUSED: Record<ReportRefusal, string> = {
  unknown: 'This report is not there.',
  'changed-meanwhile': 'Somebody else has decided meanwhile. Look again.',
  'published-already': 'This report has been let go already.',
  'other-draft': 'The draft, or what it quotes, has changed since you opened this page. Look at it as it is now first.',
  'no-reason': 'Say why it is held back, so that others know what to wait for.',
  'reason-too-long': 'Say it in 2,000 characters or less.',
}
