import { describe, expect, it } from 'vitest'
import { findCities } from '../../shared/cities/find-city.ts'

const CITIES = [
  ['San Francisco', 'CA'],
  ['San José', 'CA'],
  ['Denver', 'CO'],
  ['New Orleans', 'LA'],
  ['Portland', 'OR'],
  ['Portland', 'ME'],
  ['Mayagüez', 'PR'],
].map(([name = '', state = '']) => ({ name, state }))

const found = (typed: string) => {
  const { cities, fit } = findCities(typed, CITIES)
  return [fit, ...cities.map(({ name, state }) => `${name} ${state}`)]
}

describe('a city is found', () => {
  it.each([
    ['denver', ['Denver CO']],
    ['  DENVER  ', ['Denver CO']],
    ['san jose', ['San José CA']],
    ['José', ['San José CA']],
    ['mayaguez', ['Mayagüez PR']],
    ['orleans', ['New Orleans LA']],
    ['california', ['San Francisco CA', 'San José CA']],
    ['CA', ['San Francisco CA', 'San José CA']],
    ['portland', ['Portland OR', 'Portland ME']],
    ['portland, oregon', ['Portland OR']],
    ['puerto', ['Mayagüez PR']],
  ])('by %j', (typed, cities) => {
    expect(found(typed)).toEqual(['exact', ...cities])
  })

  it.each([
    ['Devner', ['Denver CO']],
    ['San Fransisco', ['San Francisco CA']],
    ['new orlens', ['New Orleans LA']],
    ['porland', ['Portland OR', 'Portland ME']],
    ['colorrado', ['Denver CO']],
  ])('although %j was typed', (typed, cities) => {
    expect(found(typed)).toEqual(['near', ...cities])
  })

  it('among all when nothing was typed', () => {
    expect(found(' ')).toHaveLength(1 + CITIES.length)
  })

  it.each(['atlantis', 'xyz', 'q'.repeat(100_000)])('not by what no city is like (%.10s)', (typed) => {
    expect(found(typed)).toEqual(['none'])
  })
})
