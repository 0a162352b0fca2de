import type { Language } from '../../shared/identity/person.ts'
import type { Instant } from '../../shared/units.ts'

/** An instant in a city's own time with the name of that time, `Friday, December 4, 2026 at 5:00 PM MST`. */
export const momentIn = (timeZone: string, instant: Instant, language: Language): string =>
  new Intl.DateTimeFormat(language === 'es' ? 'es-US' : 'en-US', {
    timeZone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(Date.parse(instant))
