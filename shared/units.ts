import * as z from 'zod'

/** Whole US cents. */
export const Cents = z.number().int().nonnegative().brand<'cents'>()
export type Cents = z.output<typeof Cents>

/** Seconds since 1970, as DynamoDB's time to live wants them; milliseconds would never expire. */
export const EpochSeconds = z.number().int().min(1_000_000_000).max(99_999_999_999).brand<'epoch-seconds'>()
export type EpochSeconds = z.output<typeof EpochSeconds>

/** An instant in UTC with milliseconds, `2026-11-23T15:04:05.000Z`: as text these sort by time. */
export const Instant = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/, 'must be a UTC instant with milliseconds')
  .brand<'instant'>()
export type Instant = z.output<typeof Instant>

/** A calendar day without a zone, `2026-11-23`. */
export const PlainDate = z.iso.date().brand<'plain-date'>()
export type PlainDate = z.output<typeof PlainDate>

/** The day of an instant in UTC; `dayIn` (calendar.ts) gives that of a place. */
export const utcDay = (instant: Instant): PlainDate => PlainDate.parse(instant.slice(0, 10))

/** The minute of an instant as a name may hold it, `2026-11-23T1504`: what is asked for twice within it is begun once. */
export const minuteOf = (instant: Instant): string => instant.slice(0, 16).replace(':', '')

/** The present, asked for whenever it is needed: a value taken at a cold start would stand still. */
export type Clock = () => Instant

export const instantOf = (epochMilliseconds: number): Instant =>
  Instant.parse(new Date(epochMilliseconds).toISOString())

export const epochSecondsOf = (instant: Instant): EpochSeconds =>
  EpochSeconds.parse(Math.floor(Date.parse(instant) / 1000))

/** `days` may be negative. Adds whole spans of 24 hours, not calendar days of a zone. */
export const plusDays = (instant: Instant, days: number): Instant => instantOf(Date.parse(instant) + days * 86_400_000)

export const plusSeconds = (instant: Instant, seconds: number): Instant =>
  instantOf(Date.parse(instant) + seconds * 1000)
