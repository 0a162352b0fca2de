import * as z from 'zod'
import { type CampaignIn, roundOf } from '../../../shared/campaigns/campaign.ts'
import { opened } from '../../../shared/campaigns/deciding/rounds.ts'
import { cancel } from '../../../shared/campaigns/deciding/steer.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import { beat } from '../sending/beat.ts'
import { ledgerCount } from '../settling/settle-shard.ts'
import { FrozenShard, frozenKey } from './freeze-shard.ts'
import { CampaignRun } from './plan-campaign.ts'
import { audienceShardsOf } from './walk-audience.ts'

type Needs = { table: Table; now: Clock }

/** `tries`: how often the audience was found incomplete; the workflow ends that by asking the staff. */
export const SealRun = CampaignRun.extend({ tries: z.number().int().nonnegative().default(0) })

type Sealed = { outcome: 'sealed' | 'empty' | 'stopped' } | { outcome: 'incomplete'; seconds: number }

export const sealTry = async (
  needs: Needs,
  { tries, ...run }: z.output<typeof SealRun>,
): Promise<Sealed & { tries: number }> => {
  const sealed = await sealAudience(needs, run)
  return { ...sealed, tries: sealed.outcome === 'incomplete' ? tries + 1 : tries }
}

/**
 * Stores how many rows stand in the ledger. Nothing is sent before every shard was walked and counted, nor as long as rows
 * are missing.
 */
export const sealAudience = async (needs: Needs, run: CampaignRun): Promise<Sealed> => {
  const campaign = await readCampaign(needs.table, run.campaignId)
  if (campaign?.revision !== run.revision) return { outcome: 'stopped' }
  if (campaign.state === 'sending') return { outcome: 'sealed' }
  if (campaign.state !== 'freezing') return { outcome: 'stopped' }
  const [seen, rows] = await Promise.all([frozen(needs.table, campaign), ledgerCount(needs.table, campaign)])
  await needs.table.write(beat(run.campaignId, needs.now()))
  // More rows than were seen: an earlier, interrupted walk met somebody who has left since.
  if (seen === undefined || !rows || rows.counts.audience < seen) return { outcome: 'incomplete', seconds: 30 }
  const { audience } = rows.counts
  if (audience === 0) return endEmpty(needs, campaign)
  const written = await needs.table.write(changeOf(campaign, { ...campaign, state: 'sending', recipients: audience }))
  // Somebody has changed it meanwhile, perhaps something else of it: looked at anew.
  return written.outcome === 'written' ? { outcome: 'sealed' } : sealAudience(needs, run)
}

/** How many the walks have met that belong into the ledger; `undefined` while one of them has not come to its end. */
const frozen = async (table: Table, campaign: CampaignIn<'freezing'>): Promise<number | undefined> => {
  const keys = Array.from({ length: audienceShardsOf(campaign) }, (_, shard) => frozenKey(campaign.campaignId, shard))
  const walks = await table.getMany(FrozenShard, keys)
  if (walks.some((walk) => walk?.revision !== campaign.revision)) return undefined
  return walks.reduce((sum, walk) => sum + (walk?.seen ?? 0), 0)
}

/** Nobody to invite ends the campaign; nobody to remind ends the reminder. */
const endEmpty = async ({ table, now }: Needs, campaign: CampaignIn<'freezing'>): Promise<Sealed> => {
  const through = opened({ ...campaign, state: 'sending', recipients: 0 }, { mailed: 0 }, now())
  const decided = cancel(campaign, now(), 'no-audience')
  const after = roundOf(campaign) > 0 || decided.outcome === 'refused' ? through : decided.campaign
  const written = await table.write(changeOf(campaign, after))
  return { outcome: written.outcome === 'written' ? 'empty' : 'stopped' }
}
