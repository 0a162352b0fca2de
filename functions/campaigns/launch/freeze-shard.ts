import * as z from 'zod'
import { type CampaignIn, campaignKey, roundOf } from '../../../shared/campaigns/campaign.ts'
import { cancelled, carriedOver, type Recipient } from '../../../shared/campaigns/ledger.ts'
import type { CampaignId, MemberId } from '../../../shared/ids.ts'
import { shardOf } from '../../../shared/membership/member.ts'
import { type Clock, type Instant, plusSeconds } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { readCampaign } from '../campaigns.ts'
import { beat } from '../sending/beat.ts'
import { addRecipient, rowAdded, rowMoved, settleRecipient } from '../sending/ledger.ts'
import { sendIdOf } from '../sending/send-id.ts'
import { CampaignRun } from './plan-campaign.ts'
import { mergedAmong } from './present-members.ts'
import { pageOfAudience } from './walk-audience.ts'
import { WalkPosition } from './walk-position.ts'

export const FreezeStep = CampaignRun.extend({
  shard: z.number().int().nonnegative(),
  position: WalkPosition.optional(),
  /** Members that this walk has met so far and that belong into the ledger. */
  seen: z.number().int().nonnegative().default(0),
})
export type FreezeStep = z.output<typeof FreezeStep>

/** Left behind when a shard of the audience was walked to its end: without all of them nothing is sent. */
export const FrozenShard = z.object({ revision: z.number(), seen: z.number() })
export const frozenKey = (campaignId: CampaignId, shard: number) => ({
  ...campaignKey(campaignId),
  sk: `FROZEN#${shard}`,
})

/** Writes one ledger row for each member met. Walking again adds who is new and changes nothing else. */
export const freezeShard = async (needs: { table: Table; now: Clock }, step: FreezeStep) => {
  const { table, now } = needs
  const campaign = await readCampaign(table, step.campaignId)
  if (campaign?.state !== 'freezing' || campaign.revision !== step.revision) return { ...step, next: 'stop' } as const
  const until = plusSeconds(now(), MOST_SECONDS)
  let { position, seen } = step
  do {
    const page = await pageOfAudience(table, campaign, step.shard, position)
    const members = [...page.members]
    await inTurns(page.toEnd, async (row) => {
      // Whoever took it meanwhile may have sent it: then it is told like any other.
      const ended = await settleRecipient(table, row, (read) => cancelled(read, now()))
      if (ended && page.stillInvited(ended)) members.push(ended.memberId)
    })
    await inTurns(page.toCarry, (row) => carryOver(needs, campaign, row))
    // Who was invited as somebody else hears of what follows as who they are now.
    const merged = roundOf(campaign) > 0 ? await mergedAmong(table, members) : new Map<MemberId, MemberId>()
    await inTurns([...members, ...page.merged, ...merged.values()], (memberId) =>
      addRecipient(table, newRow(campaign, memberId, page.notBefore?.get(memberId))),
    )
    // Without those whom others were merged into: they may have been met themselves.
    seen += members.length + page.toCarry.length
    position = page.next
  } while (position && now() < until)
  await table.write(beat(step.campaignId, now()))
  if (position) return { ...step, position, seen, next: 'more' } as const
  await table.write({ put: { ...frozenKey(step.campaignId, step.shard), revision: step.revision, seen } })
  return { ...step, position, seen, next: 'done' } as const
}

const newRow = (campaign: CampaignIn<'freezing'>, memberId: MemberId, notBefore?: Instant): Recipient => {
  const round = roundOf(campaign)
  return {
    state: 'PENDING',
    campaignId: campaign.campaignId,
    memberId,
    shard: shardOf(memberId, campaign.ledgerShards),
    ...(round > 0 && { round }),
    sendId: sendIdOf(campaign.campaignId, memberId, round),
    step: 0,
    attempts: 0,
    ...(notBefore && { notBefore }),
  }
}

/** The new row and the end of the old one together: nobody is invited by both, and nobody by neither. */
const carryOver = async (
  { table, now }: { table: Table; now: Clock },
  campaign: CampaignIn<'freezing'>,
  row: Extract<Recipient, { state: 'PENDING' }>,
) => {
  const round = roundOf(campaign)
  const carried = carriedOver(row, round, sendIdOf(campaign.campaignId, row.memberId, round))
  const written = await table.write(rowMoved(row, cancelled(row, now())), rowAdded(carried))
  if (written.outcome === 'written' || !written.refused.includes(CARRIED)) return
  // There is a row in this mailing already: then only the old one is left to end.
  await settleRecipient(table, row, (read) => cancelled(read, now()))
}

/** The position of the new row among the writes of its transaction. */
const CARRIED = 1

const inTurns = async <T>(items: readonly T[], act: (item: T) => Promise<unknown>) => {
  for (let first = 0; first < items.length; first += ROWS_AT_ONCE)
    await Promise.all(items.slice(first, first + ROWS_AT_ONCE).map(act))
}

/** Well inside the function's 60 seconds. */
const MOST_SECONDS = 30
const ROWS_AT_ONCE = 25
