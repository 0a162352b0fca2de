import type { Language } from '../shared/identity/person.ts'
import { LOCALE } from './local-time.ts'

/** A number as people write it: 1,234. */
export const numeral = (value: number, language: Language = 'en'): string => value.toLocaleString(LOCALE[language])
