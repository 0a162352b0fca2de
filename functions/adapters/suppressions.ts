import type { Mailbox } from '../../shared/identity/person.ts'
import { Suppression, suppressionKey } from '../../shared/mail/suppression.ts'
import type { Links } from './links.ts'
import type { Table } from './table.ts'

export type IsSuppressed = (mailbox: Mailbox) => Promise<boolean>

/** Has it bounced or complained? Asked under every key of the set: what was suppressed before a rotation stays so. */
export const suppressions =
  ({ table, links }: { table: Pick<Table, 'get'>; links: Pick<Links, 'pseudonyms'> }): IsSuppressed =>
  async (mailbox) => {
    const names = await links.pseudonyms('suppression', mailbox)
    const found = await Promise.all(names.map((name) => table.get(Suppression, suppressionKey(name))))
    return found.some((suppression) => suppression !== undefined)
  }
