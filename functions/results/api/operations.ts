import * as z from 'zod'
import { CITIES, City } from '../../../shared/cities/city.ts'
import { CampaignId, CitySlug } from '../../../shared/ids.ts'
import { ReportDocument } from '../../../shared/results/document.ts'
import { ReportRow } from '../../../shared/results/report-row.ts'
import type { Table } from '../../adapters/table.ts'
import { reportSchema } from '../downloads/report-schema.ts'
import { listReports, listSlices, readRelease, readReport } from '../publishing/report-items.ts'

/** Each is at the address without this, too, as links in answers say. */
export const API = '/api/v1'

export type Asking = {
  table: Pick<Table, 'get' | 'query'>
  publicUrl: string
  /** What the key that was shown opens. */
  mayRead: (city: CitySlug) => boolean
}

export type Operation = {
  id: string
  /** As OpenAPI writes it, below `API`. */
  path: `/${string}`
  summary: string
  /** Needs no key: the same for everybody. */
  open?: boolean
  params: z.ZodObject
  query?: z.ZodObject
  answers: z.ZodType
  /** `given` is what `params` and `query` parsed; nothing where there is nothing at the address. */
  find: (asking: Asking, given: never) => Promise<unknown>
}

const operation = <P extends z.ZodObject, Q extends z.ZodObject>(
  declared: Omit<Operation, 'params' | 'query' | 'find'> & {
    params: P
    query?: Q
    find: (asking: Asking, given: z.output<P> & z.output<Q>) => Promise<unknown>
  },
): Operation => declared

export const ReportListed = ReportRow.extend({ url: z.url() }).meta({ description: 'A published report.' })
export const ReportList = z.object({
  city: CitySlug,
  /** Closed last first. */
  reports: z.array(ReportListed),
  /** The address of the next page; absent on the last one. */
  next: z.url().optional(),
})
export const CityList = z.object({
  cities: z.array(City.pick({ slug: true, name: true, state: true, timeZone: true }).extend({ reports: z.url() })),
})

const noParams = z.object({})
const ofCity = z.object({ city: CitySlug })
const ofCampaign = ofCity.extend({ campaignId: CampaignId })
const Paging = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50).meta({ description: 'Reports in one answer.' }),
  after: CampaignId.optional().meta({ description: 'The last report of the page before.' }),
})

/** Everything that programs can ask for: routes and their description are both made of this. */
export const OPERATIONS: readonly Operation[] = [
  operation({
    id: 'listCities',
    path: '/cities',
    summary: 'The cities whose reports the key opens',
    params: noParams,
    answers: CityList,
    find: async ({ table, publicUrl, mayRead }) => {
      const { items } = await table.query(City, { pk: CITIES })
      const cities = items.filter(({ slug }) => mayRead(slug)).toSorted((a, b) => (a.slug < b.slug ? -1 : 1))
      const reports = (slug: CitySlug) => `${publicUrl}${API}/cities/${slug}/reports`
      return {
        cities: cities.map(({ slug, name, state, timeZone }) => ({
          slug,
          name,
          state,
          timeZone,
          reports: reports(slug),
        })),
      }
    },
  }),
  operation({
    id: 'listReports',
    path: '/cities/{city}/reports',
    summary: 'The published reports of a city, and what it reads of reports on the network; closed last first',
    params: ofCity,
    query: Paging,
    answers: ReportList,
    find: async ({ table, publicUrl }, { city, limit, after }) => {
      const [own, ofNetwork] = await Promise.all([listReports(table, city), listSlices(table, city)])
      const all = [...own, ...ofNetwork].sort((a, b) => (a.closedAt < b.closedAt ? 1 : -1))
      const at = after === undefined ? 0 : all.findIndex(({ campaignId }) => campaignId === after) + 1
      if (after !== undefined && at === 0) return undefined
      const page = all.slice(at, at + limit)
      const address = `${publicUrl}${API}/cities/${city}/reports`
      const last = page.at(-1)
      return {
        city,
        reports: page.map((row) => ({ ...ReportRow.parse(row), url: `${address}/${row.campaignId}` })),
        ...(last && at + limit < all.length && { next: `${address}?limit=${limit}&after=${last.campaignId}` }),
      }
    },
  }),
  operation({
    id: 'readReport',
    path: '/cities/{city}/reports/{campaignId}',
    summary: 'The latest release of a report',
    params: ofCampaign,
    answers: ReportDocument,
    find: ({ table }, { city, campaignId }) => readReport(table, city, campaignId),
  }),
  operation({
    id: 'readRelease',
    path: '/cities/{city}/reports/{campaignId}/releases/{release}',
    summary: 'One release of a report; releases never change',
    params: ofCampaign.extend({ release: z.coerce.number().int().min(1).max(9999) }),
    answers: ReportDocument,
    find: async ({ table }, { city, campaignId, release }) => {
      const latest = await readReport(table, city, campaignId)
      return latest && (latest.release === release ? latest : readRelease(table, latest, release))
    },
  }),
  operation({
    id: 'readReportSchema',
    path: '/report.schema.json',
    summary: 'The JSON Schema of a report',
    open: true,
    params: noParams,
    answers: z.looseObject({ $id: z.string(), $schema: z.string() }),
    find: async () => reportSchema(),
  }),
]
