import type { City } from '../../../shared/cities/city.ts'
import type { MemberKind, Renews, RollState } from '../../../shared/membership/roll.ts'
import type { PlainDate } from '../../../shared/units.ts'

/** Words for what the list, the page and the timeline of a member show to staff. */
export const STATE: Record<RollState | 'erased', { label: string; style: '' | 'warn' | 'off' }> = {
  'awaiting-activation': { label: 'Awaiting activation', style: 'warn' },
  active: { label: 'Active', style: '' },
  'in-grace': { label: 'In grace', style: 'warn' },
  cancelled: { label: 'Cancelled', style: 'off' },
  lapsed: { label: 'Lapsed', style: 'off' },
  erased: { label: 'Erased', style: 'off' },
}

export const RENEWS: Record<Renews, string> = {
  'by-itself': 'By itself',
  'by-hand': 'By hand',
  failing: 'Payment failed',
}

export const KIND: Record<MemberKind, string> = { person: 'Person', organization: 'Organization' }

export const LANGUAGE = { en: 'English', es: 'Spanish' } as const

/** `November 23, 2026`. A day has no zone. */
export const day = (date: PlainDate | string): string => DAY.format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
const DAY = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' })

/** `Nov 23, 2026` */
export const shortDay = (date: PlainDate | string): string =>
  SHORT_DAY.format(new Date(`${date.slice(0, 10)}T00:00:00Z`))
const SHORT_DAY = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' })

export const cityName = (cities: readonly Pick<City, 'slug' | 'name' | 'state'>[], slug: string): string => {
  const city = cities.find((one) => one.slug === slug)
  return city ? `${city.name}, ${city.state}` : slug
}
