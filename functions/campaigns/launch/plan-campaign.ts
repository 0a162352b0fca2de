import * as z from 'zod'
import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { setAside } from '../../../shared/campaigns/deciding/rounds.ts'
import { held, start } from '../../../shared/campaigns/deciding/start.ts'
import { paused } from '../../../shared/campaigns/deciding/steer.ts'
import { workersFor } from '../../../shared/campaigns/sending/workers.ts'
import { CampaignId } from '../../../shared/ids.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import type { MailTransport } from '../../adapters/mail.ts'
import type { MaySend } from '../../adapters/sending-permit.ts'
import type { Table } from '../../adapters/table.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import { beat } from '../sending/beat.ts'
import { audienceShardsOf } from './walk-audience.ts'

export const CampaignRun = z.object({ campaignId: CampaignId, revision: z.number().int().positive() })
export type CampaignRun = z.output<typeof CampaignRun>

type Needs = { table: Table; now: Clock; maySend: MaySend; mail: Pick<MailTransport, 'quota'> }

/** What the workflow has to do, and the shards to do it on. A repeated call finds the same. */
export const planCampaign = async (needs: Needs, run: CampaignRun) => {
  const { table, now } = needs
  await table.write(beat(run.campaignId, now()))
  for (;;) {
    const campaign = await readCampaign(table, run.campaignId)
    if (!campaign) return stop(run)
    const found = start(campaign, run.revision, now())
    if (found.outcome === 'stop') return stop(run)
    if (found.outcome === 'settle') return plan(run, 'settle', found.campaign, 1)
    if (found.outcome !== 'hold' && !(await needs.maySend())) {
      const written = await table.write(changeOf(campaign, withheld(campaign, now())))
      if (written.outcome === 'refused') continue
      return stop(run)
    }
    if (found.outcome === 'hold' || (found.outcome === 'freeze' && found.changed)) {
      const written = await table.write(changeOf(campaign, found.campaign))
      if (written.outcome === 'refused') continue
    }
    if (found.outcome === 'hold') return stop(run)
    const { perSecond } = await needs.mail.quota()
    return plan(run, found.outcome, found.campaign, workersFor(perSecond))
  }
}

/** Its data were copied from the environment that sends it: here nothing leaves before staff say so. */
const withheld = (campaign: Campaign, now: Instant): Campaign => {
  if (campaign.state === 'scheduled') return held(campaign, 'other-environment')
  if (campaign.state === 'freezing') return setAside(campaign, 'other-environment', now)
  return campaign.state === 'sending' ? paused(campaign, 'other-environment') : campaign
}

type Outcome = 'freeze' | 'send' | 'settle' | 'stop'

const plan = (
  run: CampaignRun,
  outcome: Outcome,
  campaign: Campaign & { ledgerShards?: number | undefined },
  workers: number,
) => ({
  outcome,
  /** That many of the shards are sent at once; each keeps to its part of the pace. */
  workers,
  audienceShards: shards(outcome === 'freeze' ? audienceShardsOf(campaign) : 0).map((shard) => ({ ...run, shard })),
  ledgerShards: shards(campaign.ledgerShards ?? 0).map((shard) => ({ ...run, shard, workers, slowdown: 1 })),
})

const stop = (run: CampaignRun) => ({
  outcome: 'stop' as const satisfies Outcome,
  workers: 1,
  audienceShards: shards(0).map((shard) => ({ ...run, shard })),
  ledgerShards: shards(0).map((shard) => ({ ...run, shard, workers: 1, slowdown: 1 })),
})

const shards = (count: number) => Array.from({ length: count }, (_, shard) => shard)
