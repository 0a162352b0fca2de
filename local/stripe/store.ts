import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { invalid, missing } from './fault.ts'
import type { Page, Range } from './parameters.ts'

export type StoredObject = { id: string; object: string }
export type Store = ReturnType<typeof openStore>

// The paths that lists filter by; the indexes hold them.
const filterPaths = {
  customer: '$.customer',
  email: '$.email',
  status: '$.status',
  payment_intent: '$.payment_intent',
  charge: '$.charge',
  subscription: '$.subscription',
  invoice: '$.invoice',
  type: '$.type',
  pending: '$.pending_webhooks',
  payment: '$.payment.payment_intent',
  invoiceSubscription: '$.parent.subscription_details.subscription',
} as const
/** A list of values is any of them. */
export type Filter = Partial<Record<keyof typeof filterPaths, string | number | readonly string[] | undefined>>

/** Stripe's objects as JSON rows in the journal. Fields that begin with `_` are the stand-in's own and never shown. */
export function openStore(journal: DatabaseSync) {
  journal.exec(`
    create table if not exists stripe_object (
      number integer primary key, id text not null unique, object text not null, created integer not null, body text not null);
    create index if not exists stripe_object_kind on stripe_object (object, number);
    ${Object.entries(filterPaths)
      .filter(([name]) => !['status', 'type', 'pending'].includes(name))
      .map(
        ([name, path]) =>
          `create index if not exists stripe_object_${name} on stripe_object (object, json_extract(body, '${path}'));`,
      )
      .join('\n')}
    create table if not exists stripe_idempotency (
      key text primary key, request text not null, status integer not null, body text not null, at real not null);
    create table if not exists stripe_secret (name text primary key, value text not null)`)
  const read = journal.prepare('select body from stripe_object where id = ? and object = ?')
  const insert = journal.prepare('insert into stripe_object (id, object, created, body) values (?, ?, ?, ?)')
  const update = journal.prepare('update stripe_object set body = ? where id = ?')
  const numberOf = journal.prepare('select number from stripe_object where id = ?')
  const remembered = journal.prepare('select request, status, body from stripe_idempotency where key = ? and at > ?')
  const remember = journal.prepare(
    'insert or replace into stripe_idempotency (key, request, status, body, at) values (?, ?, ?, ?, ?)',
  )
  const readSecret = journal.prepare('select value from stripe_secret where name = ?')
  const writeSecret = journal.prepare('insert or replace into stripe_secret (name, value) values (?, ?)')

  function get<T extends StoredObject>(object: T['object'], id: string): T | undefined {
    const row = read.get(id, object) as { body: string } | undefined
    return row && (JSON.parse(row.body) as T)
  }

  return {
    get,
    /** The object, or Stripe's fault that there is none. */
    found<T extends StoredObject>(object: T['object'], id: string, param = 'id'): T {
      const body = get<T>(object, id)
      if (!body) throw missing(object, id, param)
      return body
    },
    add<T extends StoredObject & { created?: number }>(body: T): T {
      insert.run(body.id, body.object, body.created ?? 0, JSON.stringify(body))
      return body
    },
    save<T extends StoredObject>(body: T): T {
      update.run(JSON.stringify(body), body.id)
      return body
    },
    /** Newest first, as Stripe lists. */
    list<T extends StoredObject>(object: T['object'], filter: Filter, page: Page = { limit: 100 }, created?: Range) {
      const conditions = ['object = ?']
      const values: (string | number)[] = [object]
      for (const [name, value] of Object.entries(filter)) {
        if (value === undefined) continue
        const any = typeof value === 'object' ? value : [value]
        const path = filterPaths[name as keyof typeof filterPaths]
        conditions.push(`json_extract(body, '${path}') in (${any.map(() => '?').join(', ')})`)
        values.push(...any)
      }
      const bounds = typeof created === 'number' ? { gte: created, lte: created } : (created ?? {})
      for (const [name, sign] of [
        ['gt', '>'],
        ['gte', '>='],
        ['lt', '<'],
        ['lte', '<='],
      ] as const) {
        const bound = bounds[name]
        if (bound === undefined) continue
        conditions.push(`created ${sign} ?`)
        values.push(bound)
      }
      const after = page.starting_after ? cursor('starting_after', page.starting_after) : undefined
      const before = page.ending_before ? cursor('ending_before', page.ending_before) : undefined
      if (after !== undefined) conditions.push('number < ?')
      if (before !== undefined) conditions.push('number > ?')
      if (after !== undefined) values.push(after)
      if (before !== undefined) values.push(before)
      const order = before === undefined ? 'desc' : 'asc'
      const rows = journal
        .prepare(`select body from stripe_object where ${conditions.join(' and ')} order by number ${order} limit ?`)
        .all(...values, page.limit + 1) as { body: string }[]
      const data = rows.slice(0, page.limit).map(({ body }) => JSON.parse(body) as T)
      return { data: before === undefined ? data : data.reverse(), has_more: rows.length > page.limit }
    },
    /** All or nothing, like one API call. */
    transact<T>(work: () => T): T {
      journal.exec('begin immediate')
      try {
        const result = work()
        journal.exec('commit')
        return result
      } catch (error) {
        journal.exec('rollback')
        throw error
      }
    },
    remembered: (key: string, since: number) =>
      remembered.get(key, since) as { request: string; status: number; body: string } | undefined,
    remember: (key: string, request: string, status: number, body: string, at: number) =>
      void remember.run(key, request, status, body, at),
    /** A value kept under a name; made and kept on first use. */
    kept(name: string, make: () => string): string {
      const known = readSecret.get(name) as { value: string } | undefined
      if (known) return known.value
      const value = make()
      writeSecret.run(name, value)
      return value
    },
    keep: (name: string, value: string) => void writeSecret.run(name, value),
  }

  function cursor(param: string, id: string): number {
    const row = numberOf.get(id) as { number: number } | undefined
    if (!row) throw invalid(`No such object: '${id}'`, param, 'resource_missing')
    return row.number
  }
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/** Stripe's form of id: a prefix and letters and figures. */
export const newId = (prefix: string, length = 24) =>
  `${prefix}${Array.from(randomBytes(length), (byte) => alphabet[byte % alphabet.length]).join('')}`
