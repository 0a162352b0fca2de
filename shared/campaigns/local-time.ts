import { Temporal } from 'temporal-polyfill'
import { type Instant, instantOf } from '../units.ts'

export type LocalTime =
  | { outcome: 'instant'; instant: Instant; twice: boolean }
  | { outcome: 'refused'; reason: 'not-a-time' | 'skipped-by-clock-change' | 'too-far' }

/**
 * A wall-clock time (`2026-12-01T09:00`) in a city. When clocks are set forward the skipped times do not exist; when they
 * are set back a time exists twice: then `twice` is true and the first of the two is taken.
 */
export const instantInCity = (wallClock: string, timeZone: string): LocalTime => {
  if (!WALL_CLOCK.test(wallClock)) return { outcome: 'refused', reason: 'not-a-time' }
  let plain: Temporal.PlainDateTime
  try {
    plain = Temporal.PlainDateTime.from(wallClock, { overflow: 'reject' })
  } catch {
    return { outcome: 'refused', reason: 'not-a-time' }
  }
  // Instants have years of four digits, whatever the zone makes of them.
  if (plain.year < 1000 || plain.year > 9998) return { outcome: 'refused', reason: 'too-far' }
  const first = plain.toZonedDateTime(timeZone, { disambiguation: 'earlier' })
  const second = plain.toZonedDateTime(timeZone, { disambiguation: 'later' })
  if (!first.toPlainDateTime().equals(plain)) return { outcome: 'refused', reason: 'skipped-by-clock-change' }
  return {
    outcome: 'instant',
    instant: instantOf(first.epochMilliseconds),
    twice: first.epochMilliseconds !== second.epochMilliseconds,
  }
}

/** The city's wall clock at an instant, as a form field wants it. */
export const wallClockInCity = (instant: Instant, timeZone: string): string =>
  Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' })

const WALL_CLOCK = /^\d{4}-\d\d-\d\dT\d\d:\d\d$/
