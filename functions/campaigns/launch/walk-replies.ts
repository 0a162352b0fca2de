import type * as z from 'zod'
import { mayCome, RSVP_BEGINS, Rsvp, rsvpKey } from '../../../shared/calls/call.ts'
import { type CampaignIn, purposeOf, roundsOf } from '../../../shared/campaigns/campaign.ts'
import { isInvitation, ledgerKey, mayHaveArrived, Recipient, STALE_SECONDS } from '../../../shared/campaigns/ledger.ts'
import { isCallReminder } from '../../../shared/campaigns/round.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { shardOf } from '../../../shared/membership/member.ts'
import { type Instant, plusSeconds } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { mergedAmong } from './present-members.ts'
import type { WalkPosition } from './walk-position.ts'

type Freezing = CampaignIn<'freezing'>
type Reads = Pick<Table, 'get' | 'query' | 'getMany'>

/** `merged`: they may be met elsewhere, too. */
type RepliesPage = { members: MemberId[]; merged: MemberId[]; next: WalkPosition | undefined }

/** Of those who replied to the call of this mailing the ones who hear of what there is to say of it. */
export const repliesPage = async (table: Reads, campaign: Freezing, { after }: WalkPosition): Promise<RepliesPage> => {
  if (campaign.kind !== 'call') return { members: [], merged: [], next: undefined }
  const page = await table.query(Replied, {
    pk: rsvpKey(campaign.callId, '' as MemberId).pk,
    begins: RSVP_BEGINS,
    limit: ON_A_PAGE,
    ...(after && { after }),
  })
  const next = page.next === undefined ? undefined : { of: 0, after: page.next }
  if (!isCallReminder(purposeOf(campaign)))
    return { members: [], merged: await notInvited(table, campaign, page.items), next }
  const members = page.items
    .filter(({ reply, waitingSince }) => mayCome(reply) && !waitingSince)
    .map(({ memberId }) => memberId)
  return { members, merged: [], next }
}

/** Those of them who come, or wait for a seat, and whom no ledger leads to; who they are now. */
const notInvited = async (table: Reads, campaign: Freezing, replies: readonly z.output<typeof Replied>[]) => {
  const coming = replies.filter((rsvp) => mayCome(rsvp.reply) && !hasReadOfIt(campaign, rsvp.at))
  const ids = coming.map(({ memberId }) => memberId)
  const rounds = roundsOf(campaign).slice(0, -1)
  const rows = await table.getMany(
    Recipient,
    ids.flatMap((memberId) => rounds.map((round) => rowKey(campaign, memberId, round))),
  )
  const invited = new Set(
    rows.flatMap((row) => (row && isInvitation(row) && mayHaveArrived(row) ? [row.memberId] : [])),
  )
  const others = ids.filter((memberId) => !invited.has(memberId))
  const present = await mergedAmong(table, others)
  return others.map((memberId) => present.get(memberId) ?? memberId)
}

/** Whoever was mailed or replied clearly later than a change; a worker may have read the call before and sent it after. */
export const hasReadOfIt = ({ round }: Freezing, at: Instant): boolean =>
  round?.purpose === 'call-changed' && round.askedAt !== undefined && at >= plusSeconds(round.askedAt, STALE_SECONDS)

export const rowKey = ({ campaignId, ledgerShards }: Freezing, memberId: MemberId, round: number) =>
  ledgerKey(campaignId, shardOf(memberId, ledgerShards), memberId, round)

const Replied = Rsvp.pick({ memberId: true, reply: true, waitingSince: true, at: true })

const ON_A_PAGE = 100
