import type { Mailbox } from '../../shared/identity/person.ts'
import { Suppression, suppressionKey } from '../../shared/mail/suppression.ts'
import type { Links } from '../adapters/links.ts'
import type { Table } from '../adapters/table.ts'

type Needs = { table: Pick<Table, 'getMany' | 'write'>; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

/** Of many addresses those that must not be mailed, and why; a hundredth of the requests of asking one by one. */
export const suppressionsAmong = async (
  { table, links }: { table: Pick<Table, 'getMany'>; links: Pick<Links, 'pseudonyms'> },
  mailboxes: readonly Mailbox[],
): Promise<Map<Mailbox, Suppression>> => {
  const asked = (
    await Promise.all(
      [...new Set(mailboxes)].map(async (mailbox) =>
        (await links.pseudonyms('suppression', mailbox)).map((name) => ({ ...suppressionKey(name), mailbox })),
      ),
    )
  ).flat()
  const found = await table.getMany(Suppression, asked)
  return new Map(
    asked.flatMap(({ mailbox }, index) => {
      const suppression = found[index]
      return suppression ? [[mailbox, suppression] as const] : []
    }),
  )
}

/** What stands already stays as it is. */
export const suppress = async ({ table, links }: Needs, mailbox: Mailbox, suppression: Suppression): Promise<void> => {
  const name = await links.pseudonym('suppression', await links.activeKey(), mailbox)
  await table.write({ put: { ...suppressionKey(name), ...suppression }, if: { exists: false } })
}
