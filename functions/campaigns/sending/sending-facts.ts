import * as z from 'zod'
import { Rsvp, rsvpKey } from '../../../shared/calls/call.ts'
import { Attention, attentionKey } from '../../../shared/campaigns/attention.ts'
import { type Campaign, purposeFor } from '../../../shared/campaigns/campaign.ts'
import { answeredKey, type Recipient } from '../../../shared/campaigns/ledger.ts'
import type { RecheckFacts } from '../../../shared/campaigns/recheck.ts'
import { CLASS_OF, isCallReminder } from '../../../shared/campaigns/round.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { MAIL_RULES } from '../../../shared/mail/mail-class.ts'
import { Member, profileKey } from '../../../shared/membership/member.ts'
import type { Links } from '../../adapters/links.ts'
import { suppressedAmong } from '../../adapters/suppressions.ts'
import type { Key, Table } from '../../adapters/table.ts'

type Needs = { table: Pick<Table, 'getMany'>; links: Pick<Links, 'pseudonyms'> }

/** What decides on one mail, beside the campaign itself. */
export type SendingFacts = Omit<RecheckFacts, 'member'> & { member: Member | undefined | 'unreadable' }

/** Strongly consistent, with two requests for all of these rows. */
export const sendingFacts = async (
  needs: Needs,
  campaign: Campaign,
  rows: readonly Recipient[],
): Promise<Omit<SendingFacts, 'attention'>[]> => {
  const asked = rows.map((row) => keysOf(campaign, row))
  const found = new Map<Key, unknown>()
  const keys = asked.flatMap((of) => Object.values(of))
  for (const [at, item] of (await needs.table.getMany(z.unknown(), keys)).entries())
    if (keys[at] && item !== undefined) found.set(keys[at], item)
  const members = asked.map(({ profile }) => memberIn(found.get(profile)))
  const mailboxes = members.flatMap((member) => (member && member !== 'unreadable' ? [member.email] : []))
  const suppressed = await suppressedAmong(needs, mailboxes)
  return asked.map(({ rsvp, answered }, at) => {
    const member = members[at]
    return {
      member,
      suppressed: member !== undefined && member !== 'unreadable' && suppressed.has(member.email),
      rsvp: Rsvp.optional().parse(rsvp && found.get(rsvp)),
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
): Promise<Map<MemberId, Attention | undefined>> => {
  const limited = rows.filter((row) => MAIL_RULES[CLASS_OF[purposeFor(campaign, row)]].attentionLimit)
  const keys = limited.map(({ memberId }) => attentionKey(memberId))
  const found = await table.getMany(Attention, keys, { consistent: false })
  return new Map(limited.map(({ memberId }, at) => [memberId, found[at]]))
}

const keysOf = (campaign: Campaign, row: Recipient): { profile: Key; rsvp?: Key; answered?: Key } => {
  const { campaignId, shard, memberId } = row
  const purpose = purposeFor(campaign, row)
  return {
    profile: profileKey(memberId),
    ...(campaign.kind === 'call' && isCallReminder(purpose) && { rsvp: rsvpKey(campaign.callId, memberId) }),
    ...(purpose === 'reminder' && { answered: answeredKey(campaignId, shard, memberId) }),
  }
}

/** One profile that cannot be read must not keep the others from their mail. */
const memberIn = (item: unknown): Member | undefined | 'unreadable' => {
  if (item === undefined) return undefined
  const member = Member.safeParse(item)
  return member.success ? member.data : 'unreadable'
}
