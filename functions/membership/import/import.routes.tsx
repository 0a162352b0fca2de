import { gzipSync } from 'node:zlib'
import { type Context, Hono } from 'hono'
import * as z from 'zod'
import { CITIES, City } from '../../../shared/cities/city.ts'
import { ImportId, type NewId } from '../../../shared/ids.ts'
import { guessColumns } from '../../../shared/membership/transfer/columns.ts'
import { IMPORT, IMPORTS, Import, type ImportIn, RowOutcome } from '../../../shared/membership/transfer/import.ts'
import {
  type MappingProblem,
  readMapping,
  type TypedMapping,
} from '../../../shared/membership/transfer/mapping-form.ts'
import type { Clock } from '../../../shared/units.ts'
import { ImportListPage } from '../../../web/membership/import/import-list-page.tsx'
import { ImportPage } from '../../../web/membership/import/import-page.tsx'
import { MappingPage } from '../../../web/membership/import/mapping-page.tsx'
import { ImportReportPage } from '../../../web/membership/import/report-page.tsx'
import { uploadScript } from '../../../web/membership/import/upload-script.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import type { Page, Site } from '../../http/audience.tsx'
import { batchRows, progressOf, readImport } from './import-items.ts'
import { failedRows, keptRows, reportFile, reportPage } from './report.ts'
import {
  changeColumns,
  checkImport,
  confirmImport,
  discardImport,
  pauseImport,
  resumeImport,
  stopImport,
  takeBackImport,
  weighImport,
} from './steer-import.ts'
import { beginUpload, FileBegun, finishUpload, takePart, takeWholeFile } from './upload-file.ts'

type Needs = { site: Site; table: Table; now: Clock; newId: NewId; startImport: StartWorkflow }

/** Staff bring members from a file. Stands behind the guard of staff. */
export const importRoutes = (needs: Needs) => {
  const { site, table, now } = needs

  const importNamed = async (c: Context<Page>): Promise<Import | undefined> => {
    const importId = ImportId.safeParse(c.req.param('id'))
    return importId.success ? readImport(table, importId.data) : undefined
  }

  const listPage = async (c: Context<Page>, problem?: string) => {
    const { items: imports } = await table.query(Import, { pk: IMPORTS, newestFirst: true, limit: 50 })
    const problems = problem ? [{ field: 'file', message: problem }] : []
    const page = { site, actor: c.get('actor'), imports, problems }
    return c.html(<ImportListPage {...page} />, problem ? 422 : 200)
  }

  const mappingPage = async (
    c: Context<Page>,
    found: ImportIn<'to-map'>,
    typed: TypedMapping,
    problems: MappingProblem[] = [],
  ) => {
    const rows = await batchRows(table, found.importId, 0)
    const { items: cities } = await table.query(City, { pk: CITIES })
    const examples = rows.slice(0, 3).map(({ cells }) => cells)
    const page = { site, actor: c.get('actor'), import: found, examples, cities, typed, problems }
    return c.html(<MappingPage {...page} />, problems.length > 0 ? 422 : 200)
  }

  const importPage = async (c: Context<Page>, found: Import, problem?: string) => {
    if (found.state === 'to-map') return mappingPage(c, found, typedOf(found))
    const rowsDone = 'run' in found ? (await progressOf(table, found.importId, found.run)).rows : 0
    const failed = found.state === 'imported' ? await failedRows(table, found.importId, found.run) : []
    const kept = found.state === 'removed' ? await keptRows(table, found.importId, found.weighRun) : []
    const page = { site, actor: c.get('actor'), import: found, now: now(), rowsDone, failed, kept, problem }
    return c.html(<ImportPage {...page} />, problem ? 409 : 200)
  }

  return new Hono<Page>()
    .get('/staff/imports', (c) => listPage(c))

    .get('/staff/imports/upload.js', (c) => {
      c.header('content-type', 'text/javascript; charset=utf-8')
      return c.body(uploadScript)
    })

    .post('/staff/imports', async (c) => {
      const { file } = await c.req.parseBody()
      if (!(file instanceof File) || file.size === 0) return listPage(c, 'Choose a file that is not empty.')
      if (file.size > IMPORT.mostBytesAtOnce)
        return listPage(c, 'Without JavaScript a file may have 500 KB. Switch it on, or cut the file into several.')
      const begun = await takeWholeFile(needs, c.get('actor'), file.name, new Uint8Array(await file.arrayBuffer()))
      if (begun.outcome === 'refused') return listPage(c, 'A file may have 20 MB. Cut it into several.')
      return c.redirect(`/staff/imports/${begun.importId}`, 303)
    })

    .post('/staff/imports/begin', async (c) => {
      const file = FileBegun.safeParse(await c.req.json().catch(() => undefined))
      if (!file.success) return c.json({ outcome: 'refused', reason: 'not-a-file' }, 422)
      const begun = await beginUpload(needs, c.get('actor'), file.data)
      return c.json(begun, begun.outcome === 'begun' ? 200 : 422)
    })

    .post('/staff/imports/:id/parts/:n', async (c) => {
      const importId = ImportId.safeParse(c.req.param('id'))
      if (!importId.success) return c.notFound()
      const part = { n: Number(c.req.param('n')), bytes: new Uint8Array(await c.req.arrayBuffer()) }
      const taken = await takePart(needs, c.get('actor'), { importId: importId.data, ...part })
      return c.json(taken, taken.outcome === 'taken' ? 200 : taken.reason === 'unknown' ? 404 : 422)
    })

    .post('/staff/imports/:id/finish', async (c) => {
      const importId = ImportId.safeParse(c.req.param('id'))
      if (!importId.success) return c.notFound()
      const finished = await finishUpload(needs, c.get('actor'), importId.data)
      return c.json(finished, finished.outcome === 'finished' ? 200 : finished.reason === 'unknown' ? 404 : 409)
    })

    .get('/staff/imports/:id', async (c) => {
      const found = await importNamed(c)
      return found ? importPage(c, found) : c.notFound()
    })

    .post('/staff/imports/:id/check', async (c) => {
      const found = await importNamed(c)
      if (!found) return c.notFound()
      if (found.state !== 'to-map') return importPage(c, found, CHANGED)
      const form = await c.req.parseBody({ all: true })
      const typed = typedMapping(form, found.headers.length)
      const { items: cities } = await table.query(City, { pk: CITIES })
      const read = readMapping(
        typed,
        cities.map(({ slug }) => slug),
      )
      if (read.outcome === 'refused') return mappingPage(c, found, typed, read.problems)
      const decided = { importId: found.importId, revision: Revision.parse(form).revision }
      const checked = await checkImport(needs, c.get('actor'), decided, read)
      if (checked.outcome === 'refused') return importPage(c, (await importNamed(c)) ?? found, CHANGED)
      return c.redirect(`/staff/imports/${found.importId}`, 303)
    })

    .get('/staff/imports/:id/report', async (c) => {
      const found = await importNamed(c)
      if (!found || !('checkRun' in found)) return c.notFound()
      const show = RowOutcome.safeParse(c.req.query('show')).data ?? 'all'
      const page = await reportPage(table, found, show, c.req.query('from'))
      return c.html(<ImportReportPage site={site} actor={c.get('actor')} import={found} show={show} {...page} />)
    })

    .get('/staff/imports/:id/report.csv', async (c) => {
      const found = await importNamed(c)
      if (!found || !('checkRun' in found)) return c.notFound()
      c.header('content-disposition', `attachment; filename="${found.importId}-rows.csv"`)
      c.header('content-type', 'text/csv; charset=utf-8')
      const file = await reportFile(table, found)
      if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(file)
      c.header('content-encoding', 'gzip')
      return c.body(new Uint8Array(gzipSync(file)))
    })

    .post('/staff/imports/:id/:act', async (c) => {
      const found = await importNamed(c)
      const act = Object.entries(ACTS).find(([name]) => name === c.req.param('act'))?.[1]
      if (!found || !act) return c.notFound()
      const { revision } = Revision.parse(await c.req.parseBody())
      const done = await act(needs, c.get('actor'), { importId: found.importId, revision })
      if (done.outcome === 'refused') return importPage(c, (await importNamed(c)) ?? found, CHANGED)
      return c.redirect(act === discardImport ? '/staff/imports' : `/staff/imports/${found.importId}`, 303)
    })
}

const CHANGED = 'The import has moved on meanwhile. This is how it stands now.'

const ACTS = {
  columns: changeColumns,
  confirm: confirmImport,
  pause: pauseImport,
  resume: resumeImport,
  stop: stopImport,
  discard: discardImport,
  weigh: weighImport,
  'take-back': takeBackImport,
}

const Revision = z.object({ revision: z.coerce.number().int().catch(0) })

const text = z.string().max(200).catch('')
const many = z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([])
const MappingFields = z.object({
  city: text,
  language: text,
  topics: many,
  wording: text,
  agreedOn: text,
  paidThrough: text,
  dates: text,
  options: many,
})

const typedMapping = (form: Record<string, unknown>, columns: number): TypedMapping => {
  const { options, ...fields } = MappingFields.parse(form)
  return {
    ...fields,
    columns: Array.from({ length: columns }, (_, index) => text.parse(form[`column-${index}`])),
    lapsed: options.includes('lapsed'),
    fillIn: options.includes('fillIn'),
  }
}

const typedOf = ({ columns, defaults, headers }: ImportIn<'to-map'>): TypedMapping => ({
  columns: (columns.length > 0 ? columns : guessColumns(headers)).map((field) => field ?? ''),
  city: defaults.city ?? '',
  language: defaults.language,
  topics: defaults.topics,
  wording: defaults.wording,
  agreedOn: defaults.agreedOn ?? '',
  paidThrough: defaults.paidThrough ?? '',
  dates: defaults.dates,
  lapsed: defaults.lapsed,
  fillIn: defaults.fillIn,
})
