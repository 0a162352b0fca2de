import type { Actor } from '../../../shared/identity/actor.ts'
import type { Member } from '../../../shared/membership/member.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Links } from '../../adapters/links.ts'
import { suppressionRows } from '../../adapters/suppressions.ts'
import type { Table } from '../../adapters/table.ts'
import { happened, keys } from '../items.ts'

type Needs = { table: Table; now: Clock; links: Pick<Links, 'pseudonyms'> }

export type Lifted = { outcome: 'lifted' } | { outcome: 'refused'; reason: 'not-suppressed' | 'changed-meanwhile' }

/** The address is mailed again: its owner has said so, or the mailbox has been mended. */
export const liftSuppression = async (
  needs: Needs,
  actor: Actor,
  { memberId, email }: Pick<Member, 'memberId' | 'email'>,
  reason: string,
): Promise<Lifted> => {
  const rows = await suppressionRows(needs, email)
  const [first] = rows
  if (!first) return { outcome: 'refused', reason: 'not-suppressed' }
  const at = needs.now()
  const detail = { reason: first.row.reason }
  const { outcome } = await needs.table.write(
    { check: keys.profile(memberId), if: { equals: { email } } },
    // A complaint that came in meanwhile stands.
    ...rows.map(({ key, row }) => ({ delete: key, if: { equals: { at: row.at } } })),
    happened({ memberId, what: 'suppression-lifted', at, by: actor.userId, detail, text: reason }),
    auditEntry({ at, actor, act: 'mail.suppression-lifted', subject: memberId, detail }),
  )
  return outcome === 'written' ? { outcome: 'lifted' } : { outcome: 'refused', reason: 'changed-meanwhile' }
}
