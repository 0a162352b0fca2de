import * as z from 'zod'
import type { Campaign } from '../../shared/campaigns/campaign.ts'
import { held, paused, start } from '../../shared/campaigns/decide.ts'
import { CampaignId } from '../../shared/ids.ts'
import { AUDIENCE_SHARDS } from '../../shared/membership/member.ts'
import type { Clock } from '../../shared/units.ts'
import type { MaySend } from '../adapters/sending-permit.ts'
import type { Table } from '../adapters/table.ts'
import { changeOf, readCampaign } from './campaigns.ts'

export const CampaignRun = z.object({ campaignId: CampaignId, revision: z.number().int().positive() })
export type CampaignRun = z.output<typeof CampaignRun>

/** As many ledger shards are sent at once; the same number stands as MaxConcurrency in the workflow. */
export const SENDING_WORKERS = 4

/** What the workflow has to do, and the shards to do it on. A repeated call finds the same. */
export const planCampaign = async (needs: { table: Table; now: Clock; maySend: MaySend }, run: CampaignRun) => {
  for (;;) {
    const campaign = await readCampaign(needs.table, run.campaignId)
    if (!campaign) return plan(run, 'stop')
    const found = start(campaign, run.revision, needs.now())
    if (found.outcome === 'stop') return plan(run, 'stop')
    if (found.outcome === 'settle') return plan(run, 'settle')
    if (found.outcome !== 'hold' && !(await needs.maySend())) {
      const written = await needs.table.write(changeOf(campaign, withheld(campaign)))
      if (written.outcome === 'refused') continue
      return plan(run, 'stop')
    }
    if (found.outcome === 'send' || (found.outcome === 'freeze' && !found.changed))
      return plan(run, found.outcome, found.campaign.ledgerShards)
    const written = await needs.table.write(changeOf(campaign, found.campaign))
    if (written.outcome === 'refused') continue
    return found.outcome === 'freeze' ? plan(run, 'freeze', found.campaign.ledgerShards) : plan(run, 'stop')
  }
}

/** Its data were copied from the environment that sends it: here nothing leaves before staff say so. */
const withheld = (campaign: Campaign): Campaign => {
  if (campaign.state === 'scheduled' || campaign.state === 'freezing') return held(campaign, 'other-environment')
  return campaign.state === 'sending' ? paused(campaign, 'other-environment') : campaign
}

const plan = (run: CampaignRun, outcome: 'freeze' | 'send' | 'settle' | 'stop', ledgerShards = 0) => ({
  outcome,
  audienceShards: shards(AUDIENCE_SHARDS).map((shard) => ({ ...run, shard })),
  ledgerShards: shards(ledgerShards).map((shard) => ({ ...run, shard, workers: SENDING_WORKERS, slowdown: 1 })),
})

const shards = (count: number) => Array.from({ length: count }, (_, shard) => shard)
