import * as z from 'zod'
import { RSVP_BEGINS, Rsvp, rsvpKey } from '../../../shared/calls/call.ts'
import {
  type Campaign,
  type CampaignIn,
  participantsOf,
  purposeOf,
  roundOf,
} from '../../../shared/campaigns/campaign.ts'
import {
  answeredKey,
  isInvitation,
  ledgerRows,
  mayHaveArrived,
  Recipient,
  STALE_SECONDS,
} from '../../../shared/campaigns/ledger.ts'
import { isCallReminder } from '../../../shared/campaigns/round.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { AUDIENCE_SHARDS, audienceKey, Member } from '../../../shared/membership/member.ts'
import { plusSeconds } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { participantsPage } from './walk-participants.ts'
import type { WalkPosition } from './walk-position.ts'

type Freezing = CampaignIn<'freezing'>
type Reads = Pick<Table, 'get' | 'query' | 'getMany'>

export type AudiencePage = {
  /** They get a row in this mailing. */
  members: MemberId[]
  /** So do they, and may be met again: they are not counted. */
  merged: MemberId[]
  /** Put off in an earlier mailing and not invited yet: taken along. */
  toCarry: Extract<Recipient, { state: 'PENDING' }>[]
  /** What is left of earlier mailings and will not be sent any more. */
  toEnd: Recipient[]
  /** Whether a row that could not be ended is of somebody who gets one in this mailing. */
  stillInvited: (row: Recipient) => boolean
  next: WalkPosition | undefined
}

/**
 * Into how many walks the audience is split. An invitation goes through the audience of the city, or through those who
 * answered a survey; whatever follows goes through the ledgers of the earlier mailings; a word before a call also through the
 * replies, which stand together.
 */
export const audienceShardsOf = (campaign: Campaign & { ledgerShards?: number | undefined }): number => {
  if (roundOf(campaign) === 0) return AUDIENCE_SHARDS
  return (campaign.ledgerShards ?? 0) + (isCallReminder(purposeOf(campaign)) ? 1 : 0)
}

export const pageOfAudience = async (
  table: Reads,
  campaign: Freezing,
  shard: number,
  position: WalkPosition = { of: 0 },
): Promise<AudiencePage> => {
  const participants = participantsOf(campaign)
  if (roundOf(campaign) === 0 && participants)
    return { ...NOBODY, ...(await participantsPage(table, participants, shard, position)) }
  if (roundOf(campaign) === 0) return cityPage(table, campaign, shard, position)
  if (shard === campaign.ledgerShards) return repliesPage(table, campaign, position)
  return ledgerPage(table, campaign, shard, position)
}

const cityPage = async (table: Reads, { city }: Freezing, shard: number, { after }: WalkPosition) => {
  const page = await table.query(Met, {
    pk: audienceKey(city, shard),
    index: 'audience',
    limit: ON_A_PAGE,
    ...(after && { after }),
  })
  return {
    ...NOBODY,
    members: page.items.map(({ memberId }) => memberId),
    next: page.next === undefined ? undefined : { of: 0, after: page.next },
  }
}

const repliesPage = async (table: Reads, campaign: Freezing, { after }: WalkPosition): Promise<AudiencePage> => {
  if (campaign.kind !== 'call') return { ...NOBODY, next: undefined }
  const page = await table.query(Replied, {
    pk: rsvpKey(campaign.callId, '' as MemberId).pk,
    begins: RSVP_BEGINS,
    limit: ON_A_PAGE,
    ...(after && { after }),
  })
  return {
    ...NOBODY,
    members: page.items
      .filter(({ reply, waitingSince }) => reply !== 'no' && !waitingSince)
      .map(({ memberId }) => memberId),
    next: page.next === undefined ? undefined : { of: 0, after: page.next },
  }
}

const ledgerPage = async (
  table: Reads,
  campaign: Freezing,
  shard: number,
  { of, after }: WalkPosition,
): Promise<AudiencePage> => {
  const page = await table.query(Recipient, {
    ...ledgerRows(campaign.campaignId, shard, of),
    limit: ON_A_PAGE,
    ...(after && { after }),
  })
  const over = purposeOf(campaign) === 'call-cancelled'
  const waiting = page.items.filter((row) => row.state === 'PENDING')
  const toCarry = over ? [] : waiting.filter(isInvitation)
  const ended = page.items.filter((row) => row.state === 'CLAIMED' || row.state === 'PENDING')
  const arrived = page.items.filter((row) => isInvitation(row) && mayHaveArrived(row) && isTold(campaign, row))
  return {
    merged: [],
    toCarry,
    toEnd: over ? ended : waiting.filter((row) => !isInvitation(row)),
    members: (await openOnes(table, campaign, arrived)).map(({ memberId }) => memberId),
    stillInvited: (row) => over && isInvitation(row) && mayHaveArrived(row),
    next: page.next !== undefined ? { of, after: page.next } : of + 1 < roundOf(campaign) ? { of: of + 1 } : undefined,
  }
}

/** Whether somebody who was invited hears of it, as far as the row tells. */
const isTold = (campaign: Freezing, row: Recipient): boolean => {
  switch (purposeOf(campaign)) {
    case 'reminder':
    case 'call-cancelled':
      return true
    case 'call-changed': {
      // Whoever was mailed clearly later has read of the change; a worker may have read the call before and sent it after.
      const asked = campaign.round?.askedAt
      return !asked || !row.sendingAt || row.sendingAt < plusSeconds(asked, STALE_SECONDS)
    }
    default:
      return false
  }
}

/** A reminder leaves out who has answered; asked once more when it is sent. */
const openOnes = async (table: Reads, campaign: Freezing, rows: Recipient[]): Promise<Recipient[]> => {
  if (purposeOf(campaign) !== 'reminder') return rows
  const marks = await table.getMany(
    z.object({}),
    rows.map(({ campaignId, shard, memberId }) => answeredKey(campaignId, shard, memberId)),
  )
  return rows.filter((_, index) => !marks[index])
}

/** Only who it is: a profile that cannot be read must not keep the others from their mail. */
const Met = Member.pick({ memberId: true })
const Replied = Rsvp.pick({ memberId: true, reply: true, waitingSince: true })

const NOBODY = { members: [], merged: [], toCarry: [], toEnd: [], stillInvited: () => false } satisfies Omit<
  AudiencePage,
  'next'
>

const ON_A_PAGE = 100
