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

/** The day that it is in the city: "December 1, 2026". Of several cities, in no zone of theirs, the zone is said. */
export const localDay = (instant: Instant, timeZone: string, language: Language): string => {
  const day = new Intl.DateTimeFormat(LOCALE[language], { dateStyle: 'long', timeZone }).format(Date.parse(instant))
  return timeZone === 'UTC' ? `${day} (UTC)` : day
}

/** First and last day of a time, to be said together: the zone only once, and one day as one. */
export const localDays = (from: Instant, to: Instant, timeZone: string, language: Language): [string, string] => {
  const [first, last] = [localDay(from, timeZone, language), localDay(to, timeZone, language)]
  return first === last ? [last, last] : [first.replace(' (UTC)', ''), last]
}

export const dateText = (date: PlainDate, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(date))

const timeText = (instant: Instant, timeZone: string, language: Language, timeZoneName: 'long' | 'short'): string =>
  formatOf(timeZone, language, timeZoneName).format(Date.parse(instant))

const formatOf = (timeZone: string, language: Language, timeZoneName: 'long' | 'short') => {
  const key = `${language} ${timeZoneName} ${timeZone}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(LOCALE[language], {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName,
    timeZone,
  })
  formats.set(key, made)
  return made
}

/** One costs as much as the rest of a mail; there are as many as zones that cities lie in. */
const formats = new Map<string, Intl.DateTimeFormat>()
