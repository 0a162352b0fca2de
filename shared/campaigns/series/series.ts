import type { CampaignId } from '../../ids.ts'
import { wallClockInCity } from '../../local-time.ts'
import type { Instant } from '../../units.ts'
import type { Approval, Campaign, CampaignIn } from '../campaign.ts'
import { planOf } from '../deciding/carried-over.ts'
import { closesAtOf, type Wave, wavesOf } from './waves.ts'

type NextFacts = { now: Instant; timeZone: string; campaignId: CampaignId; responseKey: string }

/**
 * The wave after this one: the same text to the same audience at the next time of the rule that is still to come. Times
 * that passed meanwhile are left out. `undefined` when the rule has come to its end.
 */
export const nextWaveOf = (
  campaign: Campaign,
  { now, timeZone, campaignId, responseKey }: NextFacts,
): CampaignIn<'scheduled' | 'held'> | undefined => {
  const { repeats, wave = 1 } = campaign
  if (!repeats) return undefined
  const waves = wavesOf(repeats, timeZone)
  const next = waves.find(({ number, launchAt }) => number > wave && launchAt > now)
  if (!next) return undefined
  const { nextWave: _, lastWave: __, ...plan } = planOf(campaign)
  const closesAt = closesAtOf({ wave: timeOf(campaign, waves, timeZone), closesAt: campaign.closesAt }, next, timeZone)
  const waveBefore = campaign.campaignId
  const about = { campaignId, waveBefore, closesAt, createdAt: now, revision: 1, wave: next.number }
  const launch = { launchAt: next.launchAt, responseKey }
  const letGo = letGoOf(campaign)
  return letGo.outcome === 'let-go'
    ? { ...plan, ...about, ...launch, state: 'scheduled', ...(letGo.approval && { approval: letGo.approval }) }
    : { ...plan, ...about, ...launch, state: 'held', reason: 'unapproved' }
}

/** What may still be done to a series from one of its waves. */
export type WaveEnding = 'this' | 'following' | 'all'

export const endingsOf = (campaign: Campaign): WaveEnding[] => {
  if (!campaign.repeats) return []
  const over = campaign.state === 'closed' || campaign.state === 'cancelled'
  // What was cancelled or closed without a successor has ended the series already.
  const goesOn = !campaign.lastWave && (!over || campaign.nextWave !== undefined)
  const here: WaveEnding[] = over ? [] : ['this']
  return [...here, ...(goesOn ? (['following'] as const) : []), ...(goesOn && !over ? (['all'] as const) : [])]
}

/** The text of a wave that somebody let go stays good as long as nobody changes it. */
const letGoOf = (
  campaign: Campaign,
): { outcome: 'let-go'; approval?: Approval | undefined } | { outcome: 'unread' } => {
  if (campaign.state === 'draft') return { outcome: 'unread' }
  const approval = 'approval' in campaign ? campaign.approval : undefined
  return campaign.state === 'held' && !approval ? { outcome: 'unread' } : { outcome: 'let-go', approval }
}

const timeOf = (campaign: Campaign, waves: readonly Wave[], timeZone: string): Pick<Wave, 'wallClock'> => {
  const planned = waves.find(({ number }) => number === (campaign.wave ?? 1))
  if (planned) return planned
  const launchAt = 'launchAt' in campaign ? campaign.launchAt : campaign.createdAt
  return { wallClock: wallClockInCity(launchAt, timeZone) }
}
