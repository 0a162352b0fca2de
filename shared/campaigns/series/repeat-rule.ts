import { Temporal } from 'temporal-polyfill'

/** The usual ways to repeat; whoever needs another writes a rule. */
export const EVERY = ['week', 'two-weeks', 'month', 'quarter', 'half-year', 'year'] as const
export type Every = (typeof EVERY)[number]

export type Read =
  | { outcome: 'rule'; rule: string }
  | { outcome: 'refused'; reason: 'not-a-rule' | 'too-often' | 'no-wave' }

/** A rule of RFC 5545 as somebody typed or pasted it, in the one form that is kept. */
export const readRule = (typed: string): Read => {
  const text = typed
    .trim()
    .toUpperCase()
    .replace(/^RRULE:/, '')
    .replace(/;$/, '')
  const parts = text.split(';').map((part) => part.split('='))
  const names = parts.map(([name]) => name ?? '')
  if (text.length > 200 || new Set(names).size !== names.length) return refused('not-a-rule')
  const values = new Map(parts.map(([name = '', value = '']) => [name, value]))
  const often = values.get('FREQ') ?? ''
  if (SUB_DAILY.has(often) || names.some((name) => TIMES.has(name))) return refused('too-often')
  if (!values.has('FREQ') || (values.has('COUNT') && values.has('UNTIL'))) return refused('not-a-rule')
  for (const [name = '', value = '', ...rest] of parts)
    if (rest.length > 0 || !PARTS[name]?.(value)) return refused('not-a-rule')
  if (!fits(often, values)) return refused('not-a-rule')
  return values.get('COUNT') === '0' ? refused('no-wave') : { outcome: 'rule', rule: text }
}

/** The rule without its end, and the end. */
export const endOf = (rule: string): { base: string; count?: number; until?: string } => {
  const parts = rule.split(';')
  const value = (name: string) => parts.find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1)
  const [count, until] = [value('COUNT'), value('UNTIL')]
  return {
    base: parts.filter((part) => !/^(COUNT|UNTIL)=/.test(part)).join(';'),
    ...(count !== undefined && { count: Number(count) }),
    ...(until !== undefined && { until }),
  }
}

/** From the 31st on, every month: on its last day, where it has no 31st. */
export const ruleOf = (every: Every, from: string): string => {
  if (every === 'week') return 'FREQ=WEEKLY'
  if (every === 'two-weeks') return 'FREQ=WEEKLY;INTERVAL=2'
  const months = MONTHS[every]
  const { day } = Temporal.PlainDateTime.from(from)
  const days = Array.from({ length: Math.max(0, day - 27) }, (_, index) => 28 + index)
  return ['FREQ=MONTHLY', months > 1 && `INTERVAL=${months}`, day > 28 && `BYMONTHDAY=${days};BYSETPOS=-1`]
    .filter(Boolean)
    .join(';')
}

/** Which of the usual ways this rule is, if any. */
export const everyOf = (rule: string, from: string): Every | undefined =>
  EVERY.find((every) => ruleOf(every, from) === endOf(rule).base)

const MONTHS = { month: 1, quarter: 3, 'half-year': 6, year: 12 } as const satisfies Partial<Record<Every, number>>

const SUB_DAILY = new Set(['HOURLY', 'MINUTELY', 'SECONDLY'])
/** A wave has the time of day of the first. */
const TIMES = new Set(['BYHOUR', 'BYMINUTE', 'BYSECOND'])

const listOf = (test: (item: string) => boolean) => (value: string) => value.split(',').every(test)
const between = (least: number, most: number) => (value: string) =>
  /^\d{1,4}$/.test(value) && Number(value) >= least && Number(value) <= most
/** Counted from the end when negative. */
const eitherWay = (most: number) => (value: string) => between(1, most)(value.replace(/^[+-]/, ''))

const PARTS: Record<string, (value: string) => boolean> = {
  FREQ: (value) => ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'].includes(value),
  INTERVAL: between(1, 999),
  COUNT: between(0, 9999),
  UNTIL: (value) => /^\d{8}(T\d{6}Z?)?$/.test(value) && isDay(value),
  BYDAY: listOf((item) => /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.test(item)),
  BYMONTH: listOf(between(1, 12)),
  BYMONTHDAY: listOf(eitherWay(31)),
  BYYEARDAY: listOf(eitherWay(366)),
  BYWEEKNO: listOf(eitherWay(53)),
  BYSETPOS: listOf(eitherWay(366)),
  WKST: (value) => /^(MO|TU|WE|TH|FR|SA|SU)$/.test(value),
}

/** What RFC 5545 (3.3.10) forbids in one rule, and what means nothing there. */
const fits = (often: string, values: ReadonlyMap<string, string>): boolean => {
  if (values.has('BYWEEKNO') && often !== 'YEARLY') return false
  if (values.has('BYYEARDAY') && often !== 'YEARLY') return false
  if (values.has('BYMONTHDAY') && often === 'WEEKLY') return false
  if (/\d/.test(values.get('BYDAY') ?? '') && (often === 'DAILY' || often === 'WEEKLY' || values.has('BYWEEKNO')))
    return false
  return !values.has('BYSETPOS') || [...values.keys()].some((name) => name.startsWith('BY') && name !== 'BYSETPOS')
}

const isDay = (value: string) => {
  const [, day = '', time = '000000'] = value.match(/^(\d{8})(?:T(\d{6}))?/) ?? []
  try {
    return Temporal.PlainDateTime.from(`${day}T${time}`, { overflow: 'reject' }) !== undefined
  } catch {
    return false
  }
}

const refused = (reason: Extract<Read, { outcome: 'refused' }>['reason']): Read => ({ outcome: 'refused', reason })
