import type { ActivationLinkAsked } from '../../../events/membership/facts.ts'
import { outboxItem } from '../../../events/outbox.ts'
import type { Mailbox } from '../../../shared/identity/person.ts'
import { FactId, type MemberId, type NewId } from '../../../shared/ids.ts'
import { linkAsked, Membership, mayAskForLink } from '../../../shared/membership/membership.ts'
import { dueOf } from '../../../shared/membership/renewal.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { keys, MemberRow } from '../items.ts'

type Needs = { table: Table; now: Clock; newId: NewId }

/**
 * Asks for a fresh activation link, by an old link's member or by address. What comes of it is for the log only: the
 * page answers the same whether the address is known, active, too impatient or nobody's. The mail leaves later, from
 * the workflow, so that the answer takes the same time too.
 */
export const askForLink = async (
  { table, now, newId }: Needs,
  who: { memberId: MemberId } | { email: Mailbox },
  also: readonly Write[] = [],
): Promise<{ outcome: 'asked' | 'nobody' | 'not-waiting' | 'too-often' }> => {
  const memberId = 'memberId' in who ? who.memberId : (await table.get(MemberRow, keys.email(who.email)))?.memberId
  if (!memberId) return { outcome: 'nobody' }
  const membership = await table.get(Membership, keys.membership(memberId))
  if (membership?.state !== 'awaiting-activation') return { outcome: 'not-waiting' }
  const at = now()
  if (!mayAskForLink(membership, at)) return { outcome: 'too-often' }
  const after = linkAsked(membership, at)
  const told: ActivationLinkAsked = {
    fact: 'membership.activation-link-asked',
    version: 1,
    factId: newId(FactId, 'fct'),
    at,
    memberId,
  }
  const { outcome } = await table.write(
    {
      put: { ...keys.membership(memberId), ...after, ...dueOf(after) },
      if: { equals: { version: membership.version } },
    },
    { put: outboxItem(told), if: { exists: false } },
    ...also,
  )
  // Refused, somebody else has just asked, paid or activated: each of them sends a mail.
  return { outcome: outcome === 'written' ? 'asked' : 'too-often' }
}
