import { isDeepStrictEqual } from 'node:util'
import type * as z from 'zod'
import type { Condition } from '../../functions/adapters/expressions.ts'
import type { Key, Page, Query, Table, Write, WriteOutcome } from '../../functions/adapters/table.ts'

/** Where the items are, as JSON; in this process or behind a port. */
export type Store = {
  get(key: Key): Promise<string | undefined>
  query(query: Query): Promise<Page<string>>
  write(writes: readonly Write[]): Promise<WriteOutcome>
}

/** The table of the network over a store that is no DynamoDB. Reads of indexes are never behind. */
export const tableOn = (store: Store): Table => ({
  async get(schema, key) {
    const json = await store.get({ pk: key.pk, sk: key.sk })
    return json === undefined ? undefined : parsed(schema, json)
  },
  async getMany(schema, keys) {
    return Promise.all(keys.map((key) => this.get(schema, key)))
  },
  async query(schema, query) {
    const { items, next } = await store.query(query)
    return { items: items.map((json) => parsed(schema, json)), ...(next && { next }) }
  },
  async count(...queries) {
    const pages = await Promise.all(queries.map((query) => store.query(query)))
    return pages.reduce((sum, { items }) => sum + items.length, 0)
  },
  write: (...writes) => store.write(writes),
  async writeEach(...writes) {
    if (new Set(writes.map((write) => nameOf(keyOf(write)))).size < writes.length)
      throw new Error('several changes at once may not have two of one item')
    return Promise.all(writes.map(async (write) => (await store.write([write])).outcome))
  },
})

const parsed = <S extends z.ZodType>(schema: S, json: string): z.output<S> => schema.parse(JSON.parse(json))

type Item = Record<string, unknown>
type Row = { pk: string; sk: string; json: string; sort: string }
type Partition = { rows: Map<string, Row>; sorted: Row[] | undefined }

const INDEXES = { audience: ['audience', 'pk'], due: ['due', 'dueAt'] } as const
const MOST_WRITES = 100

/** Items in memory, with the conditions, the order, the pages and the transactions of DynamoDB. */
export class MemoryStore implements Store {
  readonly #items = new Map<string, Row>()
  readonly #partitions = { table: new Map(), audience: new Map(), due: new Map() } as Record<
    'table' | 'audience' | 'due',
    Map<string, Partition>
  >

  async get(key: Key): Promise<string | undefined> {
    return this.#items.get(nameOf(key))?.json
  }

  async query({ pk, begins, from, upTo, index, limit, after, newestFirst }: Query): Promise<Page<string>> {
    const partition = this.#partitions[index ?? 'table'].get(pk)
    if (!partition) return { items: [] }
    partition.sorted ??= [...partition.rows.values()].sort(byPosition)
    const rows = newestFirst ? partition.sorted.toReversed() : partition.sorted
    const [start] = after ? [JSON.parse(after) as Row] : []
    const items: string[] = []
    for (let at = start ? firstAfter(rows, start, newestFirst ? -1 : 1) : 0; at < rows.length; at++) {
      const row = rows[at]
      if (!row) break
      if (begins !== undefined && !row.sort.startsWith(begins)) continue
      if ((from !== undefined && row.sort < from) || (upTo !== undefined && row.sort > upTo)) continue
      items.push(row.json)
      if (items.length === limit) {
        const { pk, sk, sort } = row
        return { items, next: JSON.stringify({ pk, sk, sort }) }
      }
    }
    return { items }
  }

  async write(writes: readonly Write[]): Promise<WriteOutcome> {
    const names = writes.map((write) => nameOf(keyOf(write)))
    if (new Set(names).size < names.length) throw new Error('a transaction may not have two writes to one item')
    if (writes.length > MOST_WRITES) throw new Error(`a transaction has at most ${MOST_WRITES} writes`)
    const refused = writes.flatMap((write, index) => (holds(write.if, this.#read(write)) ? [] : [index]))
    if (refused.length > 0) return { outcome: 'refused', refused }
    for (const write of writes) this.#apply(write)
    return { outcome: 'written' }
  }

  /** Every item, in no order. */
  *all(): Generator<Item> {
    for (const { json } of this.#items.values()) yield JSON.parse(json)
  }

  #read(write: Write): Item | undefined {
    if (!write.if && !('update' in write)) return undefined
    const json = this.#items.get(nameOf(keyOf(write)))?.json
    return json === undefined ? undefined : JSON.parse(json)
  }

  #apply(write: Write) {
    if ('check' in write) return
    if ('delete' in write) return this.#place(write.delete, undefined)
    if ('put' in write) return this.#place(write.put, write.put)
    const item: Item = { ...this.#read(write), pk: write.update.pk, sk: write.update.sk }
    for (const [name, value] of Object.entries(write.set ?? {})) if (value !== undefined) item[name] = value
    for (const [name, by] of Object.entries(write.add ?? {})) item[name] = Number(item[name] ?? 0) + by
    for (const name of write.remove ?? []) delete item[name]
    this.#place(write.update, item)
  }

  #place({ pk, sk }: Key, after: Item | undefined) {
    const name = nameOf({ pk, sk })
    const json = after && JSON.stringify(after)
    const before = this.#items.get(name)?.json
    if (before !== undefined) this.#unlink(name, JSON.parse(before))
    if (!after || json === undefined) return void this.#items.delete(name)
    this.#items.set(name, { pk, sk, json, sort: sk })
    this.#link('table', pk, name, { pk, sk, json, sort: sk })
    for (const [index, [partition, sort]] of Object.entries(INDEXES) as [keyof typeof INDEXES, [string, string]][])
      if (typeof after[partition] === 'string' && typeof after[sort] === 'string')
        this.#link(index, after[partition], name, { pk, sk, json, sort: after[sort] })
  }

  #link(index: 'table' | 'audience' | 'due', partition: string, name: string, row: Row) {
    const known = this.#partitions[index].get(partition) ?? { rows: new Map(), sorted: undefined }
    known.rows.set(name, row)
    known.sorted = undefined
    this.#partitions[index].set(partition, known)
  }

  #unlink(name: string, item: Item) {
    for (const [index, partition] of [
      ['table', item.pk],
      ['audience', item.audience],
      ['due', item.due],
    ] as const) {
      const known = this.#partitions[index].get(String(partition))
      if (!known?.rows.delete(name)) continue
      known.sorted = undefined
      if (known.rows.size === 0) this.#partitions[index].delete(String(partition))
    }
  }
}

const nameOf = ({ pk, sk }: Key) => `${pk}\n${sk}`

const keyOf = (write: Write): Key => {
  if ('put' in write) return write.put
  if ('update' in write) return write.update
  return 'delete' in write ? write.delete : write.check
}

const byPosition = (a: Omit<Row, 'json'>, b: Omit<Row, 'json'>) =>
  compare(a.sort, b.sort) || compare(a.pk, b.pk) || compare(a.sk, b.sk)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** By halving: pages of a long partition would otherwise cost more the further they are. */
const firstAfter = (rows: readonly Row[], start: Row, direction: 1 | -1): number => {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    const row = rows[middle]
    if (row && direction * byPosition(row, start) <= 0) low = middle + 1
    else high = middle
  }
  return low
}

/** As DynamoDB has it: an attribute that is not there equals nothing, and differs from everything. */
const holds = (condition: Condition | undefined, item: Item | undefined): boolean => {
  if (!condition) return true
  const { exists, equals, differs, oneOf, atMost, atLeast, missing } = condition
  const every = <T>(of: Record<string, T> | undefined, test: (value: unknown, wanted: T) => boolean) =>
    Object.entries(of ?? {}).every(([name, wanted]) => test(item?.[name], wanted))
  return (
    (exists === undefined || exists === (item !== undefined)) &&
    every(equals, (value, wanted) => value !== undefined && isDeepStrictEqual(value, stored(wanted))) &&
    every(differs, (value, wanted) => !isDeepStrictEqual(value, stored(wanted))) &&
    every(oneOf, (value, wanted) =>
      wanted.some((one) => value !== undefined && isDeepStrictEqual(value, stored(one))),
    ) &&
    every(atMost, (value, wanted) => comparable(value, wanted) && value <= wanted) &&
    every(atLeast, (value, wanted) => comparable(value, wanted) && value >= wanted) &&
    (missing ?? []).every((name) => item?.[name] === undefined)
  )
}

const stored = (value: unknown): unknown => (typeof value === 'object' ? JSON.parse(JSON.stringify(value)) : value)

const comparable = <T>(value: unknown, wanted: T): value is T => typeof value === typeof wanted
