import * as z from 'zod'
import { CampaignId } from '../../../shared/ids.ts'
import { ReportHead } from '../../../shared/results/document.ts'
import {
  type AskedAlike,
  askedAlike,
  type CityReport,
  isNetwork,
  NETWORK,
} from '../../../shared/results/network/network-report.ts'
import { REPORT_WORK, ReportWork, type ReportWorkIn } from '../../../shared/results/report-work.ts'
import type { Table } from '../../adapters/table.ts'
import { sha256 } from '../gate/canonical.ts'
import { releaseKey, reportKey } from '../publishing/report-items.ts'

export type NetworkChoice = AskedAlike & {
  /** Of the network's report, there or yet to be made. */
  campaignId: CampaignId
  title: string
  cities: (CityReport & { name: string; answered: ReportHead['answered'] })[]
  work?: ReportWork | undefined
}

/** The same cities' answers always lead to the same report, so that it is released once: an id is made of what was asked. */
export const networkReportId = (asked: AskedAlike): CampaignId =>
  CampaignId.parse(
    `cmp_${sha256(`network|${askedAlike(asked)}`)
      .slice(0, 26)
      .toUpperCase()}`,
  )

/** What a report on the network can be made of: surveys of which the same version is published in two cities or more. */
export const networkChoices = async (table: Pick<Table, 'query' | 'getMany'>): Promise<NetworkChoice[]> => {
  const { items } = await table.query(ReportWork, { pk: REPORT_WORK, newestFirst: true })
  const published = items.filter((work) => work.state === 'published').filter(({ city }) => city !== NETWORK)
  const heads = await table.getMany(Published, published.map(releaseOf))
  const choices = new Map<CampaignId, NetworkChoice>()
  for (const [index, work] of published.entries()) {
    const head = heads[index]?.head
    if (!head) continue
    const campaignId = networkReportId(head)
    const found = choices.get(campaignId) ?? { ...head, campaignId, cities: [], work: workOf(items, campaignId) }
    // Asked twice in one city, the last time counts: the items come newest first.
    if (found.cities.some(({ city }) => city === work.city)) continue
    const { campaignId: own, city, cityName: name } = work
    choices.set(campaignId, {
      ...found,
      cities: [...found.cities, { campaignId: own, city, name, answered: head.answered }],
    })
  }
  return [...choices.values()].filter(({ cities }) => isNetwork(cities)).map(byName)
}

const releaseOf = ({ campaignId, city, release }: ReportWorkIn<'published'>) => ({
  pk: reportKey(campaignId, city),
  sk: releaseKey(release),
})

const workOf = (items: readonly ReportWork[], id: CampaignId) =>
  items.find(({ campaignId, city }) => campaignId === id && city === NETWORK)

const byName = (choice: NetworkChoice): NetworkChoice => ({
  ...choice,
  cities: choice.cities.toSorted((a, b) => a.name.localeCompare(b.name)),
})

const Published = z.object({
  head: ReportHead.pick({
    surveyId: true,
    surveyVersion: true,
    wave: true,
    protection: true,
    title: true,
    answered: true,
  }),
})
