import type { ErasureAsked } from '../../../events/membership/facts.ts'
import { outboxItem } from '../../../events/outbox.ts'
import { FactId, type NewId } from '../../../shared/ids.ts'
import { erasureAsked, erasureKey } from '../../../shared/membership/erasure.ts'
import type { Member } from '../../../shared/membership/member.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { happened, keys } from '../items.ts'

type Needs = { table: Table; now: Clock; newId: NewId }

/**
 * Begins the erasure: from this moment every session and link of the member is void. All else is done by the workflow
 * that hears the fact.
 */
export const askToBeForgotten = async (
  { table, now, newId }: Needs,
  { memberId, email, language, tokenEpoch }: Member,
): Promise<{ outcome: 'begun' | 'changed-meanwhile' }> => {
  const at = now()
  const told: ErasureAsked = {
    fact: 'membership.erasure-asked',
    version: 1,
    factId: newId(FactId, 'fct'),
    at,
    memberId,
  }
  const asked = erasureAsked({ memberId, by: 'member', mailbox: email, language }, at)
  const written = await table.write(
    { put: { ...erasureKey(memberId), ...asked }, if: { exists: false } },
    {
      update: keys.profile(memberId),
      set: { tokenEpoch: tokenEpoch + 1 },
      if: { equals: { tokenEpoch, email } },
    },
    { put: outboxItem(told), if: { exists: false } },
    happened({ memberId, what: 'erasure-asked', at, by: 'member' }),
  )
  // Of two clicks at once the second finds what the first began.
  const begun = written.outcome === 'written' || written.refused.includes(0)
  return { outcome: begun ? 'begun' : 'changed-meanwhile' }
}
