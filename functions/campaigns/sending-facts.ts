import * as z from 'zod'
import { Call, callKey, Rsvp, rsvpKey } from '../../shared/calls/call.ts'
import { Attention, attentionKey } from '../../shared/campaigns/attention.ts'
import { Campaign, campaignKey, purposeFor } from '../../shared/campaigns/campaign.ts'
import { answeredKey, type Recipient } from '../../shared/campaigns/ledger.ts'
import { isCallReminder, type RecheckFacts } from '../../shared/campaigns/recheck.ts'
import { CLASS_OF } from '../../shared/campaigns/round.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import type { MemberId } from '../../shared/ids.ts'
import { MAIL_RULES } from '../../shared/mail/mail-class.ts'
import { suppressionKey } from '../../shared/mail/suppression.ts'
import { Member, profileKey } from '../../shared/membership/member.ts'
import type { Links } from '../adapters/links.ts'
import { isSuppressed } from '../adapters/suppressions.ts'
import type { Key, Table } from '../adapters/table.ts'

type Needs = { table: Pick<Table, 'get' | 'getMany'>; links: Pick<Links, 'pseudonyms'> }

export type SendingFacts = Omit<RecheckFacts, 'member'> & {
  campaign: Campaign | undefined
  member: Member | undefined | 'unreadable'
  call: Call | undefined
}

/** The addresses of these members a moment ago. With them, what stands against an address can be asked for with all else. */
export const addressesOf = async (
  { table }: Pick<Needs, 'table'>,
  members: readonly MemberId[],
): Promise<Map<MemberId, Mailbox>> => {
  const profiles = await table.getMany(z.object({ email: z.unknown() }), members.map(profileKey), { consistent: false })
  return new Map(
    profiles.flatMap((profile, index) => {
      const [memberId, mailbox] = [members[index], Mailbox.safeParse(profile?.email)]
      return memberId && mailbox.success ? [[memberId, mailbox.data] as const] : []
    }),
  )
}

/** Everything that decides on one mail, with one request, strongly consistent. */
export const sendingFacts = async (
  needs: Needs,
  campaign: Campaign,
  row: Recipient,
  address: Mailbox | undefined,
): Promise<SendingFacts> => {
  const { memberId } = row
  const purpose = purposeFor(campaign, row)
  const names = address ? await needs.links.pseudonyms('suppression', address) : []
  const keys: Key[] = [
    campaignKey(row.campaignId),
    profileKey(memberId),
    MAIL_RULES[CLASS_OF[purpose]].attentionLimit ? attentionKey(memberId) : NONE,
    campaign.kind === 'call' ? callKey(campaign.callId) : NONE,
    campaign.kind === 'call' && isCallReminder(purpose) ? rsvpKey(campaign.callId, memberId) : NONE,
    purpose === 'reminder' ? answeredKey(row.campaignId, row.shard, memberId) : NONE,
    ...names.map(suppressionKey),
  ]
  const asked = keys.filter((key) => key !== NONE)
  const items = await needs.table.getMany(AsItIs, asked)
  const found = (index: number) => {
    const key = keys[index]
    return key && key !== NONE ? items[asked.indexOf(key)] : undefined
  }
  const member = memberIn(found(1))
  const readable = member && member !== 'unreadable' ? member : undefined
  const suppressed =
    readable !== undefined &&
    (readable.email === address
      ? items.slice(asked.length - names.length).some((item) => item !== undefined)
      : await isSuppressed(needs, readable.email))
  return {
    campaign: Campaign.optional().parse(found(0)),
    member,
    attention: Attention.optional().parse(found(2)),
    call: Call.optional().parse(found(3)),
    rsvp: Rsvp.optional().parse(found(4)),
    answered: found(5) !== undefined,
    suppressed,
  }
}

/** One profile that cannot be read must not keep the others from their mail. */
const memberIn = (item: unknown): Member | undefined | 'unreadable' => {
  if (item === undefined) return undefined
  const member = Member.safeParse(item)
  return member.success ? member.data : 'unreadable'
}

const AsItIs = z.unknown()
const NONE: Key = { pk: '', sk: '' }
