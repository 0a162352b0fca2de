import type * as z from 'zod'
import type { Mailbox } from '../../shared/identity/person.ts'
import { Forgotten, forgottenKey, Suppression, suppressionKey } from '../../shared/mail/suppression.ts'
import type { Links } from '../adapters/links.ts'
import type { Key, Table } from '../adapters/table.ts'

type Asked = { table: Pick<Table, 'get'>; links: Pick<Links, 'pseudonyms'> }
type Needs = { table: Pick<Table, 'get'>; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

/** Why this address is not mailed, if it is not. */
export const suppressionOf = async (needs: Asked, mailbox: Mailbox): Promise<Suppression | undefined> =>
  (await suppressionRows(needs, mailbox))[0]?.row

/** Under every key of the set: an address that was suppressed before a rotation stays so. */
export const suppressionRows = async (
  { table, links }: Asked,
  mailbox: Mailbox,
): Promise<{ key: Key; row: Suppression }[]> => {
  const keys = (await links.pseudonyms('suppression', mailbox)).map(suppressionKey)
  const found = await Promise.all(keys.map(async (key) => ({ key, row: await table.get(Suppression, key) })))
  return found.flatMap(({ key, row }) => (row ? [{ key, row }] : []))
}

type AskedAmong = { table: Pick<Table, 'getMany'>; links: Asked['links'] }

/** Of many addresses those that must not be mailed, and why; a hundredth of the requests of asking one by one. */
export const suppressionsAmong = (needs: AskedAmong, mailboxes: readonly Mailbox[]) =>
  among(needs, mailboxes, Suppression, suppressionKey)

/** Of many addresses those whose owners asked to be forgotten. */
export const forgottenAmong = (needs: AskedAmong, mailboxes: readonly Mailbox[]) =>
  among(needs, mailboxes, Forgotten, forgottenKey)

const among = async <S extends z.ZodType>(
  { table, links }: AskedAmong,
  mailboxes: readonly Mailbox[],
  schema: S,
  keyOf: (pseudonym: string) => Key,
): Promise<Map<Mailbox, z.output<S>>> => {
  const asked = (
    await Promise.all(
      [...new Set(mailboxes)].map(async (mailbox) =>
        (await links.pseudonyms('suppression', mailbox)).map((name) => ({ ...keyOf(name), mailbox })),
      ),
    )
  ).flat()
  const found = await table.getMany(schema, asked)
  return new Map(
    asked.flatMap(({ mailbox }, index) => {
      const item = found[index]
      return item === undefined ? [] : [[mailbox, item] as const]
    }),
  )
}

/** What stands already stays as it is. */
export const suppress = async (
  needs: { table: Pick<Table, 'write'>; links: Needs['links'] },
  mailbox: Mailbox,
  suppression: Suppression,
): Promise<void> => {
  const name = await nameOf(needs, mailbox)
  await needs.table.write({ put: { ...suppressionKey(name), ...suppression }, if: { exists: false } })
}

/**
 * A complaint is the person's (decision 011): whoever made it at one address is left in peace at another of theirs too,
 * under `name`. A bounce is the mailbox's and stays behind with it.
 */
export const complaintToCarry = async (
  needs: Needs,
  from: Mailbox,
  to: Mailbox,
): Promise<{ name: string; row: Suppression } | undefined> => {
  const [there, here] = await Promise.all([suppressionRows(needs, from), suppressionRows(needs, to)])
  const complaint = there.find(({ row }) => row.reason === 'complained')
  return complaint && here.length === 0 ? { name: await nameOf(needs, to), row: complaint.row } : undefined
}

const nameOf = async ({ links }: Pick<Needs, 'links'>, mailbox: Mailbox) =>
  links.pseudonym('suppression', await links.activeKey(), mailbox)
