import { type City, cityKey } from '../../shared/cities/city.ts'
import { type Actor, may } from '../../shared/identity/actor.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table } from '../adapters/table.ts'
import { campaignsUnderWay } from './campaigns-under-way.ts'

type Needs = { table: Table; now: Clock }

export type CorrectedTimeZone =
  | { outcome: 'corrected' }
  | { outcome: 'refused'; reason: 'campaigns-under-way' | 'not-yours' | 'unknown' }

/** Times that members have been told were written in the old zone, so none of them may still be ahead. */
export const correctTimeZone = async (
  { table, now }: Needs,
  actor: Actor,
  { slug, timeZone }: Pick<City, 'slug' | 'timeZone'>,
): Promise<CorrectedTimeZone> => {
  if (!may(actor, 'city.edit', slug)) return { outcome: 'refused', reason: 'not-yours' }
  if ((await campaignsUnderWay(table, slug)).length > 0) return { outcome: 'refused', reason: 'campaigns-under-way' }
  const { outcome } = await table.write(
    { update: cityKey(slug), set: { timeZone }, if: { exists: true } },
    auditEntry({ at: now(), actor, act: 'city.time-zone-corrected', subject: slug, detail: { timeZone } }),
  )
  return outcome === 'written' ? { outcome: 'corrected' } : { outcome: 'refused', reason: 'unknown' }
}
