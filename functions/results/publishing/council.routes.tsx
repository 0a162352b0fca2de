import { type Context, Hono } from 'hono'
import { CITIES, City, cityKey } from '../../../shared/cities/city.ts'
import { type Actor, may } from '../../../shared/identity/actor.ts'
import { CampaignId } from '../../../shared/ids.ts'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { besideOthers } from '../../../shared/results/network/city-in-network.ts'
import type { Clock } from '../../../shared/units.ts'
import { CityInNetworkPage } from '../../../web/results/city-in-network-page.tsx'
import { filterOf } from '../../../web/results/group-filter.tsx'
import { CityReportsPage, CouncilCitiesPage } from '../../../web/results/list-pages.tsx'
import { ReportPage } from '../../../web/results/report-page.tsx'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { type ActorOf, readerOfCity, requireCouncil } from '../../http/guard.tsx'
import { surveysOf } from '../counting/rough-counts.ts'
import { reportSchema } from '../downloads/report-schema.ts'
import { sha256 } from '../gate/canonical.ts'
import { publicKeys } from '../gate/signing.ts'
import { CSV_COLUMNS } from './report-csv.ts'
import { listReports, listSlices, readReport } from './report-items.ts'

type Needs = { site: Site; table: Table; now: Clock; actorOf: ActorOf }

/** What councils read of their city, and staff of every city: stored reports and nothing else of what was answered. */
export const councilRoutes = (needs: Needs) =>
  new Hono<Page>()
    .use('/council/*', requireCouncil(needs))

    .get('/council', async (c) => {
      const cities = await readableCities(needs.table, c.get('actor'))
      return c.html(<CouncilCitiesPage {...page(needs, c)} cities={cities} />)
    })

    /** With these anybody can see that the gate has signed a report. */
    .get('/council/report-keys.json', async (c) => c.json({ keys: await publicKeys(needs.table) }))

    .get('/council/report.schema.json', (c) => c.json(reportSchema()))

    .get('/council/:city', async (c) => {
      const slug = await readerOfCity(needs.site, c, c.req.param('city'))
      if (slug instanceof Response) return slug
      const city = await needs.table.get(City, cityKey(slug))
      if (!city) return c.notFound()
      const [reports, slices, surveys] = await Promise.all([
        listReports(needs.table, slug),
        listSlices(needs.table, slug),
        surveysOf(needs, slug),
      ])
      return c.html(<CityReportsPage {...page(needs, c)} city={city} reports={reports} slices={slices} {...surveys} />)
    })

    .get('/council/:city/reports/:file', async (c) => {
      const city = await readerOfCity(needs.site, c, c.req.param('city'))
      if (city instanceof Response) return city
      const [, id = '', format] = /^([^.]*)(?:\.(csv|json))?$/.exec(c.req.param('file')) ?? []
      const campaignId = CampaignId.safeParse(id)
      const report = campaignId.success ? await readReport(needs.table, city, campaignId.data) : undefined
      if (!report) return c.notFound()
      // Files were named so once, and addresses of files are kept in other people's programs.
      if (format) return c.redirect(`/council/${city}/reports/${report.campaignId}/files/report.${format}`, 301)
      return answer(needs, c, await withOthers(needs.table, report))
    })

/** The report of a city, with how the city compares where a report on the network was published. */
const withOthers = async (table: Table, report: ReportDocument): Promise<ReportDocument> => {
  if (report.scope.kind !== 'city') return report
  const slices = await listSlices(table, report.city)
  const row = slices.find(({ of }) => of === report.campaignId)
  return row ? besideOthers(report, await readReport(table, row.city, row.campaignId)) : report
}

/** Kept by browsers, but asked for each time: the tag changes with the release, with the reader and with how pages look. */
const answer = (needs: Needs, c: Context<Page>, report: ReportDocument) => {
  const filter = filterOf(report, c.req.query('by'))
  const html = String(
    report.scope.kind === 'city-in-network' ? (
      <CityInNetworkPage {...page(needs, c)} report={report} columns={CSV_COLUMNS} />
    ) : (
      <ReportPage {...page(needs, c)} report={report} filter={filter} columns={CSV_COLUMNS} />
    ),
  )
  const tag = `"r${report.release}-${sha256(html).slice(0, 32)}"`
  c.header('etag', tag)
  c.header('cache-control', 'private, no-cache')
  c.header('vary', 'cookie, accept-language')
  return c.req.header('if-none-match') === tag ? c.body(null, 304) : c.html(html)
}

const page = ({ site }: Needs, c: Context<Page>) => ({ site, language: c.get('reader'), actor: c.get('actor') })

const readableCities = async (table: Table, actor: Actor): Promise<City[]> => {
  const { items } = await table.query(City, { pk: CITIES })
  return items.filter(({ slug }) => may(actor, 'report.read', slug)).sort((a, b) => a.name.localeCompare(b.name))
}
