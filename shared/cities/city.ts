import * as z from 'zod'
import { CitySlug } from '../ids.ts'
import { Instant } from '../units.ts'
import { isState } from './state.ts'

export const TimeZone = z.string().refine(isTimeZone, 'must be an IANA time zone such as America/Denver')

export const City = z.object({
  slug: CitySlug,
  name: z.string().trim().min(1).max(80),
  /** Two-letter postal abbreviation. */
  state: z.string().refine(isState, 'must be a state or territory of the United States such as CO'),
  timeZone: TimeZone,
  /** The answers to the bank's question on neighbourhood; changed only between surveys. */
  neighbourhoods: z.array(z.string().trim().min(1).max(60)).max(40),
  foundedAt: Instant,
})
export type City = z.output<typeof City>

/** The partition of all cities. */
export const CITIES = 'CITIES'
export const cityKey = (slug: CitySlug) => ({ pk: CITIES, sk: slug })

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return name.includes('/')
  } catch {
    return false
  }
}
