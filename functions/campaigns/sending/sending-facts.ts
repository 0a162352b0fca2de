import * as z from 'zod'
import { Rsvp, rsvpKey } from '../../../shared/calls/call.ts'
import { answeredKey } from '../../../shared/campaigns/answered.ts'
import { type Campaign, purposeFor } from '../../../shared/campaigns/campaign.ts'
import type { Recipient } from '../../../shared/campaigns/ledger.ts'
import { CLASS_OF, isCallReminder } from '../../../shared/campaigns/round.ts'
import { Attention, attentionKey } from '../../../shared/campaigns/sending/attention.ts'
import type { RecheckFacts } from '../../../shared/campaigns/sending/recheck.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { MAIL_RULES } from '../../../shared/mail/mail-class.ts'
import { Member, profileKey } from '../../../shared/membership/member.ts'
import type { Links } from '../../adapters/links.ts'
import { suppressedAmong } from '../../adapters/suppressions.ts'
import type { Key, Table } from '../../adapters/table.ts'

type Needs = { table: Pick<Table, 'getMany'>; links: Pick<Links, 'pseudonyms'> }

/** What of one member cannot be read: the mail to them fails, and nobody else's. */
export type Unreadable = { unreadable: 'profile' | 'reply' | 'suppression' | 'attention' }

/** What decides on one mail, beside the campaign itself. */
export type SendingFacts = Omit<RecheckFacts, 'member' | 'attention'> & { member: Member | undefined }

/** Strongly consistent, with two requests for all of these rows. */
export const sendingFacts = async (
  needs: Needs,
  campaign: Campaign,
  rows: readonly Recipient[],
): Promise<(SendingFacts | Unreadable)[]> => {
  const asked = rows.map((row) => keysOf(campaign, row))
  const found = new Map<Key, unknown>()
  const keys = asked.flatMap((of) => Object.values(of))
  for (const [at, item] of (await needs.table.getMany(z.unknown(), keys)).entries())
    if (keys[at] && item !== undefined) found.set(keys[at], item)
  const members = asked.map(({ profile }) => Member.optional().safeParse(found.get(profile)))
  const mailboxes = members.flatMap(({ data }) => (data ? [data.email] : []))
  const suppressed = await suppressedAmong(needs, mailboxes)
  return asked.map(({ rsvp, answered }, at) => {
    if (!members[at]?.success) return { unreadable: 'profile' }
    const member = members[at].data
    const reply = Rsvp.optional().safeParse(rsvp && found.get(rsvp))
    if (!reply.success) return { unreadable: 'reply' }
    const standing = member && suppressed.get(member.email)
    if (standing === 'unreadable') return { unreadable: 'suppression' }
    return {
      member,
      suppressed: standing === 'suppressed',
      rsvp: reply.data,
      answered: answered !== undefined && found.has(answered),
    }
  })
}

/**
 * The mails that each of them was sent lately. A place within the limit is taken only onto what stands, so that reading
 * these for half the price is enough.
 */
export const recentMails = async (
  { table }: Pick<Needs, 'table'>,
  campaign: Campaign,
  rows: readonly Recipient[],
): Promise<Map<MemberId, Attention | 'unreadable' | undefined>> => {
  const limited = rows.filter((row) => MAIL_RULES[CLASS_OF[purposeFor(campaign, row)]].attentionLimit)
  const keys = limited.map(({ memberId }) => attentionKey(memberId))
  const found = await table.getMany(Lately, keys, { consistent: false })
  return new Map(limited.map(({ memberId }, at) => [memberId, found[at]]))
}

const Lately = z.union([Attention, z.unknown().transform(() => 'unreadable' as const)])

const keysOf = (campaign: Campaign, row: Recipient): { profile: Key; rsvp?: Key; answered?: Key } => {
  const { campaignId, shard, memberId } = row
  const purpose = purposeFor(campaign, row)
  return {
    profile: profileKey(memberId),
    ...(campaign.kind === 'call' && isCallReminder(purpose) && { rsvp: rsvpKey(campaign.callId, memberId) }),
    ...(purpose === 'reminder' && { answered: answeredKey(campaignId, shard, memberId) }),
  }
}
