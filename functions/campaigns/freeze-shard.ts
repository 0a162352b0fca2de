import * as z from 'zod'
import { campaignKey } from '../../shared/campaigns/campaign.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { audienceKey, Member, shardOf } from '../../shared/membership/member.ts'
import { type Clock, plusSeconds } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { readCampaign } from './campaigns.ts'
import { addRecipient } from './ledger.ts'
import { CampaignRun } from './plan-campaign.ts'
import { sendIdOf } from './send-id.ts'

export const FreezeStep = CampaignRun.extend({
  shard: z.number().int().nonnegative(),
  after: z.string().optional(),
  /** Members that this walk has met so far. */
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
  const campaign = await readCampaign(needs.table, step.campaignId)
  if (campaign?.state !== 'freezing' || campaign.revision !== step.revision) return { ...step, next: 'stop' } as const
  const until = plusSeconds(needs.now(), MOST_SECONDS)
  let { after, seen } = step
  do {
    const page = await needs.table.query(Met, {
      pk: audienceKey(campaign.city, step.shard),
      index: 'audience',
      limit: 100,
      ...(after && { after }),
    })
    for (let first = 0; first < page.items.length; first += ROWS_AT_ONCE)
      await Promise.all(
        page.items.slice(first, first + ROWS_AT_ONCE).map(({ memberId }) =>
          addRecipient(needs.table, {
            state: 'PENDING',
            campaignId: campaign.campaignId,
            memberId,
            shard: shardOf(memberId, campaign.ledgerShards),
            sendId: sendIdOf(campaign.campaignId, memberId, campaign.revision),
            step: 0,
            attempts: 0,
          }),
        ),
      )
    seen += page.items.length
    after = page.next
  } while (after && needs.now() < until)
  if (after) return { ...step, after, seen, next: 'more' } as const
  await needs.table.write({ put: { ...frozenKey(step.campaignId, step.shard), revision: step.revision, seen } })
  return { ...step, seen, next: 'done' } as const
}

/** Only who it is: a profile that cannot be read must not keep the others from their mail. */
const Met = Member.pick({ memberId: true })

/** Well inside the function's 60 seconds. */
const MOST_SECONDS = 30
const ROWS_AT_ONCE = 10
