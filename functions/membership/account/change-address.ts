import { serviceMailItem } from '../../../events/mail/service-mail.ts'
import type { Mailbox } from '../../../shared/identity/person.ts'
import { MailId, type MemberId, type NewId } from '../../../shared/ids.ts'
import { suppressionKey } from '../../../shared/mail/suppression.ts'
import type { HistoryEntry } from '../../../shared/membership/history.ts'
import type { Member } from '../../../shared/membership/member.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Links } from '../../adapters/links.ts'
import type { RateLimits } from '../../adapters/rate-limit.ts'
import type { Table, Write } from '../../adapters/table.ts'
import { happened, keys, MemberRow } from '../items.ts'
import { addressTold } from '../payments/address-told.ts'
import { complaintToCarry } from '../suppressions.ts'
import { readMemberLink, usingUp } from './member-links.ts'

type Asking = { table: Table; now: Clock; newId: NewId; limits: RateLimits }

/**
 * Mails a link to the new mailbox; nothing changes before it is used. Whether the address is another member's is told to
 * nobody but whoever reads that mailbox.
 */
export const askForAddress = async (
  { table, now, newId, limits }: Asking,
  { memberId, email, language }: Member,
  mailbox: Mailbox,
): Promise<{ outcome: 'asked' | 'too-often' | 'same' }> => {
  if (mailbox === email) return { outcome: 'same' }
  if ((await limits.take('mail-to-mailbox', mailbox)).outcome === 'too-many') return { outcome: 'too-often' }
  const at = now()
  const to = { mailbox, language }
  await table.write({
    put: serviceMailItem({ mailId: newId(MailId, 'mal'), memberId, template: 'confirm-address', to, at }),
    if: { exists: false },
  })
  return { outcome: 'asked' }
}

type Confirming = {
  table: Table
  now: Clock
  newId: NewId
  hashOf: (token: string) => string
  links: Pick<Links, 'activeKey' | 'pseudonym' | 'pseudonyms'>
}

export type ConfirmedAddress =
  | { outcome: 'changed'; memberId: MemberId; mailbox: Mailbox }
  | { outcome: 'refused'; reason: 'used' | 'expired' | 'unknown' | 'taken' }

/** Uses the link up and moves the member to the new address, both or neither. */
export const confirmAddress = async (needs: Confirming, token: string): Promise<ConfirmedAddress> => {
  const { table } = needs
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const read = await readMemberLink(needs, 'confirm-address', token)
    if (read.standing !== 'usable') return { outcome: 'refused', reason: read.standing }
    const { link, member, tokenHash } = read
    if (!link.mailbox) return { outcome: 'refused', reason: 'unknown' }
    const owner = await table.get(MemberRow, keys.email(link.mailbox))
    if (owner) return { outcome: 'refused', reason: owner.memberId === member.memberId ? 'used' : 'taken' }
    const { outcome } = await table.write(
      ...usingUp(link, tokenHash, needs.now),
      ...(await addressMoved(needs, member, link.mailbox, 'member')),
    )
    if (outcome === 'written') return { outcome: 'changed', memberId: member.memberId, mailbox: link.mailbox }
  }
  throw new Error('a member changed under every attempt to give them another address')
}

const MOST_ATTEMPTS = 4

/**
 * The writes that move a member to another address: the address is theirs alone, every link and session of the old one is
 * void, the old mailbox is told, and whoever had complained there is left in peace here too. A mailbox that bounced is
 * left behind with its bounces.
 */
export const addressMoved = async (
  needs: Pick<Confirming, 'table' | 'now' | 'newId' | 'links'>,
  { memberId, email: before, language, tokenEpoch }: Member,
  mailbox: Mailbox,
  by: HistoryEntry['by'],
): Promise<Write[]> => {
  const at = needs.now()
  const to = { mailbox: before, language }
  const complaint = await complaintToCarry(needs, before, mailbox)
  return [
    { delete: keys.email(before), if: { equals: { memberId } } },
    { put: { ...keys.email(mailbox), memberId }, if: { exists: false } },
    {
      update: keys.profile(memberId),
      set: { email: mailbox, tokenEpoch: tokenEpoch + 1 },
      if: { equals: { email: before, tokenEpoch } },
    },
    {
      put: serviceMailItem({ mailId: needs.newId(MailId, 'mal'), memberId, template: 'address-changed', to, at }),
      if: { exists: false },
    },
    happened({ memberId, what: 'address-changed', at, by }),
    addressTold(needs.newId, memberId, at),
    ...(complaint ? [{ put: { ...suppressionKey(complaint.name), ...complaint.row }, if: { exists: false } }] : []),
  ]
}
