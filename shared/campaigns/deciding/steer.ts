import type { Instant } from '../../units.ts'
import { type Campaign, type CampaignIn, isUnderWay, type PauseReason, purposeOf } from '../campaign.ts'
import { withMissed, withMissedAtTheEnd } from './call-reminders.ts'
import { frozenBefore, launchedOf, planOf, sendingOf } from './carried-over.ts'
import { held } from './start.ts'

export const paused = (
  campaign: CampaignIn<'sending'>,
  reason: PauseReason,
  resumesAt?: Instant,
): CampaignIn<'paused'> => ({
  ...campaign,
  state: 'paused',
  reason,
  ...(resumesAt && { resumesAt }),
})

export type Change<S extends Campaign['state']> =
  | { outcome: 'changed'; campaign: CampaignIn<S> }
  | { outcome: 'refused'; reason: 'wrong-state' | 'closes-before-opens' }

/** A new revision: the workflow of the old one stops, one of the new name starts. */
export const resume = (campaign: Campaign, now: Instant): Change<'sending'> => {
  if (campaign.state !== 'paused') return { outcome: 'refused', reason: 'wrong-state' }
  if (campaign.closesAt <= now && purposeOf(campaign) !== 'call-cancelled')
    return { outcome: 'refused', reason: 'closes-before-opens' }
  const { reason: _, resumesAt: __, ...rest } = withMissed(campaign, now, 'paused')
  return { outcome: 'changed', campaign: { ...rest, state: 'sending', revision: campaign.revision + 1 } }
}

/** A new revision, also of a campaign that is being sent: its workflow may have counted the ledger just before. */
export const sendAgain = (campaign: Campaign, now: Instant): Change<'sending'> => {
  if ((campaign.state !== 'open' && campaign.state !== 'sending') || campaign.closesAt <= now)
    return { outcome: 'refused', reason: 'wrong-state' }
  return { outcome: 'changed', campaign: { ...sendingOf(campaign), revision: campaign.revision + 1 } }
}

/** Before its time, so that staff can change it. */
export const takeBack = (campaign: Campaign): Change<'held'> =>
  campaign.state === 'scheduled'
    ? { outcome: 'changed', campaign: held(campaign, 'taken-back') }
    : { outcome: 'refused', reason: 'wrong-state' }

export const pause = (campaign: Campaign, reason: PauseReason, resumesAt?: Instant): Change<'paused'> =>
  campaign.state === 'sending'
    ? { outcome: 'changed', campaign: paused(campaign, reason, resumesAt) }
    : { outcome: 'refused', reason: 'wrong-state' }

export const cancel = (
  campaign: Campaign,
  now: Instant,
  reason: 'by-staff' | 'no-audience' = 'by-staff',
): Change<'cancelled'> => {
  if (campaign.state === 'closed' || campaign.state === 'cancelled')
    return { outcome: 'refused', reason: 'wrong-state' }
  return {
    outcome: 'changed',
    campaign: {
      ...planOf(campaign),
      state: 'cancelled',
      cancelledAt: now,
      reason,
      ...frozenBefore(campaign),
      ...('recipients' in campaign && { recipients: campaign.recipients }),
      ...('round' in campaign && campaign.round && { round: campaign.round }),
      ...('past' in campaign && campaign.past && { past: campaign.past }),
    },
  }
}

export const close = (campaign: Campaign, now: Instant): Change<'closed'> => {
  if (!isUnderWay(campaign)) return { outcome: 'refused', reason: 'wrong-state' }
  const { next: _, ...rest } = launchedOf(withMissedAtTheEnd(campaign, now))
  // A mailing that was just being prepared has no audience yet.
  const recipients = 'recipients' in campaign ? campaign.recipients : 0
  return {
    outcome: 'changed',
    campaign: {
      ...planOf(campaign),
      ...rest,
      state: 'closed',
      recipients,
      ledgerShards: campaign.ledgerShards,
      closedAt: now,
    },
  }
}
