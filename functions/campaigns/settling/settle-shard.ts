import * as z from 'zod'
import { type Campaign, type CampaignIn, purposeOf, roundOf } from '../../../shared/campaigns/campaign.ts'
import { cancelled, ledgerRows, Recipient, reaped } from '../../../shared/campaigns/ledger.ts'
import {
  Counted,
  CountedShard,
  countEarlier,
  countedKey,
  countRow,
  sumOf,
} from '../../../shared/campaigns/sending/counted.ts'
import { type Clock, Instant, plusSeconds } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { readCampaign } from '../campaigns.ts'
import { CampaignRun } from '../launch/plan-campaign.ts'
import { WalkPosition } from '../launch/walk-position.ts'
import { beat } from '../sending/beat.ts'
import { settleRecipient } from '../sending/ledger.ts'

export const SettleStep = CampaignRun.extend({
  shard: z.number().int().nonnegative(),
  position: WalkPosition.optional(),
  begunAt: Instant.optional(),
  counted: Counted.prefault({}),
})
export type SettleStep = z.output<typeof SettleStep>

/**
 * Counts the rows of one shard of a ledger and leaves the count behind. On the way it releases or marks as doubtful what
 * dead workers left; of a campaign that is over nothing stays pending.
 */
export const settleShard = async (needs: { table: Table; now: Clock }, step: SettleStep) => {
  const { table, now } = needs
  const campaign = await readCampaign(table, step.campaignId)
  const ledger = campaign && ledgerOf(campaign, step)
  if (!ledger) return { ...step, next: 'stop' } as const
  const { round, isOver, forgets } = ledger
  const begunAt = step.begunAt ?? now()
  const until = plusSeconds(now(), MOST_SECONDS)
  let { counted, position = { of: forgets ? 0 : round } } = step
  for (;;) {
    const page = await table.query(Recipient, {
      ...ledgerRows(step.campaignId, step.shard, position.of),
      limit: ON_A_PAGE,
      ...(position.after && { after: position.after }),
    })
    const earlier = position.of < round
    for (const row of page.items) {
      const settled = await settle(needs, row, isOver || earlier)
      counted = earlier ? countEarlier(counted, settled) : countRow(counted, settled, now())
    }
    if (page.next === undefined && !earlier) break
    position = page.next === undefined ? { of: position.of + 1 } : { of: position.of, after: page.next }
    if (now() < until) continue
    await table.write(beat(step.campaignId, now()))
    return { ...step, position, begunAt, counted, next: 'more' } as const
  }
  await table.write({
    put: {
      ...countedKey(step.campaignId, round, step.shard),
      ...({ ...counted, revision: ledger.revision, begunAt } satisfies CountedShard),
    },
  })
  await table.write(beat(step.campaignId, now()))
  return { campaignId: step.campaignId, revision: step.revision, shard: step.shard, next: 'done' } as const
}

/** What there is to count, and how. A workflow of an older revision finds nothing. */
const ledgerOf = (campaign: Campaign, { revision }: CampaignRun) => {
  const round = roundOf(campaign)
  if (campaign.state === 'cancelled' || campaign.state === 'closed')
    // A mailing that was being prepared may have taken over only some of the rows of the one before.
    return { round, isOver: true, forgets: true, revision: campaign.revision }
  if (campaign.revision !== revision) return undefined
  if (campaign.state !== 'freezing' && campaign.state !== 'sending' && campaign.state !== 'paused') return undefined
  // A call that will not be is told at once, whatever was being sent then.
  return { round, isOver: false, forgets: purposeOf(campaign) === 'call-cancelled', revision }
}

const settle = async ({ table, now }: { table: Table; now: Clock }, row: Recipient, isOver: boolean) => {
  const decide = (read: Recipient) => reaped(isOver ? cancelled(read, now()) : read, now())
  if (decide(row) === row) return row
  return (await settleRecipient(table, row, decide)) ?? row
}

/** `undefined` while the count of a shard is missing, or older than this revision or than `since`. */
export const ledgerCount = async (
  table: Pick<Table, 'getMany'>,
  campaign: CampaignIn<'freezing' | 'sending' | 'paused' | 'cancelled' | 'closed'>,
  since?: Instant,
) => {
  const { campaignId, revision, ledgerShards = 0 } = campaign
  const keys = Array.from({ length: ledgerShards }, (_, shard) => countedKey(campaignId, roundOf(campaign), shard))
  const shards = await table.getMany(CountedShard, keys)
  const fresh = shards.filter(
    (shard) => shard !== undefined && shard.revision === revision && (!since || shard.begunAt >= since),
  ) as CountedShard[]
  return fresh.length === ledgerShards ? sumOf(fresh) : undefined
}

/** Well inside the function's time. */
const MOST_SECONDS = 20
const ON_A_PAGE = 500
