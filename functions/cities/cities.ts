import { CITIES, City, cityKey } from '../../shared/cities/city.ts'
import { MembersCounted, membersCounted } from '../../shared/cities/members-shown.ts'
import type { CitySlug } from '../../shared/ids.ts'
import { OrganizationShown, organizationsShown } from '../../shared/membership/organization-shown.ts'
import type { Table } from '../adapters/table.ts'

/** All cities of the network by name. */
export const allCities = async (table: Pick<Table, 'query'>): Promise<City[]> => {
  const { items } = await table.query(City, { pk: CITIES })
  return items.toSorted((a, b) => a.name.localeCompare(b.name))
}

export const cityOf = (table: Pick<Table, 'get'>, slug: CitySlug): Promise<City | undefined> =>
  table.get(City, cityKey(slug))

/** Members in good standing: the sum of what each activation, lapse and return has counted. */
export const memberCount = async (table: Pick<Table, 'query'>, slug: CitySlug): Promise<number> => {
  const { items } = await table.query(MembersCounted, { pk: membersCounted(slug) })
  return items.reduce((sum, { members }) => sum + members, 0)
}

/** The organizations that take part in a city, by name. */
export const organizationsOf = async (
  table: Pick<Table, 'query'>,
  slug: CitySlug,
): Promise<{ organizations: OrganizationShown[]; more: boolean }> => {
  const { items, next } = await table.query(OrganizationShown, { pk: organizationsShown(slug), limit: MOST_SHOWN })
  return {
    organizations: items.toSorted((a, b) => a.publicName.localeCompare(b.publicName)),
    more: next !== undefined,
  }
}

const MOST_SHOWN = 200
