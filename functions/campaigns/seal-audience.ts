import { cancel } from '../../shared/campaigns/decide.ts'
import { AUDIENCE_SHARDS } from '../../shared/membership/member.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'
import { changeOf, readCampaign } from './campaigns.ts'
import { FrozenShard, frozenKey } from './freeze-shard.ts'
import { countLedger } from './ledger.ts'
import type { CampaignRun } from './plan-campaign.ts'

type Sealed = { outcome: 'sealed' | 'empty' | 'stopped' } | { outcome: 'incomplete'; seconds: number }

/** Stores how many rows stand in the ledger. Nothing is sent before every shard was walked and no row is missing. */
export const sealAudience = async (needs: { table: Table; now: Clock }, run: CampaignRun): Promise<Sealed> => {
  const campaign = await readCampaign(needs.table, run.campaignId)
  if (campaign?.revision !== run.revision) return { outcome: 'stopped' }
  if (campaign.state === 'sending') return { outcome: 'sealed' }
  if (campaign.state !== 'freezing') return { outcome: 'stopped' }
  const walks = await Promise.all(
    Array.from({ length: AUDIENCE_SHARDS }, (_, shard) =>
      needs.table.get(FrozenShard, frozenKey(campaign.campaignId, shard)),
    ),
  )
  const { audience } = await countLedger(needs.table, campaign.campaignId, campaign.ledgerShards)
  const seen = walks.reduce((sum, walk) => sum + (walk?.seen ?? 0), 0)
  // More rows than were seen: an earlier, interrupted walk met somebody who has left since.
  if (walks.some((walk) => walk?.revision !== run.revision) || audience < seen)
    return { outcome: 'incomplete', seconds: 30 }
  if (audience === 0) {
    const decided = cancel(campaign, needs.now(), 'no-audience')
    if (decided.outcome === 'changed') await needs.table.write(changeOf(campaign, decided.campaign))
    return { outcome: 'empty' }
  }
  const written = await needs.table.write(changeOf(campaign, { ...campaign, state: 'sending', recipients: audience }))
  return { outcome: written.outcome === 'written' ? 'sealed' : 'stopped' }
}
