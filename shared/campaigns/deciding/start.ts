import { type Instant, plusSeconds } from '../../units.ts'
import type { Campaign, CampaignIn, HoldReason } from '../campaign.ts'
import { LATE_SECONDS } from '../policy.ts'
import { frozenBefore, planOf } from './carried-over.ts'

export const LEDGER_SHARDS = 8

/** What a starting workflow finds to do. A start of an older revision finds nothing. */
export type Start =
  | { outcome: 'freeze'; campaign: CampaignIn<'freezing'>; changed: boolean }
  | { outcome: 'send'; campaign: CampaignIn<'sending'> }
  | { outcome: 'settle'; campaign: CampaignIn<'cancelled' | 'closed'> }
  | { outcome: 'hold'; campaign: CampaignIn<'held'> }
  | { outcome: 'stop' }

export const start = (campaign: Campaign, revision: number, now: Instant): Start => {
  if (campaign.state === 'cancelled' || campaign.state === 'closed') return { outcome: 'settle', campaign }
  if (campaign.revision !== revision) return { outcome: 'stop' }
  switch (campaign.state) {
    case 'scheduled':
      if (campaign.launchAt > now) return { outcome: 'stop' }
      if (isLate(campaign, now)) return { outcome: 'hold', campaign: held(campaign, 'late') }
      return {
        outcome: 'freeze',
        changed: true,
        campaign: { ...campaign, state: 'freezing', ledgerShards: campaign.ledgerShards ?? LEDGER_SHARDS },
      }
    case 'freezing':
      return { outcome: 'freeze', campaign, changed: false }
    case 'sending':
      return { outcome: 'send', campaign }
    default:
      return { outcome: 'stop' }
  }
}

export const isLate = (campaign: CampaignIn<'scheduled'>, now: Instant) =>
  plusSeconds(campaign.launchAt, LATE_SECONDS) < now

/** Too much of the wave before came back or was complained about, and staff have not said that it may go on. Asked once. */
export const heldByWaveBefore = (campaign: CampaignIn<'scheduled'>): CampaignIn<'held'> => {
  const { waveBefore: _, ...rest } = held(campaign, 'wave-before')
  return rest
}

export const held = (campaign: CampaignIn<'scheduled' | 'freezing'>, reason: HoldReason): CampaignIn<'held'> => ({
  ...planOf(campaign),
  state: 'held',
  launchAt: campaign.launchAt,
  responseKey: campaign.responseKey,
  reason,
  // Of a text that was let go; whoever changes it takes this away.
  ...(campaign.approval && { approval: campaign.approval }),
  ...frozenBefore(campaign),
})
