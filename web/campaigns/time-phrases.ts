import { MOST_WAVES, MOST_YEARS } from '../../shared/campaigns/policy.ts'
import type { Read } from '../../shared/campaigns/series/repeat-rule.ts'
import type { Waves } from '../../shared/campaigns/series/waves.ts'
import type { LocalTime } from '../../shared/local-time.ts'

type City = { name: string; timeZone: string }

/** What is wrong with a time that was typed; `what` begins the sentence. */
export const timeRefused = (what: string, time: Extract<LocalTime, { outcome: 'refused' }>): string =>
  time.reason === 'skipped-by-clock-change'
    ? `${what} does not exist in this city: clocks are set forward over it that night. The nearest times are ${clockText(time.before)} and ${clockText(time.after)}.`
    : `${what} ${NO_TIME[time.reason]}`

const NO_TIME = {
  'not-a-time': 'must be a date and a time such as 2026-12-01T09:00.',
  'too-far': 'is too far away: choose one within the next two years.',
} as const

/** What is wrong with a series, and what to do about it. */
export const waveProblem = (
  waves: Exclude<Waves, { outcome: 'waves' }> | Extract<Read, { outcome: 'refused' }>,
  city: City = { name: 'this city', timeZone: 'UTC' },
): string => {
  if (waves.outcome === 'twice')
    return `Wave ${waves.wave}, on ${wallClockText(waves.wallClock)}, comes twice in ${city.name}: clocks are set back that night. Choose which of the two is meant.`
  switch (waves.reason) {
    case 'skipped-by-clock-change':
      return `Wave ${waves.wave}, on ${wallClockText(waves.wallClock)}, does not exist in ${city.name}: clocks are set forward over it that night. The nearest times are ${clockText(waves.before)} and ${clockText(waves.after)}.`
    case 'first-outside-rule':
      return `The first wave is not a time of this rule, which would begin on ${wallClockText(waves.begins)}. Change one of the two.`
    default:
      return WRONG[waves.reason]
  }
}

const WRONG = {
  'not-a-rule': 'This is no rule that we understand. It looks like FREQ=MONTHLY;INTERVAL=2;COUNT=6.',
  'too-often': 'At most one wave a day: a rule has FREQ=DAILY, WEEKLY, MONTHLY or YEARLY and no times of day.',
  'too-many': `A series has at most ${MOST_WAVES} waves. Let it end sooner.`,
  'too-long': `A series lasts at most ${MOST_YEARS} years. Let it end sooner.`,
  'no-wave': 'With this end or rule there would be no wave at all.',
  'not-a-time': 'A wave would be too far away. Let the series end sooner.',
} as const

/** The two that a time stands for, told apart by the name of the zone: "1:30 AM MDT". */
export const twiceChoices = ({ first, second }: { first: string; second: string }, timeZone: string) => [
  { value: 'first', label: `The first, ${zoned(first, timeZone)}` },
  { value: 'second', label: `The second, an hour later, ${zoned(second, timeZone)}` },
]

/** "March 14, 2027 at 2:30 AM" */
export const wallClockText = (wallClock: string): string =>
  new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(
    Date.parse(`${wallClock}Z`),
  )

const clockText = (wallClock: string) =>
  new Intl.DateTimeFormat('en-US', { timeStyle: 'short', timeZone: 'UTC' }).format(Date.parse(`${wallClock}Z`))

const zoned = (instant: string, timeZone: string) =>
  new Intl.DateTimeFormat('en-US', { hour: 'numeric', minute: '2-digit', timeZoneName: 'short', timeZone }).format(
    Date.parse(instant),
  )
