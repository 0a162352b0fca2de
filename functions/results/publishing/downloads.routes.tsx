import { Hono } from 'hono'
import { CampaignId } from '../../../shared/ids.ts'
import { log } from '../../adapters/log.ts'
import type { Table } from '../../adapters/table.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { type ActorOf, readerOfCity, requireCouncil } from '../../http/guard.tsx'
import { FILES, fileName, releaseFile } from '../downloads/release-files.ts'
import { readReport } from './report-items.ts'

type Needs = { site: Site; table: Table; actorOf: ActorOf }

/** The files of a published report, for its council and for staff: made when they are asked for, from the stored release alone. */
export const downloadRoutes = (needs: Needs) =>
  new Hono<Page>()
    .use('/council/*', requireCouncil(needs))

    .get('/council/:city/reports/:id/files/:file', async (c) => {
      const city = await readerOfCity(needs.site, c, c.req.param('city'))
      if (city instanceof Response) return city
      const campaignId = CampaignId.safeParse(c.req.param('id'))
      const kind = FILES.find((name) => `report.${name}` === c.req.param('file'))
      const report = campaignId.success && kind ? await readReport(needs.table, city, campaignId.data) : undefined
      if (!kind || !report) return c.notFound()

      // The same release has the same bytes, for everybody who may read it.
      const tag = `"r${report.release}-${report.seal.slice(0, 16)}-${kind}-${EDITION}"`
      c.header('etag', tag)
      c.header('cache-control', 'private, no-cache')
      c.header('vary', 'cookie')
      if (c.req.header('if-none-match') === tag) return c.body(null, 304)

      log.info('a report was downloaded', { campaignId: report.campaignId, kind, userId: c.get('actor').userId })
      const { bytes, mediaType } = await releaseFile(report, needs.site.networkName, kind)
      c.header('content-disposition', `attachment; filename="${fileName(report, kind)}"`)
      return c.body(bytes, 200, { 'content-type': mediaType })
    })

/** To be raised when the files of an old release come out differently, so that browsers do not keep two kinds of them. */
const EDITION = 3
