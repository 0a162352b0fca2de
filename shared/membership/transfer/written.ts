import { Instant, PlainDate } from '../../units.ts'

/** The order of the numbers in dates such as 3/4/2026; those that begin with the year need none. */
export type DateOrder = 'month-first' | 'day-first'

export const dayWritten = (cell: string, order: DateOrder): PlainDate | undefined => {
  const iso = /^(\d{4}-\d\d-\d\d)(?:[T ].*)?$/.exec(cell)
  if (iso) return existing(iso[1] ?? '')
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(cell)
  if (!parts) return undefined
  const [, first = '', second = '', year = ''] = parts
  const [month, day] = order === 'month-first' ? [first, second] : [second, first]
  return existing(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
}

/** An instant with its offset, or a day: then noon in UTC, which is the same day in all of the United States. */
export const instantWritten = (cell: string, order: DateOrder): Instant | undefined => {
  if (/T.*(Z|[+-]\d\d:?\d\d)$/.test(cell)) {
    const time = Date.parse(cell)
    return Number.isNaN(time) || !dayWritten(cell, order) ? undefined : Instant.parse(new Date(time).toISOString())
  }
  const day = dayWritten(cell, order)
  return day && noonOf(day)
}

export const noonOf = (day: PlainDate): Instant => Instant.parse(`${day}T12:00:00.000Z`)

/** February 30 is none. */
const existing = (day: string): PlainDate | undefined => {
  const parsed = PlainDate.safeParse(day)
  return parsed.success && day > '1900' ? parsed.data : undefined
}

/**
 * Names of people in one cell: one in each line, or parted by semicolons. Lines win, so that a name with a semicolon in it
 * comes back as it went out.
 */
export const peopleWritten = (cell: string): string[] =>
  (cell.includes('\n') ? cell.split('\n') : cell.split(';')).map((name) => name.trim()).filter(Boolean)

export const writtenPeople = (people: readonly string[]): string =>
  people.length === 1 && people[0]?.includes(';') ? `${people[0]}\n` : people.join('\n')
