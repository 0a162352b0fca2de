import { City, cityKey } from '../../shared/cities/city.ts'
import { slugWithState } from '../../shared/cities/city-form.ts'
import { type Actor, may } from '../../shared/identity/actor.ts'
import type { CitySlug } from '../../shared/ids.ts'
import { NETWORK } from '../../shared/results/network/network-report.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table } from '../adapters/table.ts'

type Needs = { table: Table; now: Clock }

export type AddedCity =
  | { outcome: 'added'; slug: CitySlug }
  | { outcome: 'refused'; reason: 'city-exists'; slug: CitySlug }
  | { outcome: 'refused'; reason: 'not-yours' }

/** A city of the same name in another state gets the state into its address: the first one keeps the plain address. */
export const addCity = async (needs: Needs, actor: Actor, city: City): Promise<AddedCity> => {
  if (!may(actor, 'city.edit', city.slug)) return { outcome: 'refused', reason: 'not-yours' }
  if (city.slug !== NETWORK && (await add(needs, actor, city))) return { outcome: 'added', slug: city.slug }
  const namesake = await needs.table.get(City, cityKey(city.slug))
  if (namesake?.state === city.state) return { outcome: 'refused', reason: 'city-exists', slug: city.slug }
  const slug = slugWithState(city)
  return (await add(needs, actor, { ...city, slug }))
    ? { outcome: 'added', slug }
    : { outcome: 'refused', reason: 'city-exists', slug }
}

const add = async ({ table, now }: Needs, actor: Actor, city: City): Promise<boolean> => {
  const { outcome } = await table.write(
    { put: { ...cityKey(city.slug), ...city }, if: { exists: false } },
    auditEntry({ at: now(), actor, act: 'city.added', subject: city.slug }),
  )
  return outcome === 'written'
}
