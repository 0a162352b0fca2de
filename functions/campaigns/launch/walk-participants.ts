import * as z from 'zod'
import { AnsweredMark, answeredKey, answeredMarks } from '../../../shared/campaigns/answered.ts'
import type { CampaignOf } from '../../../shared/campaigns/campaign.ts'
import type { MemberId } from '../../../shared/ids.ts'
import { AUDIENCE_SHARDS, shardOf } from '../../../shared/membership/member.ts'
import type { Table } from '../../adapters/table.ts'
import { earlierNames, mergedAmong } from './present-members.ts'
import type { WalkPosition } from './walk-position.ts'

export type ParticipantsOf = NonNullable<CampaignOf<'update'>['participantsOf']>

export type ParticipantsPage = {
  members: MemberId[]
  /** Who answered as somebody else hears of it as who they are now, once, whatever they were called before. */
  merged: MemberId[]
  next: WalkPosition | undefined
}

/**
 * A page of those who answered. As many walks as through a city, so that a plan and a freeze are split alike; each goes
 * through every so-manieth shard of the marks.
 */
export const participantsPage = async (
  table: Pick<Table, 'get' | 'getMany' | 'query'>,
  { campaignId, ledgerShards }: ParticipantsOf,
  walk: number,
  { of, after }: WalkPosition = { of: 0 },
): Promise<ParticipantsPage> => {
  const shard = walk + of * AUDIENCE_SHARDS
  if (shard >= ledgerShards) return { members: [], merged: [], next: undefined }
  const query = { ...answeredMarks(campaignId, shard), limit: ON_A_PAGE, ...(after && { after }) }
  const page = await table.query(AnsweredMark, query)
  const met = page.items.map(({ sk }) => sk)
  const present = await mergedAmong(table, met)
  const merged = await Promise.all(
    [...present].map(async ([as, memberId]) =>
      (await markToCount(table, { campaignId, ledgerShards }, memberId)) === as ? [memberId] : [],
    ),
  )
  return {
    members: met.filter((memberId) => !present.has(memberId)),
    merged: merged.flat(),
    next:
      page.next !== undefined
        ? { of, after: page.next }
        : shard + AUDIENCE_SHARDS < ledgerShards
          ? { of: of + 1 }
          : undefined,
  }
}

/** Of all the marks that one person has, under this name and earlier ones, the one that they are met by: the own one first. */
const markToCount = async (
  table: Pick<Table, 'getMany' | 'query'>,
  { campaignId, ledgerShards }: ParticipantsOf,
  memberId: MemberId,
): Promise<MemberId | undefined> => {
  const names = [memberId, ...(await earlierNames(table, memberId)).sort()]
  const keys = names.map((name) => answeredKey(campaignId, shardOf(name, ledgerShards), name))
  const marks = await table.getMany(z.object({}), keys)
  return names.find((_, nth) => marks[nth])
}

const ON_A_PAGE = 100
