import * as z from 'zod'
import type { Mailbox } from '../../shared/identity/person.ts'
import {
  liftedAt,
  liftedKey,
  Suppression,
  softBouncesKey,
  suppressionKey,
  weightiest,
} from '../../shared/mail/suppression.ts'
import type { Instant } from '../../shared/units.ts'
import type { Links } from './links.ts'
import type { Key, Table, Write } from './table.ts'

export type IsSuppressed = (mailbox: Mailbox) => Promise<boolean>

type Names = Pick<Links, 'pseudonyms'>
type Asked = { table: Pick<Table, 'get'>; links: Names }
type AskedAmong = { table: Pick<Table, 'getMany'>; links: Names }
type Naming = { links: Pick<Links, 'activeKey' | 'pseudonym'> }

/** Has it bounced or complained? */
export const isSuppressed = async (needs: Asked, mailbox: Mailbox): Promise<boolean> =>
  (await suppressionRows(needs, mailbox)).length > 0

/** Why this address is not mailed, if it is not. */
export const suppressionOf = async (needs: Asked, mailbox: Mailbox): Promise<Suppression | undefined> =>
  weightiest((await suppressionRows(needs, mailbox)).map(({ row }) => row))

export const suppressionRows = (needs: Asked, mailbox: Mailbox) => rowsOf(needs, mailbox, Suppression, suppressionKey)

/** Under every key of the set: what was written before a rotation still stands. */
export const rowsOf = async <S extends z.ZodType>(
  { table, links }: Asked,
  mailbox: Mailbox,
  schema: S,
  keyOf: (pseudonym: string) => Key,
): Promise<{ key: Key; row: z.output<S> }[]> => {
  const keys = (await links.pseudonyms('suppression', mailbox)).map(keyOf)
  const found = await Promise.all(keys.map(async (key) => ({ key, row: await table.get(schema, key) })))
  return found.flatMap(({ key, row }) => (row === undefined ? [] : [{ key, row }]))
}

/**
 * Of many addresses those that must not be mailed. What stands against one and cannot be read keeps no other from being
 * asked about.
 */
export const suppressedAmong = async (
  needs: AskedAmong,
  mailboxes: readonly Mailbox[],
): Promise<Map<Mailbox, 'suppressed' | 'unreadable'>> => {
  const found = await rowsAmong(needs, mailboxes, Standing, suppressionKey)
  return new Map(
    [...found].map(([mailbox, rows]) => [mailbox, rows.find((row) => row === 'suppressed') ?? 'unreadable']),
  )
}

const Standing = z.union([
  Suppression.transform(() => 'suppressed' as const),
  z.unknown().transform(() => 'unreadable' as const),
])

/** Of many addresses those that must not be mailed, and why. */
export const suppressionsAmong = async (needs: AskedAmong, mailboxes: readonly Mailbox[]) => {
  const found = await rowsAmong(needs, mailboxes, Suppression, suppressionKey)
  return new Map([...found].flatMap(([mailbox, rows]) => pair(mailbox, weightiest(rows))))
}

/** A hundredth of the requests of asking one by one. */
export const rowsAmong = async <S extends z.ZodType>(
  { table, links }: AskedAmong,
  mailboxes: readonly Mailbox[],
  schema: S,
  keyOf: (pseudonym: string) => Key,
): Promise<Map<Mailbox, z.output<S>[]>> => {
  const asked = (
    await Promise.all(
      [...new Set(mailboxes)].map(async (mailbox) =>
        (await links.pseudonyms('suppression', mailbox)).map((name) => ({ ...keyOf(name), mailbox })),
      ),
    )
  ).flat()
  const found = await table.getMany(schema, asked)
  const rows = new Map<Mailbox, z.output<S>[]>()
  for (const [index, { mailbox }] of asked.entries()) {
    const row = found[index]
    if (row !== undefined) rows.set(mailbox, [...(rows.get(mailbox) ?? []), row])
  }
  return rows
}

/** The name that today's key gives to an address. */
export const suppressionName = async ({ links }: Naming, mailbox: Mailbox): Promise<string> =>
  links.pseudonym('suppression', await links.activeKey(), mailbox)

export const suppressing = async (needs: Naming, mailbox: Mailbox, suppression: Suppression): Promise<Write> => ({
  put: { ...suppressionKey(await suppressionName(needs, mailbox)), ...suppression },
})

/**
 * The writes that let an address be mailed again, for the transaction of whoever decides it: the rows as they were read
 * (a complaint that came in meanwhile stands), what had counted against it, and a mark against news that come late.
 */
export const lifting = async (
  { links }: { links: Names },
  mailbox: Mailbox,
  rows: readonly { key: Key; row: Suppression }[],
  at: Instant,
): Promise<Write[]> => {
  const names = await links.pseudonyms('suppression', mailbox)
  return [
    ...rows.map(({ key, row }): Write => ({ delete: key, if: { equals: { at: row.at, reason: row.reason } } })),
    ...names.map((name): Write => ({ delete: softBouncesKey(name) })),
    ...names.map((name): Write => ({ put: { ...liftedKey(name), ...liftedAt(at) } })),
  ]
}

const pair = <K, V>(key: K, value: V | undefined): [K, V][] => (value === undefined ? [] : [[key, value]])
