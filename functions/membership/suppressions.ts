import type * as z from 'zod'
import type { Mailbox } from '../../shared/identity/person.ts'
import { Forgotten, forgottenKey, Suppression, suppressionKey } from '../../shared/mail/suppression.ts'
import type { Links } from '../adapters/links.ts'
import type { Key, Table } from '../adapters/table.ts'

type Needs = { table: Pick<Table, 'getMany' | 'write'>; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

type Asked = { table: Pick<Table, 'getMany'>; links: Pick<Links, 'pseudonyms'> }

/** Of many addresses those that must not be mailed, and why; a hundredth of the requests of asking one by one. */
export const suppressionsAmong = (needs: Asked, mailboxes: readonly Mailbox[]) =>
  among(needs, mailboxes, Suppression, suppressionKey)

/** Of many addresses those whose owners asked to be forgotten. */
export const forgottenAmong = (needs: Asked, mailboxes: readonly Mailbox[]) =>
  among(needs, mailboxes, Forgotten, forgottenKey)

const among = async <S extends z.ZodType>(
  { table, links }: Asked,
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
export const suppress = async ({ table, links }: Needs, mailbox: Mailbox, suppression: Suppression): Promise<void> => {
  const name = await links.pseudonym('suppression', await links.activeKey(), mailbox)
  await table.write({ put: { ...suppressionKey(name), ...suppression }, if: { exists: false } })
}
