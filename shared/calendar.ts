import { Temporal } from 'temporal-polyfill'
import { type Instant, PlainDate } from './units.ts'

/** The calendar day that this instant falls on in a time zone. */
export const dayIn = (instant: Instant, timeZone: string): PlainDate =>
  PlainDate.parse(Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString())

/** `days` may be negative. */
export const daysAfter = (date: PlainDate, days: number): PlainDate =>
  PlainDate.parse(Temporal.PlainDate.from(date).add({ days }).toString())

/** A year after February 29 is February 28. */
export const yearsAfter = (date: PlainDate, years: number): PlainDate =>
  PlainDate.parse(Temporal.PlainDate.from(date).add({ years }).toString())
