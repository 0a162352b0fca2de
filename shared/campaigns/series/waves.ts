import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'
import { instantInCity, type LocalTime, wallClockInCity } from '../../local-time.ts'
import type { Instant } from '../../units.ts'
import type { Repeats } from '../campaign.ts'
import { MOST_WAVES, MOST_YEARS } from '../policy.ts'
import { endOf, readRule } from './repeat-rule.ts'

/** `wallClock` is the city's: a quarterly survey goes out at nine in summer and in winter. */
export type Wave = { number: number; wallClock: string; launchAt: Instant }

export type Waves =
  | { outcome: 'waves'; waves: readonly Wave[] }
  /** Clocks are set back over this wave: one answer is asked for all such waves. */
  | { outcome: 'twice'; wave: number; wallClock: string; first: Instant; second: Instant }
  | { outcome: 'refused'; reason: 'not-a-rule' | 'too-often' | 'too-many' | 'too-long' | 'no-wave' }
  /** The rule would begin at another time than the first wave. */
  | { outcome: 'refused'; reason: 'first-outside-rule'; begins: string }
  | { outcome: 'refused'; reason: 'not-a-time'; wave: number }
  | {
      outcome: 'refused'
      reason: 'skipped-by-clock-change'
      wave: number
      wallClock: string
      before: string
      after: string
    }

/** The waves of a rule as staff enter it: every time that does not exist is named. */
export const planWaves = ({ rule, from, overlap }: Repeats, timeZone: string): Waves => {
  const first = instantInCity(from, timeZone, 'first')
  if (first.outcome === 'refused') return unclear(first, 1, from)
  const read = readRule(rule)
  if (read.outcome === 'refused') return read
  const found = wallClocks(read.rule, from, timeZone)
  const [begins] = found
  if (begins === undefined) return { outcome: 'refused', reason: 'no-wave' }
  if (begins !== from) return { outcome: 'refused', reason: 'first-outside-rule', begins }
  if (found.length > MOST_WAVES) return { outcome: 'refused', reason: 'too-many' }
  if (isCutOff(read.rule, found, from, timeZone)) return { outcome: 'refused', reason: 'too-long' }
  const waves: Wave[] = []
  for (const [index, wallClock] of found.entries()) {
    const number = index + 1
    const time = instantInCity(wallClock, timeZone, overlap)
    if (time.outcome === 'refused') return unclear(time, number, wallClock)
    if (time.outcome === 'twice')
      return { outcome: 'twice', wave: number, wallClock, first: time.first, second: time.second }
    waves.push({ number, wallClock, launchAt: time.instant })
  }
  return { outcome: 'waves', waves }
}

/**
 * The waves of a series that was planned. Where the law has moved a clock since, a wave whose time is gone goes out right
 * after the gap.
 */
export const wavesOf = ({ rule, from, overlap = 'first' }: Repeats, timeZone: string): Wave[] =>
  wallClocks(rule, from, timeZone)
    .slice(0, MOST_WAVES)
    .map((wallClock, index) => ({
      number: index + 1,
      wallClock,
      launchAt: existing(wallClock, timeZone, overlap),
    }))

/** How many waves a series has; without their instants, which take most of the time. */
export const countWaves = ({ rule, from }: Repeats, timeZone: string): number =>
  Math.min(MOST_WAVES, wallClocks(rule, from, timeZone).length)

/**
 * When a wave closes: as many days after its launch and at the same time of day as the wave before it, in the city's wall
 * clock. Of a time that comes twice the later is taken, so that nobody's time is cut short.
 */
export const closesAtOf = (
  before: { wave: Pick<Wave, 'wallClock'>; closesAt: Instant },
  wave: Pick<Wave, 'wallClock'>,
  timeZone: string,
): Instant => {
  const closed = Temporal.PlainDateTime.from(wallClockInCity(before.closesAt, timeZone))
  const { days } = dayOf(before.wave.wallClock).until(closed.toPlainDate(), { largestUnit: 'days' })
  const closes = dayOf(wave.wallClock).add({ days }).toPlainDateTime(closed.toPlainTime())
  return existing(minutes(closes), timeZone, 'second')
}

/** The times of the rule without any zone, in order; those of an endless rule up to the limits. */
const wallClocks = (rule: string, from: string, timeZone: string): string[] => {
  const { base, count, until } = endOf(rule)
  const start = Temporal.PlainDateTime.from(from).toZonedDateTime('UTC')
  const horizon = start.add({ years: MOST_YEARS })
  const ends = until && lastOf(until, timeZone)
  const last = ends && Temporal.ZonedDateTime.compare(ends, horizon) < 0 ? ends : horizon
  const most = Math.min(count ?? Number.POSITIVE_INFINITY, MOST_WAVES + (count === undefined && !until ? 0 : 1))
  const found: string[] = []
  // The dates of a rule that can never come true are looked for up to the horizon and no further.
  new RRuleTemporal({ rruleString: `RRULE:${base}`, dtstart: start, until: last, maxIterations: MOST_STEPS }).all(
    (time) => {
      if (found.length < most) found.push(minutes(Temporal.ZonedDateTime.from(time.toString()).toPlainDateTime()))
      return found.length < most
    },
  )
  return found
}

/** Ten years of days, and some to spare. */
const MOST_STEPS = 5000

/** A rule with an end of its own that lies beyond the horizon. */
const isCutOff = (rule: string, found: readonly string[], from: string, timeZone: string): boolean => {
  const { count, until } = endOf(rule)
  const horizon = Temporal.PlainDateTime.from(from).add({ years: MOST_YEARS }).toZonedDateTime('UTC')
  if (count !== undefined) return found.length < Math.min(count, MOST_WAVES)
  const ends = until && lastOf(until, timeZone)
  return ends ? Temporal.ZonedDateTime.compare(ends, horizon) > 0 : false
}

/** The last moment of an UNTIL, as a wall clock of the city. */
const lastOf = (until: string, timeZone: string): Temporal.ZonedDateTime => {
  const [, day = '', time = '235959', utc] = until.match(UNTIL) ?? []
  const plain = Temporal.PlainDateTime.from(`${day}T${time}`)
  const local = utc ? plain.toZonedDateTime('UTC').withTimeZone(timeZone).toPlainDateTime() : plain
  return local.toZonedDateTime('UTC')
}

const UNTIL = /^(\d{8})(?:T(\d{6})(Z)?)?$/

const unclear = (time: Extract<LocalTime, { outcome: 'refused' }>, wave: number, wallClock: string): Waves =>
  time.reason === 'skipped-by-clock-change'
    ? { ...time, wave, wallClock }
    : { outcome: 'refused', reason: 'not-a-time', wave }

const existing = (wallClock: string, timeZone: string, overlap: 'first' | 'second'): Instant => {
  const time = instantInCity(wallClock, timeZone, overlap)
  if (time.outcome === 'instant') return time.instant
  if (time.outcome === 'refused' && time.reason === 'skipped-by-clock-change')
    return existing(time.after, timeZone, overlap)
  throw new Error(`${wallClock} is no time in ${timeZone}`)
}

const dayOf = (wallClock: string) => Temporal.PlainDateTime.from(wallClock).toPlainDate()
const minutes = (time: Temporal.PlainDateTime) => time.toString({ smallestUnit: 'minute' })
