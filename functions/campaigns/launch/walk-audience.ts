import * as z from 'zod'
import { answeredKey } from '../../../shared/campaigns/answered.ts'
import {
  type Campaign,
  type CampaignIn,
  participantsOf,
  purposeOf,
  roundOf,
  roundsOf,
} from '../../../shared/campaigns/campaign.ts'
import { isInvitation, ledgerRows, mayHaveArrived, Recipient } from '../../../shared/campaigns/ledger.ts'
import { remindedFrom } from '../../../shared/campaigns/round.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { AUDIENCE_SHARDS, audienceKey, Member } from '../../../shared/membership/member.ts'
import type { Instant } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { participantsPage } from './walk-participants.ts'
import type { WalkPosition } from './walk-position.ts'
import { hasReadOfIt, repliesPage, rowKey } from './walk-replies.ts'

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
  /** A reminder would follow too soon on what these were mailed late. */
  notBefore?: ReadonlyMap<MemberId, Instant>
  next: WalkPosition | undefined
}

/**
 * Into how many walks the audience is split. An invitation goes through the audience of the city, or through those who
 * answered a survey; whatever follows goes through the ledgers of the earlier mailings; what there is to say of a call also
 * through the replies, which stand together: some who come joined after the invitation.
 */
export const audienceShardsOf = (campaign: Campaign & { ledgerShards?: number | undefined }): number => {
  if (roundOf(campaign) === 0) return AUDIENCE_SHARDS
  return (campaign.ledgerShards ?? 0) + (campaign.kind === 'call' ? 1 : 0)
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
  if (shard === campaign.ledgerShards) return { ...NOBODY, ...(await repliesPage(table, campaign, position)) }
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
  const open = await openOnes(table, campaign, arrived)
  return {
    merged: [],
    toCarry,
    toEnd: over ? ended : waiting.filter((row) => !isInvitation(row)),
    members: open.map(({ memberId }) => memberId),
    notBefore: await remindedLater(table, campaign, open),
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
    case 'call-changed':
      return !row.sendingAt || !hasReadOfIt(campaign, row.sendingAt)
    default:
      return false
  }
}

/** Of those who are reminded. */
const remindedLater = async (table: Reads, campaign: Freezing, invited: readonly Recipient[]) => {
  const later = new Map<MemberId, Instant>()
  if (campaign.kind !== 'survey' || !campaign.reminders) return later
  const about = { past: campaign.past ?? [], everyDays: campaign.reminders.everyDays }
  const between = roundsOf(campaign).slice(1, -1)
  const reminders = await table.getMany(
    Recipient,
    invited.flatMap(({ memberId }) => between.map((round) => rowKey(campaign, memberId, round))),
  )
  for (const [nth, row] of invited.entries()) {
    const own = reminders.slice(nth * between.length, (nth + 1) * between.length)
    const mailed = [row, ...own].filter((one) => one !== undefined && mayHaveArrived(one)) as Recipient[]
    const from = remindedFrom(mailed, about)
    if (from && campaign.round && from > campaign.round.begunAt) later.set(row.memberId, from)
  }
  return later
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

const NOBODY = { members: [], merged: [], toCarry: [], toEnd: [], stillInvited: () => false } satisfies Omit<
  AudiencePage,
  'next'
>

const ON_A_PAGE = 100
