import { type Context, Hono } from 'hono'
import { CITIES, City } from '../../../shared/cities/city.ts'
import { ExportId, type NewId } from '../../../shared/ids.ts'
import { type Export, ExportFilter, rowsOf } from '../../../shared/membership/transfer/export.ts'
import type { Clock } from '../../../shared/units.ts'
import { ExportListPage, ExportPage, fileName } from '../../../web/membership/export/export-pages.tsx'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { askForExport } from './ask-for-export.ts'
import { latestExports, readExport, takeFile } from './read-export.ts'

type Needs = { site: Site; table: Table; now: Clock; newId: NewId; startExport: StartWorkflow }

/** Staff take members out as files. Stands behind the guard of staff. */
export const exportRoutes = (needs: Needs) => {
  const { site, table } = needs
  const citiesNow = async () => (await table.query(City, { pk: CITIES })).items
  const exportNamed = async (c: Context<Page>): Promise<Export | undefined> => {
    const exportId = ExportId.safeParse(c.req.param('id'))
    return exportId.success ? readExport(needs, exportId.data) : undefined
  }

  return (
    new Hono<Page>()
      .get('/staff/exports', async (c) => {
        const page = { site, actor: c.get('actor'), cities: await citiesNow(), exports: await latestExports(needs) }
        return c.html(<ExportListPage {...page} />)
      })

      .post('/staff/exports', async (c) => {
        const { city, state } = await c.req.parseBody()
        const filter = ExportFilter.safeParse({ ...(city !== '' && { city }), state })
        const cities = await citiesNow()
        if (!filter.success || (filter.data.city && !cities.some(({ slug }) => slug === filter.data.city))) {
          const problems = [{ field: filter.success ? 'city' : 'state', message: 'Choose one of those offered.' }]
          const page = { site, actor: c.get('actor'), cities, exports: await latestExports(needs), problems }
          return c.html(<ExportListPage {...page} />, 422)
        }
        return c.redirect(`/staff/exports/${await askForExport(needs, c.get('actor'), filter.data)}`, 303)
      })

      .get('/staff/exports/:id', async (c) => {
        const found = await exportNamed(c)
        if (!found) return c.notFound()
        return c.html(<ExportPage site={site} actor={c.get('actor')} cities={await citiesNow()} export={found} />)
      })

      .get('/staff/exports/:id/manifest.json', async (c) => {
        const found = await exportNamed(c)
        if (found?.state !== 'ready') return c.notFound()
        const files = found.files.map(({ rows, bytes, sha256 }, index) => ({
          name: fileName(found, index),
          ...{ rows, bytes, sha256 },
        }))
        const { exportId, filter, askedAt, readyAt, listed, gone, missing } = found
        return c.json({ exportId, filter, askedAt, readyAt, rows: rowsOf(found), listed, gone, missing, files })
      })

      // By POST, since it is written down who took the file.
      .post('/staff/exports/:id/files/:n', async (c) => {
        const found = await exportNamed(c)
        if (!found) return c.notFound()
        const index = Number(c.req.param('n')) - 1
        const taken = await takeFile(needs, c.get('actor'), found.exportId, index)
        if (taken.outcome === 'refused') return c.notFound()
        const name = fileName(found, index)
        const understood = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '')
        c.header('content-disposition', `attachment; filename="${name}${understood ? '' : '.gz'}"`)
        c.header('content-type', understood ? 'text/csv; charset=utf-8' : 'application/gzip')
        if (understood) c.header('content-encoding', 'gzip')
        return c.body(new Uint8Array(taken.compressed))
      })
  )
}
