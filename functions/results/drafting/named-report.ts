import { City, cityKey } from '../../../shared/cities/city.ts'
import { CampaignId } from '../../../shared/ids.ts'
import { REPORT_WORK, ReportWork } from '../../../shared/results/report-work.ts'
import type { Table } from '../../adapters/table.ts'

/** The report that an address of staff names by its campaign, with the time zone of its city. */
export const namedReport = async (
  table: Pick<Table, 'get' | 'query'>,
  id: string,
): Promise<{ work: ReportWork; timeZone: string } | undefined> => {
  const named = CampaignId.safeParse(id)
  if (!named.success) return undefined
  const { items } = await table.query(ReportWork, { pk: REPORT_WORK, begins: `${named.data}#`, limit: 1 })
  const [work] = items
  return work && { work, timeZone: await timeZoneOf(table, work) }
}

/** Those that wait for staff first, then the newest. */
export const allReportWork = async (
  table: Pick<Table, 'get' | 'query'>,
): Promise<(ReportWork & { timeZone: string })[]> => {
  const { items } = await table.query(ReportWork, { pk: REPORT_WORK, newestFirst: true })
  const zones = new Map<string, string>()
  for (const work of items) if (!zones.has(work.city)) zones.set(work.city, await timeZoneOf(table, work))
  const first = (work: ReportWork) => Number(work.state !== 'waiting')
  return items.map((work) => ({ ...work, timeZone: zones.get(work.city) ?? 'UTC' })).sort((a, b) => first(a) - first(b))
}

const timeZoneOf = async (table: Pick<Table, 'get'>, { city }: ReportWork): Promise<string> =>
  (await table.get(City, cityKey(city)))?.timeZone ?? 'UTC'
