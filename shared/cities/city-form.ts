import { CitySlug } from '../ids.ts'
import type { Instant } from '../units.ts'
import { City } from './city.ts'

export type TypedCity = { name: string; state: string; timeZone: string; neighbourhoods: string }

export type CityProblem = {
  field: keyof TypedCity
  reason: 'empty' | 'too-long' | 'no-slug' | 'not-a-state' | 'not-a-zone' | 'too-many' | 'twice'
}

export type ReadCity = { outcome: 'city'; city: City } | { outcome: 'refused'; problems: readonly CityProblem[] }

/** Every field is looked at, so that all that is wrong is said at once. The slug is made of the name. */
export const readCity = (typed: TypedCity, foundedAt: Instant): ReadCity => {
  const name = typed.name.trim().replace(/\s+/g, ' ')
  const slug = CitySlug.safeParse(slugOf(name))
  const read = readNeighbourhoods(typed.neighbourhoods)
  const problems: CityProblem[] = read.outcome === 'refused' ? [read.problem] : []
  if (name === '') problems.push({ field: 'name', reason: 'empty' })
  else if (!City.shape.name.safeParse(name).success) problems.push({ field: 'name', reason: 'too-long' })
  else if (!slug.success) problems.push({ field: 'name', reason: 'no-slug' })
  const state = City.shape.state.safeParse(typed.state.trim().toUpperCase())
  if (!state.success) problems.push({ field: 'state', reason: 'not-a-state' })
  const zone = readTimeZone(typed.timeZone)
  if (zone.outcome === 'refused') problems.push(zone.problem)
  if (
    problems.length > 0 ||
    read.outcome === 'refused' ||
    !slug.success ||
    !state.success ||
    zone.outcome === 'refused'
  )
    return { outcome: 'refused', problems }
  return {
    outcome: 'city',
    city: {
      slug: slug.data,
      name,
      state: state.data,
      timeZone: zone.timeZone,
      neighbourhoods: read.neighbourhoods,
      foundedAt,
    },
  }
}

export const readTimeZone = (
  typed: string,
): { outcome: 'time-zone'; timeZone: string } | { outcome: 'refused'; problem: CityProblem } => {
  const zone = City.shape.timeZone.safeParse(typed)
  return zone.success
    ? { outcome: 'time-zone', timeZone: zone.data }
    : { outcome: 'refused', problem: { field: 'timeZone', reason: 'not-a-zone' } }
}

/** The address of a city whose name alone is taken: `portland-or`. */
export const slugWithState = ({ name, state }: Pick<City, 'name' | 'state'>): CitySlug =>
  CitySlug.parse(`${slugOf(name).slice(0, 57).replace(/-+$/, '')}-${state.toLowerCase()}`)

/** One on each line. They become answers of a survey, so none may stand there twice. */
export const readNeighbourhoods = (
  typed: string,
): { outcome: 'neighbourhoods'; neighbourhoods: string[] } | { outcome: 'refused'; problem: CityProblem } => {
  const lines = typed
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter(Boolean)
  const refused = (reason: CityProblem['reason']) =>
    ({ outcome: 'refused', problem: { field: 'neighbourhoods', reason } }) as const
  if (lines.length > MOST_NEIGHBOURHOODS) return refused('too-many')
  if (new Set(lines.map((line) => line.toLowerCase())).size < lines.length) return refused('twice')
  const parsed = City.shape.neighbourhoods.safeParse(lines)
  return parsed.success ? { outcome: 'neighbourhoods', neighbourhoods: parsed.data } : refused('too-long')
}

export const MOST_NEIGHBOURHOODS = 40

const slugOf = (name: string) =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
