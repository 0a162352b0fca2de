import { Temporal } from 'temporal-polyfill'
import { type Instant, instantOf } from '../../units.ts'
import { QUIET_HOURS } from '../policy.ts'

/** The end of the quiet hours that this instant lies in, or undefined outside of them. */
export const quietUntil = (now: Instant, timeZone: string): Instant | undefined => {
  const local = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone)
  if (local.hour >= QUIET_HOURS.until && local.hour < QUIET_HOURS.from) return undefined
  const day = local.toPlainDate().add({ days: local.hour >= QUIET_HOURS.from ? 1 : 0 })
  const morning = day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from({ hour: QUIET_HOURS.until }) })
  return instantOf(morning.epochMilliseconds)
}

/** The next beginning of quiet hours, seen from outside of them. */
export const wakingUntil = (now: Instant, timeZone: string): Instant => {
  const local = Temporal.Instant.from(now).toZonedDateTimeISO(timeZone)
  const evening = local
    .toPlainDate()
    .toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from({ hour: QUIET_HOURS.from }) })
  return instantOf(evening.epochMilliseconds)
}
