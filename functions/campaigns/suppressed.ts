import type { Mailbox } from '../../shared/identity/person.ts'
import { Suppression, suppressionKey } from '../../shared/mail/suppression.ts'
import type { Links } from '../adapters/links.ts'
import type { Table, Write } from '../adapters/table.ts'

type Needs = { table: Table; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

export const isSuppressed = async (needs: Needs, mailbox: Mailbox): Promise<boolean> => {
  const found = await Promise.all((await keysOf(needs, mailbox)).map((key) => needs.table.get(Suppression, key)))
  return found.some((suppression) => suppression !== undefined)
}

/** Many at once cost a hundredth of the requests. */
export const suppressedAmong = async (needs: Needs, mailboxes: readonly Mailbox[]): Promise<Set<Mailbox>> => {
  const keys = (
    await Promise.all(
      mailboxes.map(async (mailbox) => (await keysOf(needs, mailbox)).map((key) => ({ ...key, mailbox }))),
    )
  ).flat()
  const found = await needs.table.getMany(Suppression, keys)
  return new Set(keys.flatMap(({ mailbox }, index) => (found[index] ? [mailbox] : [])))
}

/** Under every key of the set: an address that was suppressed before a rotation stays so. */
const keysOf = async ({ links }: Pick<Needs, 'links'>, mailbox: Mailbox) =>
  (await links.pseudonyms('suppression', mailbox)).map(suppressionKey)

export const suppressing = async (
  { links }: Pick<Needs, 'links'>,
  mailbox: Mailbox,
  suppression: Suppression,
): Promise<Write> => ({
  put: {
    ...suppressionKey(await links.pseudonym('suppression', await links.activeKey(), mailbox)),
    ...suppression,
  },
})
