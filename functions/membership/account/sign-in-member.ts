import { serviceMailItem } from '../../../events/mail/service-mail.ts'
import type { Mailbox } from '../../../shared/identity/person.ts'
import { MailId, MemberId, type NewId } from '../../../shared/ids.ts'
import { Membership } from '../../../shared/membership/membership.ts'
import type { WayBack } from '../../../shared/membership/way-back.ts'
import { type Clock, epochSecondsOf, plusSeconds } from '../../../shared/units.ts'
import type { RateLimits } from '../../adapters/rate-limit.ts'
import type { Table } from '../../adapters/table.ts'
import { keys, MemberRow } from '../items.ts'
import { askForLink } from '../joining/ask-for-link.ts'
import { readMemberLink, usingUp } from './member-links.ts'
import type { MemberSessions } from './member-sessions.ts'

type Asking = { table: Table; now: Clock; newId: NewId; limits: RateLimits }

/**
 * Asks for a link that signs in. What comes of it is for the log only: the page answers the same, and it reads and writes
 * as much, whether the address is a member's or nobody's. Whoever has not activated yet gets the link that activates.
 * `to`: where they wanted to go. The mail keeps it: it may be opened on another device.
 */
export const askToSignIn = async (
  needs: Asking,
  mailbox: Mailbox,
  to?: WayBack,
): Promise<{ outcome: 'asked' | 'nobody' | 'not-activated' | 'too-often' }> => {
  const { table, now, newId } = needs
  if ((await needs.limits.take('mail-to-mailbox', mailbox)).outcome === 'too-many') return { outcome: 'too-often' }
  const row = await table.get(MemberRow, keys.email(mailbox))
  const memberId = row?.memberId ?? NOBODY
  const membership = await table.get(Membership, keys.membership(memberId))
  if (row && membership?.state === 'awaiting-activation') {
    await askForLink(needs, { memberId })
    return { outcome: 'not-activated' }
  }
  const at = now()
  const about: Record<string, string> = to ? { to } : {}
  const mail = serviceMailItem({ mailId: newId(MailId, 'mal'), memberId, template: 'sign-in', about, at })
  if (row && membership && membership.state !== 'erased') {
    await table.write({ put: mail, if: { exists: false } })
    return { outcome: 'asked' }
  }
  const { due: _, dueAt: __, ...nothing } = mail
  const over = { expiresAt: epochSecondsOf(plusSeconds(at, DECOY_SECONDS)) }
  await table.write({ put: { ...nothing, pk: 'NOBODY', state: 'SKIPPED', ...over }, if: { exists: false } })
  return { outcome: 'nobody' }
}

/** Whose items are asked for when there is nobody: the question takes as long as it takes for a member. */
const NOBODY = MemberId.parse(`mbr_${'0'.repeat(26)}`)
const DECOY_SECONDS = 60

type SigningIn = { table: Table; now: Clock; hashOf: (token: string) => string; sessions: MemberSessions }

/** Uses the link up and begins a session, both or neither. */
export const signInByLink = async (
  needs: SigningIn,
  { token, cookie }: { token: string; cookie: string },
): Promise<
  { outcome: 'signed-in'; memberId: MemberId } | { outcome: 'refused'; reason: 'used' | 'expired' | 'unknown' }
> => {
  const read = await readMemberLink(needs, 'sign-in', token)
  if (read.standing !== 'usable') return { outcome: 'refused', reason: read.standing }
  const { memberId, tokenEpoch: epoch } = read.member
  const { outcome } = await needs.table.write(
    ...usingUp(read.link, read.tokenHash, needs.now),
    { check: keys.profile(memberId), if: { equals: { tokenEpoch: epoch } } },
    needs.sessions.begin(cookie, { memberId, epoch }),
  )
  if (outcome === 'written') return { outcome: 'signed-in', memberId }
  const now = await readMemberLink(needs, 'sign-in', token)
  return { outcome: 'refused', reason: now.standing === 'usable' ? 'used' : now.standing }
}
