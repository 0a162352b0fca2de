import { type City, cityKey } from '../../shared/cities/city.ts'
import { type Actor, may } from '../../shared/identity/actor.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table } from '../adapters/table.ts'

type Needs = { table: Table; now: Clock }

export type AddedCity = { outcome: 'added' } | { outcome: 'refused'; reason: 'city-exists' | 'not-yours' }

export const addCity = async ({ table, now }: Needs, actor: Actor, city: City): Promise<AddedCity> => {
  if (!may(actor, 'city.edit', city.slug)) return { outcome: 'refused', reason: 'not-yours' }
  const { outcome } = await table.write(
    { put: { ...cityKey(city.slug), ...city }, if: { exists: false } },
    auditEntry({ at: now(), actor, act: 'city.added', subject: city.slug }),
  )
  return outcome === 'written' ? { outcome: 'added' } : { outcome: 'refused', reason: 'city-exists' }
}
