import * as z from 'zod'
import { Call, callKey, Rsvp, rsvpKey } from '../../shared/calls/call.ts'
import { Attention, attentionKey } from '../../shared/campaigns/attention.ts'
import { Campaign, campaignKey, purposeFor } from '../../shared/campaigns/campaign.ts'
import { answeredKey, type Recipient } from '../../shared/campaigns/ledger.ts'
import type { RecheckFacts } from '../../shared/campaigns/recheck.ts'
import { isCallReminder } from '../../shared/campaigns/round.ts'
import { Mailbox } from '../../shared/identity/person.ts'
import type { MemberId } from '../../shared/ids.ts'
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

/** What was true of a member a moment ago. */
export type Hint = { address: Mailbox | undefined; attention: Attention | undefined }

/**
 * With the address, what stands against it can be asked for together with all else; a place within the attention limit is
 * taken only onto what stands, so that reading it for half the price is enough.
 */
export const hintsOf = async (
  { table }: Pick<Needs, 'table'>,
  members: readonly MemberId[],
  attends: boolean,
): Promise<Map<MemberId, Hint>> => {
  const asked = [...members.map(profileKey), ...(attends ? members.map(attentionKey) : [])]
  const items = await table.getMany(z.unknown(), asked, { consistent: false })
  return new Map(
    members.map((memberId, index) => [
      memberId,
      {
        address: Addressed.safeParse(items[index]).data?.email,
        attention: Attention.optional().parse(items[members.length + index]),
      },
    ]),
  )
}
const Addressed = z.object({ email: Mailbox })

/** Everything that decides on one mail, with one request, strongly consistent. */
export const sendingFacts = async (
  needs: Needs,
  campaign: Campaign,
  row: Recipient,
  { address, attention }: Hint,
): Promise<SendingFacts> => {
  const { memberId } = row
  const purpose = purposeFor(campaign, row)
  const names = address ? await needs.links.pseudonyms('suppression', address) : []
  const keys: Key[] = [
    campaignKey(row.campaignId),
    profileKey(memberId),
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
    attention,
    call: Call.optional().parse(found(2)),
    rsvp: Rsvp.optional().parse(found(3)),
    answered: found(4) !== undefined,
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
