import { Temporal } from 'temporal-polyfill'
import * as z from 'zod'
import { type Instant, instantOf } from './units.ts'

/** Which of the two, when clocks are set back and a time comes twice. */
export const Overlap = z.enum(['first', 'second'])
export type Overlap = z.output<typeof Overlap>

export type LocalTime =
  | { outcome: 'instant'; instant: Instant }
  /** Clocks are set back that night: somebody has to say which is meant. */
  | { outcome: 'twice'; first: Instant; second: Instant }
  | { outcome: 'refused'; reason: 'not-a-time' | 'too-far' }
  /** Clocks are set forward over it: the nearest wall clocks that exist, a minute before the gap and right after it. */
  | { outcome: 'refused'; reason: 'skipped-by-clock-change'; before: string; after: string }

/** The instant of a wall clock (`2026-12-01T09:00`) in a city. `overlap` answers the question of a time that comes twice. */
export const instantInCity = (wallClock: string, timeZone: string, overlap?: Overlap): LocalTime => {
  if (!WALL_CLOCK.test(wallClock)) return { outcome: 'refused', reason: 'not-a-time' }
  let plain: Temporal.PlainDateTime
  try {
    plain = Temporal.PlainDateTime.from(wallClock, { overflow: 'reject' })
  } catch {
    return { outcome: 'refused', reason: 'not-a-time' }
  }
  // Instants have years of four digits, whatever the zone makes of them.
  if (plain.year < 1000 || plain.year > 9998) return { outcome: 'refused', reason: 'too-far' }
  const earlier = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  if (!earlier.toPlainDateTime().equals(plain)) return skipped(earlier)
  const later = plain.toZonedDateTime(timeZone, { disambiguation: 'later' })
  const first = instantOf(earlier.epochMilliseconds)
  const second = instantOf(later.epochMilliseconds)
  if (first === second) return { outcome: 'instant', instant: first }
  return overlap
    ? { outcome: 'instant', instant: overlap === 'first' ? first : second }
    : { outcome: 'twice', first, second }
}

const skipped = (earlier: Temporal.ZonedDateTime): LocalTime => {
  const change = earlier.getTimeZoneTransition('next') ?? earlier
  return {
    outcome: 'refused',
    reason: 'skipped-by-clock-change',
    before: wallClockOf(change.subtract({ minutes: 1 })),
    after: wallClockOf(change),
  }
}

/** The city's wall clock at an instant, as a form field wants it. */
export const wallClockInCity = (instant: Instant, timeZone: string): string =>
  wallClockOf(Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone))

const wallClockOf = (time: Temporal.ZonedDateTime) => time.toPlainDateTime().toString({ smallestUnit: 'minute' })

const WALL_CLOCK = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/
