import type { Language } from '../shared/identity/person.ts'
import type { Instant, PlainDate } from '../shared/units.ts'

/** How each language is written in the United States. */
export const LOCALE = { en: 'en-US', es: 'es-US' } as const satisfies Record<Language, string>

/** A time as people in the city read it, with the name of the zone: "Tuesday, December 1, 2026 at 9:00 AM Mountain Standard Time". */
export const localTime = (instant: Instant, timeZone: string, language: Language): string =>
  timeText(instant, timeZone, language, 'long')

/** The same for narrow places: "Tuesday, December 1, 2026 at 9:00 AM MST". */
export const shortLocalTime = (instant: Instant, timeZone: string, language: Language): string =>
  timeText(instant, timeZone, language, 'short')

/** The day that it is in the city: "December 1, 2026". */
export const localDay = (instant: Instant, timeZone: string, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], { dateStyle: 'long', timeZone }).format(Date.parse(instant))

export const dateText = (date: PlainDate, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(date))

const timeText = (instant: Instant, timeZone: string, language: Language, timeZoneName: 'long' | 'short'): string =>
  new Intl.DateTimeFormat(LOCALE[language], {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName,
    timeZone,
  }).format(Date.parse(instant))
