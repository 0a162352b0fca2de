import type { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { may } from '../../shared/identity/actor.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table, Write } from '../adapters/table.ts'
import { cityKey } from './cities.ts'

/** Makes the audit line of an act: see `functions/adapters/audit.ts`. */
export type Audit = (entry: {
  at: City['foundedAt']
  actor: Actor
  act: string
  subject: string
  detail?: Record<string, string | number | boolean>
}) => Write

type Needs = { table: Table; now: Clock; audit: Audit }

export type AddedCity = { outcome: 'added' } | { outcome: 'refused'; reason: 'city-exists' | 'not-yours' }

export const addCity = async ({ table, now, audit }: Needs, actor: Actor, city: City): Promise<AddedCity> => {
  if (!may(actor, 'city.edit', city.slug)) return { outcome: 'refused', reason: 'not-yours' }
  const { outcome } = await table.write(
    { put: { ...cityKey(city.slug), ...city }, if: { exists: false } },
    audit({ at: now(), actor, act: 'city.added', subject: city.slug }),
  )
  return outcome === 'written' ? { outcome: 'added' } : { outcome: 'refused', reason: 'city-exists' }
}
