import { Temporal } from 'temporal-polyfill'
import { type Instant, PlainDate } from './units.ts'

/** The calendar day that this instant falls on in a time zone. */
export const dayIn = (instant: Instant, timeZone: string): PlainDate =>
  PlainDate.parse(Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString())

/** `days` may be negative. */
export const daysAfter = (date: PlainDate, days: number): PlainDate =>
  PlainDate.parse(Temporal.PlainDate.from(date).add({ days }).toString())

/** Twelve months after February 29 is February 28; one month after January 31 is the last day of February. */
export const monthsAfter = (date: PlainDate, months: number): PlainDate =>
  PlainDate.parse(Temporal.PlainDate.from(date).add({ months }).toString())
