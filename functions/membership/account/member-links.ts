import type { MemberId } from '../../../shared/ids.ts'
import { TOKEN_SHAPE } from '../../../shared/membership/activation.ts'
import { Member } from '../../../shared/membership/member.ts'
import {
  MemberLink,
  type MemberLinkPurpose,
  type MemberLinkStanding,
  memberLinkKey,
  NewestMemberLink,
  newestMemberLinkKey,
  standingOfMemberLink,
} from '../../../shared/membership/member-link.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { keys } from '../items.ts'

type Needs = { table: Table; now: Clock; hashOf: (token: string) => string }

export type ReadMemberLink =
  | { standing: 'usable'; link: MemberLink; member: Member; tokenHash: string }
  | { standing: Exclude<MemberLinkStanding, 'usable'> }

/** What a link is worth. It changes nothing: mail scanners open links too. A link for another purpose is unknown. */
export const readMemberLink = async (
  { table, now, hashOf }: Needs,
  purpose: MemberLinkPurpose,
  token: string,
): Promise<ReadMemberLink> => {
  if (!TOKEN_SHAPE.test(token)) return { standing: 'unknown' }
  const tokenHash = hashOf(token)
  const link = await table.get(MemberLink, memberLinkKey(tokenHash))
  if (!link || link.purpose !== purpose) return { standing: 'unknown' }
  const [member, newest] = await Promise.all([
    table.get(Member, keys.profile(link.memberId)),
    table.get(NewestMemberLink, newestMemberLinkKey(link.memberId, purpose)),
  ])
  if (!member) return { standing: 'unknown' }
  const standing = standingOfMemberLink(link, {
    tokenHash,
    newest: newest?.tokenHash,
    epoch: member.tokenEpoch,
    now: now(),
  })
  return standing === 'usable' ? { standing, link, member, tokenHash } : { standing }
}

/**
 * Uses the link up: of two that press at once one wins. A fresher link that was made meanwhile has voided it. The address
 * that it was to confirm is the member's from now on and stands nowhere else.
 */
export const usingUp = (
  { purpose, memberId }: { purpose: MemberLinkPurpose; memberId: MemberId },
  tokenHash: string,
  now: Clock,
): Write[] => [
  {
    update: memberLinkKey(tokenHash),
    set: { usedAt: now() },
    remove: ['mailbox'],
    if: { exists: true, missing: ['usedAt'] },
  },
  { check: newestMemberLinkKey(memberId, purpose), if: { equals: { tokenHash } } },
]
