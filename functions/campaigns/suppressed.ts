import type { Mailbox } from '../../shared/identity/person.ts'
import { Suppression, suppressionKey } from '../../shared/mail/suppression.ts'
import type { Links } from '../adapters/links.ts'
import type { Table, Write } from '../adapters/table.ts'

type Needs = { table: Table; links: Pick<Links, 'activeKey' | 'keyIds' | 'pseudonym'> }

/** Asks under every key of the set: an address that was suppressed before a rotation stays so. */
export const isSuppressed = async ({ table, links }: Needs, mailbox: Mailbox): Promise<boolean> => {
  const found = await Promise.all(
    (await links.keyIds()).map(async (keyId) =>
      table.get(Suppression, suppressionKey(await links.pseudonym('suppression', keyId, mailbox))),
    ),
  )
  return found.some((suppression) => suppression !== undefined)
}

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
