import { type Actor, may } from '../../../shared/identity/actor.ts'
import type { CitySlug } from '../../../shared/ids.ts'
import {
  ResultSettings,
  settingsKey,
  settingsPartition,
  VERSIONS_BEGIN,
  versionKey,
} from '../../../shared/results/settings/result-settings.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'

type Needs = { table: Pick<Table, 'write'>; now: Clock }

export const settingsNow = (table: Pick<Table, 'get'>, city: CitySlug): Promise<ResultSettings | undefined> =>
  table.get(ResultSettings, settingsKey(city))

/** Those in force at a time: what comes later changes no report of a survey that had closed. */
export const settingsAt = async (
  table: Pick<Table, 'query'>,
  city: CitySlug,
  at: Instant,
): Promise<ResultSettings | undefined> => {
  const { items } = await table.query(ResultSettings, {
    pk: settingsPartition(city),
    from: VERSIONS_BEGIN,
    upTo: versionKey({ city, at }).sk,
    newestFirst: true,
    limit: 1,
  })
  return items[0]
}

/** The latest versions, the newest first. */
export const settingsBefore = async (table: Pick<Table, 'query'>, city: CitySlug): Promise<ResultSettings[]> => {
  const { items } = await table.query(ResultSettings, {
    pk: settingsPartition(city),
    begins: VERSIONS_BEGIN,
    newestFirst: true,
    limit: MOST_SHOWN,
  })
  return items
}

const MOST_SHOWN = 10

export type SettingsAct =
  | 'results.margins-entered'
  | 'results.margins-imported'
  | 'results.margins-removed'
  | 'results.protection-set'

export type SavedSettings = { outcome: 'saved' } | { outcome: 'refused'; reason: 'not-yours' | 'changed-meanwhile' }

/** `seen`: the version that whoever changes it had in view, 0 for none. */
export const saveSettings = async (
  { table, now }: Needs,
  actor: Actor,
  change: Pick<ResultSettings, 'city' | 'margins' | 'scaled' | 'policy'> & { seen: number; act: SettingsAct },
): Promise<SavedSettings> => {
  const { seen, act, city, margins, scaled, policy } = change
  if (!may(actor, 'results.settings', city)) return { outcome: 'refused', reason: 'not-yours' }
  const settings: ResultSettings = {
    city,
    version: seen + 1,
    at: now(),
    by: actor.userId,
    margins,
    scaled,
    ...(policy && { policy }),
  }
  const { outcome } = await table.write(
    { put: { ...settingsKey(city), ...settings }, if: seen === 0 ? { exists: false } : { equals: { version: seen } } },
    { put: { ...versionKey(settings), ...settings }, if: { exists: false } },
    auditEntry({
      at: settings.at,
      actor,
      act,
      subject: city,
      detail: { version: settings.version, margins: margins.map(({ dimension }) => dimension).join(' '), scaled },
    }),
  )
  return outcome === 'written' ? { outcome: 'saved' } : { outcome: 'refused', reason: 'changed-meanwhile' }
}
