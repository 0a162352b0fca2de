import type { Mailbox } from '../../shared/identity/person.ts'
import { Forgotten, forgottenKey, type Suppression } from '../../shared/mail/suppression.ts'
import type { Links } from '../adapters/links.ts'
import { rowsAmong, suppressing, suppressionName, suppressionRows } from '../adapters/suppressions.ts'
import type { Table } from '../adapters/table.ts'

type Needs = { table: Pick<Table, 'get'>; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }
type AskedAmong = { table: Pick<Table, 'getMany'>; links: Pick<Links, 'pseudonyms'> }

/** Of many addresses those whose owners asked to be forgotten. */
export const forgottenAmong = (needs: AskedAmong, mailboxes: readonly Mailbox[]) =>
  rowsAmong(needs, mailboxes, Forgotten, forgottenKey)

/** What stands already stays as it is. */
export const suppress = async (
  needs: { table: Pick<Table, 'write'>; links: Needs['links'] },
  mailbox: Mailbox,
  suppression: Suppression,
): Promise<void> => {
  await needs.table.write({ ...(await suppressing(needs, mailbox, suppression)), if: { exists: false } })
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
  return complaint && here.length === 0 ? { name: await suppressionName(needs, to), row: complaint.row } : undefined
}
