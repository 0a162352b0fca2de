import type { CitySlug } from '../../../shared/ids.ts'
import { onRoll, type RollFilter, RollLine, rollPartition, rollPosition } from '../../../shared/membership/roll.ts'
import type { Table } from '../../adapters/table.ts'

export type RollAsked = {
  /** Several are read side by side and shown as one list. */
  cities: readonly CitySlug[]
  filter?: RollFilter
  /** The position where the page begins, or the one that it ends before. */
  from?: string | undefined
  before?: string | undefined
}

export type RollPage = {
  lines: RollLine[]
  /** Where the page after this one begins, and what the page in front of it ends before. */
  next?: string | undefined
  before?: string | undefined
  /** The look was long and is not over: `next` goes on with it, though the page is not full. */
  unfinished: boolean
}

export const ON_A_PAGE = 50

/**
 * One page of the roll by name. A page is found by the position where it begins, so the last is as fast as the first.
 * Where the filter leaves few of many, it answers with what it has after `MOST_LOOKED_AT` lines of a city.
 */
export const readRoll = async (table: Pick<Table, 'query'>, asked: RollAsked): Promise<RollPage> => {
  const back = asked.before !== undefined
  const order = back ? descending : ascending
  const parts = await Promise.all(asked.cities.map((city) => look(table, city, asked)))
  // Whoever stands behind the place where one city's look was broken off comes with the next page.
  const reached = parts.flatMap((part) => part.reached ?? []).sort(order)[0]
  const found = parts
    .flatMap(({ lines }) => lines)
    .map((line) => ({ line, at: rollPosition(line) }))
    .filter(({ at }) => at !== asked.before && (reached === undefined || order(at, reached) <= 0))
    .sort((a, b) => order(a.at, b.at))
  const page = found.slice(0, ON_A_PAGE)
  const shown = back ? page.toReversed() : page
  const more = found[ON_A_PAGE]?.at
  const unfinished = more === undefined && reached !== undefined
  const beyond = unfinished ? `${reached}${back ? '' : PAST}` : undefined
  const first = shown[0]?.at
  return {
    lines: shown.map(({ line }) => line),
    next: back ? asked.before : (more ?? beyond),
    before: back ? (more === undefined ? beyond : first) : asked.from && (first ?? asked.from),
    unfinished,
  }
}

/** Behind a position and before every other: ids are of one length. */
const PAST = '~'

type Part = { lines: RollLine[]; reached?: string }

const look = async (table: Pick<Table, 'query'>, city: CitySlug, asked: RollAsked): Promise<Part> => {
  const filter = asked.filter ?? {}
  const lines: RollLine[] = []
  let after: string | undefined
  for (let looked = 0; ; ) {
    const page = await table.query(RollLine, {
      pk: rollPartition(city, filter),
      ...(asked.before !== undefined
        ? { upTo: asked.before, newestFirst: true }
        : asked.from !== undefined && { from: asked.from }),
      limit: looked === 0 ? FIRST_LOOK : LATER_LOOK,
      consistent: false,
      ...(after && { after }),
    })
    looked += page.items.length
    const last = page.items.at(-1)
    lines.push(...page.items.filter((line) => onRoll(line, filter)))
    if (!page.next || lines.length >= FIRST_LOOK) return { lines }
    if (looked >= MOST_LOOKED_AT && last) return { lines, reached: rollPosition(last) }
    after = page.next
  }
}

/** One more tells that there is another page, and one may be the position itself. */
const FIRST_LOOK = ON_A_PAGE + 2
const LATER_LOOK = 500
const MOST_LOOKED_AT = 5000

const ascending = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const descending = (a: string, b: string) => -ascending(a, b)
