import type { CampaignId, CitySlug } from '../../../shared/ids.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { settingsAt } from './result-settings.ts'
import { surveysOfCity } from './surveys-of-city.ts'

export type SettingsUses = {
  open: { campaignId: CampaignId; title: string; closesAt: Instant }[]
  /** `version`: of the settings in force then; absent when there were none. */
  closed: { campaignId: CampaignId; title: string; closedAt: Instant; version?: number }[]
}

/** Which settings reports use: of surveys that will close those of that time, of the last that have closed those of then. */
export const settingsUsed = async (table: Pick<Table, 'query' | 'getMany'>, city: CitySlug): Promise<SettingsUses> => {
  const surveys = await surveysOfCity(table, city)
  const open = surveys.flatMap((survey) =>
    survey.state === 'draft' || survey.state === 'closed' || survey.state === 'cancelled' ? [] : [survey],
  )
  const closed = surveys
    .flatMap((survey) => (survey.state === 'closed' ? [survey] : []))
    .sort((a, b) => (a.closedAt < b.closedAt ? 1 : -1))
    .slice(0, MOST_CLOSED)
  return {
    open: open
      .map(({ campaignId, title, closesAt }) => ({ campaignId, title, closesAt }))
      .sort((a, b) => (a.closesAt < b.closesAt ? -1 : 1)),
    closed: await Promise.all(
      closed.map(async ({ campaignId, title, closedAt }) => {
        const settings = await settingsAt(table, city, closedAt)
        return { campaignId, title, closedAt, ...(settings && { version: settings.version }) }
      }),
    ),
  }
}

const MOST_CLOSED = 5
