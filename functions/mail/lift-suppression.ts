import type { Actor } from '../../shared/identity/actor.ts'
import type { Mailbox } from '../../shared/identity/person.ts'
import { type Suppression, weightiest } from '../../shared/mail/suppression.ts'
import type { Clock } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Links } from '../adapters/links.ts'
import { lifting, suppressionName, suppressionRows } from '../adapters/suppressions.ts'
import type { Table } from '../adapters/table.ts'

type Needs = { table: Table; now: Clock; links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'> }

export type LiftedAddress =
  | { outcome: 'lifted'; was: Suppression }
  | { outcome: 'refused'; reason: 'not-suppressed' | 'no-reason' | 'names-an-address' | 'changed-meanwhile' }

/** The address is mailed again, whoever has it. The log knows it by its keyed hash alone. */
export const liftAddress = async (
  needs: Needs,
  actor: Actor,
  mailbox: Mailbox,
  reason: string,
): Promise<LiftedAddress> => {
  if (reason === '') return { outcome: 'refused', reason: 'no-reason' }
  if (reason.includes('@')) return { outcome: 'refused', reason: 'names-an-address' }
  const rows = await suppressionRows(needs, mailbox)
  const was = weightiest(rows.map(({ row }) => row))
  if (!was) return { outcome: 'refused', reason: 'not-suppressed' }
  const at = needs.now()
  const { outcome } = await needs.table.write(
    ...(await lifting(needs, mailbox, rows, at)),
    auditEntry({
      at,
      actor,
      act: 'mail.suppression-lifted',
      subject: await suppressionName(needs, mailbox),
      detail: { reason: was.reason, why: reason },
    }),
  )
  return outcome === 'written' ? { outcome: 'lifted', was } : { outcome: 'refused', reason: 'changed-meanwhile' }
}
