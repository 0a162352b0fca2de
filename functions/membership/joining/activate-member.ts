import type { Activated } from '../../../events/membership/facts.ts'
import { outboxItem } from '../../../events/outbox.ts'
import { FactId, type MemberId, type NewId } from '../../../shared/ids.ts'
import { ActivationLink, type LinkStanding, standingOf, TOKEN_SHAPE } from '../../../shared/membership/activation.ts'
import { activated } from '../../../shared/membership/membership.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { changedMembership, happened, keys } from '../items.ts'
import { readMember } from '../known-member.ts'

type Needs = { table: Table; now: Clock; hashOf: (token: string) => string }

export type ReadLink = { standing: LinkStanding; memberId?: MemberId }

/** What a link is worth. It changes nothing: mail scanners open links too. */
export const readActivationLink = async ({ table, now, hashOf }: Needs, token: string): Promise<ReadLink> => {
  if (!TOKEN_SHAPE.test(token)) return { standing: 'unknown' }
  const link = await table.get(ActivationLink, keys.activationLink(hashOf(token)))
  const standing = standingOf(link, now())
  return link ? { standing, memberId: link.memberId } : { standing }
}

export type ActivatedMember =
  | { outcome: 'activated'; memberId: MemberId }
  | { outcome: 'refused'; reason: Exclude<LinkStanding, 'usable'> | 'lapsed' }

/** Uses up the link and activates its member, both or neither. */
export const activateMember = async (needs: Needs & { newId: NewId }, token: string): Promise<ActivatedMember> => {
  const { table, now, hashOf, newId } = needs
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const { standing, memberId } = await readActivationLink(needs, token)
    if (standing !== 'usable' || !memberId)
      return { outcome: 'refused', reason: standing === 'usable' ? 'unknown' : standing }
    const { member, membership } = await readMember(table, memberId)
    if (!member || !membership) return { outcome: 'refused', reason: 'unknown' }
    const at = now()
    const decision = activated(membership, at)
    if (decision.outcome === 'refused')
      return { outcome: 'refused', reason: decision.reason === 'lapsed' ? 'lapsed' : 'used' }
    const told: Activated = { fact: 'membership.activated', version: 1, factId: newId(FactId, 'fct'), at, memberId }
    const { outcome } = await table.write(
      { update: keys.activationLink(hashOf(token)), set: { usedAt: at }, if: { exists: true, missing: ['usedAt'] } },
      ...changedMembership(member, membership, decision.membership),
      { put: outboxItem(told), if: { exists: false } },
      happened({ memberId, what: 'activated', at, by: 'member' }),
    )
    if (outcome === 'written') return { outcome: 'activated', memberId }
  }
  throw new Error('a membership changed under every attempt to activate it')
}

const MOST_ATTEMPTS = 4
