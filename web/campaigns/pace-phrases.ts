import { dayIn } from '../../shared/calendar.ts'
import { type Instant, instantOf } from '../../shared/units.ts'
import { numeral } from '../numeral.ts'

export const paceText = (perSecond: number): string => {
  if (perSecond === 0) return 'Nothing has left for a minute.'
  if (perSecond >= 10) return `About ${numeral(Math.round(perSecond))} mails a second.`
  if (perSecond >= 1) return `About ${perSecond.toFixed(1)} mails a second.`
  return `About ${numeral(Math.max(1, Math.round(60 * perSecond)))} mails a minute.`
}

/** Coarse on purpose: a figure that jumps says less. Beyond an hour a time of the day says more. */
export const leftText = (through: Instant, timeZone: string, now: Instant): string => {
  const minutes = (Date.parse(through) - Date.parse(now)) / 60_000
  if (minutes <= 1) return 'Through in less than a minute.'
  if (minutes <= 60)
    return `Through in about ${minutes <= 5 ? Math.ceil(minutes) : Math.ceil(minutes / 5) * 5} minutes.`
  return `Through ${atTime(roundedUp(through), timeZone, now).replace(/at (?=\d)/, 'at about ')}.`
}

const QUARTER = 15 * 60_000
const roundedUp = (at: Instant) => instantOf(Math.ceil(Date.parse(at) / QUARTER) * QUARTER)

/** "at 8:00 AM", "tomorrow at 8:00 AM" or the day, as it is in the city. */
export const atTime = (at: Instant, timeZone: string, now: Instant): string => {
  const hour = new Intl.DateTimeFormat('en-US', { timeStyle: 'short', timeZone }).format(Date.parse(at))
  const days = Math.round((dayNumber(at, timeZone) - dayNumber(now, timeZone)) / 86_400_000)
  if (days === 0) return `at ${hour}`
  const day = new Intl.DateTimeFormat('en-US', { weekday: 'long', month: 'long', day: 'numeric', timeZone })
  return days === 1 ? `tomorrow at ${hour}` : `${day.format(Date.parse(at))} at ${hour}`
}

/** "in 6 minutes", as long as that says more than the time of the day. */
export const inMinutes = (at: Instant, now: Instant): string => {
  const minutes = Math.ceil((Date.parse(at) - Date.parse(now)) / 60_000)
  return minutes <= 1 ? 'in less than a minute' : `in ${minutes} minutes`
}

const dayNumber = (at: Instant, timeZone: string) => Date.parse(dayIn(at, timeZone))

export const ago = (seconds: number): string => {
  if (seconds <= 2) return 'Counted just now.'
  return seconds < 120 ? `Counted ${seconds} seconds ago.` : `Counted ${Math.round(seconds / 60)} minutes ago.`
}
