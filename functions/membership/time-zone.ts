import { City } from '../../shared/cities/city.ts'
import type { CitySlug } from '../../shared/ids.ts'
import type { Table } from '../adapters/table.ts'
import { keys } from './items.ts'

export const timeZoneOf = async (table: Pick<Table, 'get'>, city: CitySlug): Promise<string> =>
  (await table.get(City, keys.city(city)))?.timeZone ?? 'UTC'

/** A city is read once, for as long as this lives. */
export const zonesOf = (table: Pick<Table, 'get'>): ((city: CitySlug) => Promise<string>) => {
  const read = new Map<CitySlug, Promise<string>>()
  return (city) => {
    const known = read.get(city) ?? timeZoneOf(table, city)
    read.set(city, known)
    return known
  }
}
