/** The occurrences of a `rate(…)` or `cron(…)` schedule of EventBridge, in UTC. */
export type Schedule = {
  /** The first occurrence after an instant (epoch milliseconds); undefined when there is none any more. */
  next(after: number): number | undefined
}

export function readSchedule(expression: string): Schedule {
  const [, kind, inner = ''] = /^(rate|cron)\((.*)\)$/.exec(expression.trim()) ?? []
  if (kind === 'rate') return readRate(inner)
  if (kind === 'cron') return readCron(inner)
  throw new Error(`cannot read the schedule ${expression}`)
}

const minute = 60_000
const day = 24 * 60 * minute

function readRate(inner: string): Schedule {
  const [, count, unit] = /^(\d+) (minute|hour|day)s?$/.exec(inner.trim()) ?? []
  const period = Number(count) * { minute, hour: 60 * minute, day }[unit as 'minute' | 'hour' | 'day']
  if (!(period > 0)) throw new Error(`cannot read the schedule rate(${inner})`)
  return { next: (after) => Math.floor(after / period) * period + period }
}

function readCron(inner: string): Schedule {
  const fields = inner.trim().split(/\s+/)
  const [minutes, hours, days, months, weekdays, years] = fields
  if (fields.length !== 6 || !minutes || !hours || !days || !months || !weekdays || !years)
    throw new Error(`cannot read the schedule cron(${inner}): six fields`)
  const inMinute = readField(minutes, 0, 59)
  const inHour = readField(hours, 0, 23)
  const inDay = readField(days, 1, 31)
  const inMonth = readField(months, 1, 12, monthNames)
  const inWeekday = readField(weekdays, 1, 7, weekdayNames)
  const inYear = readField(years, 1970, 2199)
  return {
    next(after) {
      const first = Math.floor(after / day) * day
      // Within five years every rule that can fire (Feb 29 included) has fired, unless its years are over.
      for (let start = first; start < first + 5 * 366 * day; start += day) {
        const date = new Date(start)
        if (!inYear.has(date.getUTCFullYear()) || !inMonth.has(date.getUTCMonth() + 1)) continue
        if (!inDay.has(date.getUTCDate()) || !inWeekday.has(date.getUTCDay() + 1)) continue
        for (const hour of inHour)
          for (const m of inMinute) {
            const instant = start + (hour * 60 + m) * minute
            if (instant > after) return instant
          }
      }
      return undefined
    },
  }
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const weekdayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/** The values of one field in ascending order. `L`, `W` and `#` are not understood. */
function readField(field: string, least: number, most: number, names: string[] = []): Set<number> {
  const value = (text: string) => {
    const number = names.includes(text.toUpperCase()) ? names.indexOf(text.toUpperCase()) + least : Number(text)
    if (!Number.isInteger(number) || number < least || number > most) throw new Error(`cannot read ${field} in a cron`)
    return number
  }
  const values = field.split(',').flatMap((part) => {
    const [span = '', step = '1'] = part.split('/')
    const every = span === '*' || span === '?'
    const [from = '', to] = span.split('-')
    const start = every ? least : value(from)
    const end = every || (part.includes('/') && to === undefined) ? most : value(to ?? from)
    if (!(Number(step) >= 1)) throw new Error(`cannot read ${field} in a cron`)
    return Array.from({ length: Math.floor((end - start) / Number(step)) + 1 }, (_, i) => start + i * Number(step))
  })
  return new Set(values.sort((a, b) => a - b))
}
