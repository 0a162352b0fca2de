import type { Language } from '../shared/identity/person.ts'
import type { Instant } from '../shared/units.ts'

/** A time as people in the city read it, with the name of the zone: "Tuesday, December 1, 2026 at 9:00 AM Mountain Standard Time". */
export const localTime = (instant: Instant, timeZone: string, language: Language): string =>
  new Intl.DateTimeFormat(LOCALE[language], {
    weekday: 'long',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'long',
    timeZone,
  }).format(new Date(instant))

/** Both as written in the United States. */
const LOCALE = { en: 'en-US', es: 'es-US' } as const satisfies Record<Language, string>
