import { type Campaign, isUnderWay } from '../../../shared/campaigns/campaign.ts'
import { cancel } from '../../../shared/campaigns/deciding/steer.ts'
import { endingsOf, type WaveEnding } from '../../../shared/campaigns/series/series.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import type { Instant } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Write } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import { forgiven } from '../events/break-circuit.ts'
import { askForPlan } from '../launch/plan-flight.ts'
import { followedBy, type WaveNeeds } from '../series/plan-wave.ts'
import { startCampaign } from '../series/start-campaign.ts'

type Needs = WaveNeeds & { startWorkflow: StartWorkflow }

type Ended =
  /** `next`: the wave that comes instead of the one that was left out. */
  | { outcome: 'changed'; next?: CampaignId | undefined }
  | { outcome: 'refused'; reason: 'unknown' | 'wrong-state' | 'next-wave-begun' | 'changed-meanwhile' }

/** Leaves out this wave, ends the series after it, or both. */
export const endWave = async (
  needs: Needs,
  { campaignId, ending, actor }: { campaignId: CampaignId; ending: WaveEnding; actor: Actor },
): Promise<Ended> => {
  const campaign = await readCampaign(needs.table, campaignId)
  if (!campaign) return refused('unknown')
  if (!endingsOf(campaign).includes(ending)) return refused('wrong-state')
  const now = needs.now()
  const after = ending === 'following' ? campaign : cancelled(campaign, now)
  if (!after) return refused('wrong-state')
  const rest = ending === 'this' ? await goOn(needs, campaign, after) : await stop(needs, campaign, after)
  if (rest.outcome === 'refused') return rest
  const written = await needs.table.write(
    ...rest.writes,
    ...(after === campaign ? [] : await forgiven(needs.table, campaign)),
    auditEntry({ at: now, actor, act: ACTS[ending], subject: campaignId }),
  )
  if (written.outcome === 'refused') return refused('changed-meanwhile')
  for (const ended of rest.cancelled) await startCampaign(needs, ended)
  if (rest.wave) await askForPlan(needs, rest.wave)
  return { outcome: 'changed', next: rest.wave?.campaignId ?? rest.next }
}

const ACTS = {
  this: 'campaign.wave-cancelled',
  following: 'campaign.series-ended',
  all: 'campaign.series-cancelled',
} as const satisfies Record<WaveEnding, string>

type Rest =
  | {
      outcome: 'rest'
      writes: Write[]
      cancelled: Campaign[]
      next?: CampaignId | undefined
      wave?: Campaign | undefined
    }
  | Extract<Ended, { outcome: 'refused' }>

/** The series goes on without this wave. */
const goOn = async (needs: Needs, before: Campaign, after: Campaign): Promise<Rest> => {
  if (before.nextWave || before.lastWave)
    return { outcome: 'rest', writes: [changeOf(before, after)], cancelled: [after], next: before.nextWave }
  const followed = await followedBy(needs, before, after)
  const wave = followed.outcome === 'planned' ? followed.wave : undefined
  return { outcome: 'rest', writes: followed.writes, cancelled: [after], wave }
}

/** Nothing follows; a wave that is planned already is cancelled with it. */
const stop = async (needs: Needs, before: Campaign, after: Campaign): Promise<Rest> => {
  const next = before.nextWave && (await readCampaign(needs.table, before.nextWave))
  const over = next && (next.state === 'closed' || next.state === 'cancelled')
  if (next && (over ? next.nextWave && !next.lastWave : next.state === 'freezing' || isUnderWay(next)))
    return refused('next-wave-begun')
  const ended = next && !over ? cancelled(next, needs.now()) : undefined
  return {
    outcome: 'rest',
    writes: [
      changeOf(before, { ...after, lastWave: true }),
      ...(next && ended ? [changeOf(next, { ...ended, lastWave: true })] : []),
    ],
    cancelled: [after === before ? undefined : after, ended].filter((one) => one !== undefined),
  }
}

const cancelled = (campaign: Campaign, now: Instant): Campaign | undefined => {
  const decided = cancel(campaign, now)
  return decided.outcome === 'changed' ? decided.campaign : undefined
}

const refused = (reason: Extract<Ended, { outcome: 'refused' }>['reason']) => ({ outcome: 'refused', reason }) as const
