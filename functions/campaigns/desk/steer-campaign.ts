import { type Campaign, tellsThoseInvited } from '../../../shared/campaigns/campaign.ts'
import { type Change, cancel, pause, resume, takeBack } from '../../../shared/campaigns/deciding/steer.ts'
import type { Actor } from '../../../shared/identity/actor.ts'
import type { CampaignId } from '../../../shared/ids.ts'
import type { Clock, Instant } from '../../../shared/units.ts'
import { auditEntry } from '../../adapters/audit.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'
import { changeOf, readCampaign } from '../campaigns.ts'
import { forgiven } from '../events/break-circuit.ts'
import { beat } from '../sending/beat.ts'
import { startCampaign } from '../series/start-campaign.ts'

type Needs = { table: Table; now: Clock; startWorkflow: StartWorkflow }
type Steered =
  | { outcome: 'changed' }
  | {
      outcome: 'refused'
      reason: 'unknown' | 'call-stands' | 'wrong-state' | 'closes-before-opens' | 'changed-meanwhile'
    }

/** Every worker stops within one message. */
export const pauseCampaign = (needs: Needs, campaignId: CampaignId, actor: Actor): Promise<Steered> =>
  steer(needs, campaignId, actor, 'campaign.paused', (campaign) => pause(campaign, 'by-staff'))

export const resumeCampaign = (needs: Needs, campaignId: CampaignId, actor: Actor): Promise<Steered> =>
  steer(needs, campaignId, actor, 'campaign.resumed', resume)

/** The time that was planned then finds nothing to start. */
export const takeBackCampaign = (needs: Needs, campaignId: CampaignId, actor: Actor): Promise<Steered> =>
  steer(needs, campaignId, actor, 'campaign.taken-back', takeBack)

/** Every worker stops within one message; the workflow then marks who was not mailed. Of a call, the call is cancelled. */
export const cancelCampaign = (needs: Needs, campaignId: CampaignId, actor: Actor): Promise<Steered> =>
  steer(needs, campaignId, actor, 'campaign.cancelled', (campaign, now) =>
    tellsThoseInvited(campaign) ? { outcome: 'refused', reason: 'call-stands' } : cancel(campaign, now),
  )

const steer = async (
  needs: Needs,
  campaignId: CampaignId,
  actor: Actor,
  act: string,
  decide: (
    campaign: Campaign,
    now: Instant,
  ) => Change<Campaign['state']> | { outcome: 'refused'; reason: 'call-stands' },
): Promise<Steered> => {
  const campaign = await readCampaign(needs.table, campaignId)
  if (!campaign) return { outcome: 'refused', reason: 'unknown' }
  const now = needs.now()
  const decided = decide(campaign, now)
  if (decided.outcome === 'refused') return decided
  // Its silence while it stood still is no sign of a dead workflow.
  if (decided.campaign.state === 'sending') await needs.table.write(beat(campaignId, now))
  const written = await needs.table.write(
    changeOf(campaign, decided.campaign),
    ...(await forgiven(needs.table, campaign)),
    auditEntry({ at: now, actor, act, subject: campaignId }),
  )
  if (written.outcome === 'refused') return { outcome: 'refused', reason: 'changed-meanwhile' }
  const { state } = decided.campaign
  if (state === 'sending' || state === 'cancelled') await startCampaign(needs, decided.campaign)
  return { outcome: 'changed' }
}
