import { type Instant, plusDays, plusSeconds } from '../units.ts'
import { type Campaign, type CampaignIn, dueAtOf, type HoldReason, isPlanned, type PauseReason } from './campaign.ts'

/** Found later than this after its time, a launch asks instead of sending. */
export const LATE_SECONDS = 2 * 60 * 60

/** Longer than this after its launch, no survey takes answers: an answer is about a time. */
export const MOST_DAYS_OPEN = 366

export const LEDGER_SHARDS = 8

export type ScheduleRefusal =
  | 'not-a-draft'
  | 'no-audience'
  | 'survey-without-questions'
  | 'survey-unfinished'
  | 'opens-in-the-past'
  | 'closes-before-opens'
  | 'open-too-long'

type ScheduleFacts = {
  /** `now`, or the instant that staff chose. */
  launchAt: Instant | 'now'
  now: Instant
  survey: 'ready' | 'without-questions' | 'unfinished'
  reached: number
  responseKey: string
}

export type Scheduled =
  | { outcome: 'scheduled'; campaign: CampaignIn<'scheduled'> }
  | { outcome: 'refused'; reason: ScheduleRefusal }

/** Also takes a held campaign, whose time has passed, and gives it a new one. */
export const schedule = (campaign: Campaign, facts: ScheduleFacts): Scheduled => {
  if (!isPlanned(campaign)) return refused('not-a-draft')
  const launchAt = facts.launchAt === 'now' ? facts.now : facts.launchAt
  if (launchAt < facts.now) return refused('opens-in-the-past')
  if (campaign.closesAt <= launchAt) return refused('closes-before-opens')
  if (campaign.closesAt > plusDays(launchAt, MOST_DAYS_OPEN)) return refused('open-too-long')
  const [obstacle] = obstacles(campaign, facts)
  if (obstacle) return refused(obstacle)
  return {
    outcome: 'scheduled',
    campaign: {
      ...planOf(campaign),
      state: 'scheduled',
      revision: campaign.revision + 1,
      launchAt,
      // Nobody was mailed before, so no response depends on an older key.
      responseKey: facts.responseKey,
      ...frozenBefore(campaign),
    },
  }
}

/** What stands in the way of a launch at any time. */
export const obstacles = (
  { closesAt }: Pick<Campaign, 'closesAt'>,
  { now, survey, reached }: Pick<ScheduleFacts, 'now' | 'survey' | 'reached'>,
): ScheduleRefusal[] => {
  const found: ScheduleRefusal[] = []
  if (closesAt <= now) found.push('closes-before-opens')
  if (survey !== 'ready') found.push(`survey-${survey}`)
  if (reached === 0) found.push('no-audience')
  return found
}

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
        campaign: { ...campaign, state: 'freezing', ledgerShards: LEDGER_SHARDS },
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

export const held = (campaign: CampaignIn<'scheduled' | 'freezing'>, reason: HoldReason): CampaignIn<'held'> => ({
  ...planOf(campaign),
  state: 'held',
  launchAt: campaign.launchAt,
  responseKey: campaign.responseKey,
  reason,
  ...frozenBefore(campaign),
})

const frozenBefore = (campaign: Campaign) =>
  'ledgerShards' in campaign && campaign.ledgerShards ? { ledgerShards: campaign.ledgerShards } : {}

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
  if (campaign.closesAt <= now) return { outcome: 'refused', reason: 'closes-before-opens' }
  const { reason: _, resumesAt: __, ...rest } = campaign
  return { outcome: 'changed', campaign: { ...rest, state: 'sending', revision: campaign.revision + 1 } }
}

/** A new revision, also of a campaign that is being sent: its workflow may have counted the ledger just before. */
export const sendAgain = (campaign: Campaign, now: Instant): Change<'sending'> => {
  if ((campaign.state !== 'open' && campaign.state !== 'sending') || campaign.closesAt <= now)
    return { outcome: 'refused', reason: 'wrong-state' }
  const { recipients, ledgerShards, launchAt, responseKey } = campaign
  return {
    outcome: 'changed',
    campaign: {
      ...planOf(campaign),
      state: 'sending',
      revision: campaign.revision + 1,
      launchAt,
      responseKey,
      recipients,
      ledgerShards,
    },
  }
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
    },
  }
}

export const close = (campaign: Campaign, now: Instant): Change<'closed'> => {
  if (campaign.state !== 'sending' && campaign.state !== 'paused' && campaign.state !== 'open')
    return { outcome: 'refused', reason: 'wrong-state' }
  return {
    outcome: 'changed',
    campaign: {
      ...planOf(campaign),
      state: 'closed',
      launchAt: campaign.launchAt,
      responseKey: campaign.responseKey,
      recipients: campaign.recipients,
      ledgerShards: campaign.ledgerShards,
      closedAt: now,
    },
  }
}

/** What the clock finds to do. */
export type Due = 'launch' | 'hold' | 'resume' | 'close' | 'settle' | 'nothing'

export const dueNow = (campaign: Campaign, now: Instant): Due => {
  switch (campaign.state) {
    case 'scheduled':
      return campaign.launchAt > now ? 'nothing' : isLate(campaign, now) ? 'hold' : 'launch'
    case 'paused':
      if (campaign.closesAt <= now) return 'close'
      return campaign.resumesAt && campaign.resumesAt <= now ? 'resume' : 'nothing'
    case 'sending':
    case 'open':
      return campaign.closesAt <= now ? 'close' : 'nothing'
    case 'closed':
    case 'cancelled': {
      const dueAt = dueAtOf(campaign)
      return dueAt && dueAt <= now ? 'settle' : 'nothing'
    }
    default:
      return 'nothing'
  }
}

const planOf = (campaign: Campaign) => ({
  campaignId: campaign.campaignId,
  kind: campaign.kind,
  city: campaign.city,
  surveyId: campaign.surveyId,
  surveyVersion: campaign.surveyVersion,
  protection: campaign.protection,
  title: campaign.title,
  message: campaign.message,
  closesAt: campaign.closesAt,
  createdAt: campaign.createdAt,
  revision: campaign.revision,
})

const refused = (reason: ScheduleRefusal): Scheduled => ({ outcome: 'refused', reason })
