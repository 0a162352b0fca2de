import type { Actor } from '../../../shared/identity/actor.ts'
import { weightiest } from '../../../shared/mail/suppression.ts'
import type { Member } from '../../../shared/membership/member.ts'
import type { Clock } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Links } from '../../adapters/links.ts'
import { lifting, suppressionRows } from '../../adapters/suppressions.ts'
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
  const standing = weightiest(rows.map(({ row }) => row))
  if (!standing) return { outcome: 'refused', reason: 'not-suppressed' }
  const at = needs.now()
  const detail = { reason: standing.reason }
  const { outcome } = await needs.table.write(
    { check: keys.profile(memberId), if: { equals: { email } } },
    ...(await lifting(needs, email, rows, at)),
    happened({ memberId, what: 'suppression-lifted', at, by: actor.userId, detail, text: reason }),
    auditEntry({ at, actor, act: 'mail.suppression-lifted', subject: memberId, detail }),
  )
  return outcome === 'written' ? { outcome: 'lifted' } : { outcome: 'refused', reason: 'changed-meanwhile' }
}
