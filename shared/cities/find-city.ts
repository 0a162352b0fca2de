import type { City } from './city.ts'
import { stateName } from './state.ts'

/** What a search found: cities that fit, or else those whose names are nearly what was typed. */
export type FoundCities<C> = { cities: readonly C[]; fit: 'exact' | 'near' | 'none' }

type Named = Pick<City, 'name' | 'state'>

/**
 * Cities by the beginning of a word of their name or state, whatever the accents and capitals; `portland or` is both.
 * When none fits, those that a slip or two of the keyboard away do. Nothing typed finds all.
 */
export const findCities = <C extends Named>(typed: string, cities: readonly C[]): FoundCities<C> => {
  const words = wordsOf(typed)
  if (words.length === 0) return { cities, fit: 'exact' }
  const exact = cities.filter((city) => {
    const own = wordsOfCity(city)
    return words.every((word) => own.some((one) => one.startsWith(word)))
  })
  if (exact.length > 0) return { cities: exact, fit: 'exact' }
  const near = cities
    .map((city) => ({ city, slips: fewestSlips(words.join(' '), city) }))
    .filter(({ slips }) => slips <= mostSlips(words.join(' ')))
    .sort((a, b) => a.slips - b.slips)
    .map(({ city }) => city)
  return near.length > 0 ? { cities: near, fit: 'near' } : { cities: [], fit: 'none' }
}

const wordsOf = (text: string): string[] =>
  text
    .slice(0, LONGEST)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)

const LONGEST = 100

const wordsOfCity = ({ name, state }: Named) => [...wordsOf(name), state.toLowerCase(), ...wordsOf(stateName(state))]

/** One in a short name, two in a longer one. */
const mostSlips = (typed: string) => (typed.length < 4 ? 0 : typed.length < 8 ? 1 : 2)

const fewestSlips = (typed: string, { name, state }: Named) =>
  Math.min(...[name, `${name} ${state}`, stateName(state)].map((one) => slips(typed, wordsOf(one).join(' '))))

/** Letters to put in, to leave out, to change or to swap with their neighbour (Damerau and Levenshtein, without overlaps). */
const slips = (a: string, b: string): number => {
  let last: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next[j] = Math.min(
        (next[j - 1] ?? 0) + 1,
        (row[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? (last[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    last = row
    row = next
  }
  return row[b.length] ?? 0
}
