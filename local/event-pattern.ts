/**
 * Event patterns as EventBridge rules and the filters of stream mappings use them. A matcher that is not understood is
 * an error when the pattern is read, not when an event comes by.
 */
export type Matches = (event: unknown) => boolean

export function readPattern(pattern: unknown): Matches {
  if (!isObject(pattern)) throw new Error(`an event pattern is an object, not ${JSON.stringify(pattern)}`)
  const fields = Object.entries(pattern).map(([key, wanted]): Matches => {
    if (key === '$or') {
      if (!Array.isArray(wanted)) throw new Error('$or takes a list of patterns')
      const choices = wanted.map(readPattern)
      return (event) => choices.some((matches) => matches(event))
    }
    const matches = Array.isArray(wanted) ? anyOf(wanted.map(readMatcher)) : readPattern(wanted)
    return (event) => matches(isObject(event) ? event[key] : undefined)
  })
  return (event) =>
    Array.isArray(event) ? event.some((item) => fields.every((f) => f(item))) : fields.every((f) => f(event))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function anyOf(matchers: Matches[]): Matches {
  return (value) =>
    matchers.some((matches) => (Array.isArray(value) && value.length > 0 ? value.some(matches) : matches(value)))
}

function readMatcher(matcher: unknown): Matches {
  if (!isObject(matcher)) {
    if (typeof matcher === 'object' && matcher !== null) throw new Error('a list within a list')
    return (value) => value === matcher
  }
  const [[kind, wanted] = [], ...more] = Object.entries(matcher)
  if (more.length === 0)
    switch (kind) {
      case 'exists':
        return (value) => (value !== undefined) === wanted
      case 'prefix':
        if (isObject(wanted)) return ignoringCase(wanted, (value, start) => value.startsWith(start))
        return text((value) => value.startsWith(String(wanted)))
      case 'suffix':
        if (isObject(wanted)) return ignoringCase(wanted, (value, end) => value.endsWith(end))
        return text((value) => value.endsWith(String(wanted)))
      case 'equals-ignore-case':
        return text((value) => value.toLowerCase() === String(wanted).toLowerCase())
      case 'wildcard':
        return text((value) => wildcard(String(wanted)).test(value))
      case 'numeric':
        return numeric(wanted)
      case 'anything-but': {
        const matches = isObject(wanted)
          ? readMatcher(wanted)
          : anyOf((Array.isArray(wanted) ? wanted : [wanted]).map(readMatcher))
        return (value) => value !== undefined && !matches(value)
      }
    }
  throw new Error(`the embedded cloud knows no matcher ${JSON.stringify(matcher)}`)
}

const text =
  (matches: (value: string) => boolean): Matches =>
  (value) =>
    typeof value === 'string' && matches(value)

function ignoringCase(wanted: Record<string, unknown>, matches: (value: string, wanted: string) => boolean): Matches {
  const [[kind, other] = [], ...more] = Object.entries(wanted)
  if (kind !== 'equals-ignore-case' || more.length) throw new Error(`unknown matcher ${JSON.stringify(wanted)}`)
  return text((value) => matches(value.toLowerCase(), String(other).toLowerCase()))
}

const wildcard = (pattern: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  )

function numeric(wanted: unknown): Matches {
  if (!Array.isArray(wanted) || wanted.length % 2) throw new Error('numeric takes pairs of operator and number')
  const tests = Array.from({ length: wanted.length / 2 }, (_, i) => {
    const limit = Number(wanted[2 * i + 1])
    const compare = comparisons[String(wanted[2 * i])]
    if (!compare || Number.isNaN(limit)) throw new Error(`unknown comparison ${JSON.stringify(wanted)}`)
    return (value: number) => compare(value, limit)
  })
  return (value) => typeof value === 'number' && tests.every((test) => test(value))
}

const comparisons: Record<string, (value: number, limit: number) => boolean> = {
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '=': (value, limit) => value === limit,
}
