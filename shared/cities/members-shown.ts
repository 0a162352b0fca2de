import * as z from 'zod'
import type { CitySlug } from '../ids.ts'

/** Members in good standing, counted in as many parts as the city's audience has: a city's number is their sum. */
export const MembersCounted = z.object({ members: z.number().int() })
export const membersCounted = (city: CitySlug) => `MEMBERS#${city}`
export const membersCountedKey = (city: CitySlug, shard: number) => ({ pk: membersCounted(city), sk: String(shard) })

/** How many members the public is told of: rounded down, so that nobody's coming or going can be read from it. */
export type MembersShown = { shown: 'few' } | { shown: 'rounded'; atLeast: number }

/** From so many on the public is told of a number. */
export const FEW = 20
const STEP = 10

export const membersShown = (count: number): MembersShown =>
  count < FEW ? { shown: 'few' } : { shown: 'rounded', atLeast: Math.floor(count / STEP) * STEP }
