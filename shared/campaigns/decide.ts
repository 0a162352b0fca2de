import { type Instant, plusDays, plusSeconds } from '../units.ts'
import {
  type Approval,
  type Campaign,
  type CampaignIn,
  type HoldReason,
  isPlanned,
  isUnderWay,
  type PauseReason,
  purposeOf,
  roundOf,
  settlesAt,
} from './campaign.ts'
import { LATE_SECONDS } from './policy.ts'
import { callReminders, isCallReminder, type RoundPurpose } from './round.ts'

/** Longer than this after its launch, no survey takes answers: an answer is about a time. */
export const MOST_DAYS_OPEN = 366

export const LEDGER_SHARDS = 8

/** What is wrong with what would be sent. */
export type ContentProblem =
  | 'survey-without-questions'
  | 'survey-unfinished'
  | 'call-cancelled'
  | 'call-over'
  | 'call-unknown'
  | 'nothing-written'
  /** It cannot be rendered for one of the readers' languages. */
  | 'unwritable'

export type ScheduleRefusal =
  | 'not-a-draft'
  | 'no-audience'
  | ContentProblem
  | 'opens-in-the-past'
  | 'closes-before-opens'
  | 'open-too-long'

type ScheduleFacts = {
  /** `now`, or the instant that staff chose. */
  launchAt: Instant | 'now'
  now: Instant
  content: 'ready' | ContentProblem
  reached: number
  responseKey: string
  approval?: Approval
  /** Seconds that it must wait, because nobody else has approved it. */
  hold?: number
}

export type Scheduled =
  | { outcome: 'scheduled'; campaign: CampaignIn<'scheduled'> }
  | { outcome: 'refused'; reason: ScheduleRefusal }

/** Also takes a held campaign, whose time has passed, and gives it a new one. */
export const schedule = (campaign: Campaign, facts: ScheduleFacts): Scheduled => {
  if (!isPlanned(campaign)) return refused('not-a-draft')
  const chosen = facts.launchAt === 'now' ? facts.now : facts.launchAt
  if (chosen < facts.now) return refused('opens-in-the-past')
  const heldUntil = plusSeconds(facts.now, facts.hold ?? 0)
  const launchAt = chosen < heldUntil ? heldUntil : chosen
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
      ...(facts.approval && { approval: facts.approval }),
      ...frozenBefore(campaign),
    },
  }
}

/** What stands in the way of a launch at any time. */
export const obstacles = (
  { closesAt }: Pick<Campaign, 'closesAt'>,
  { now, content, reached }: Pick<ScheduleFacts, 'now' | 'content' | 'reached'>,
): ScheduleRefusal[] => {
  const found: ScheduleRefusal[] = []
  if (closesAt <= now) found.push('closes-before-opens')
  if (content !== 'ready') found.push(content)
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
  const { next: _, ...rest } = launchedOf(campaign)
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

/** What the ledger came to, when nothing of the mailing is left to do for now. */
type AtRest = { mailed: number; deferredUntil?: Instant | undefined }

/** The mailing is through. The last one of a call that will not be closes the campaign with it. */
export const opened = (campaign: CampaignIn<'sending'>, { mailed, deferredUntil }: AtRest, now: Instant) => {
  if (purposeOf(campaign) === 'call-cancelled' && !deferredUntil) {
    const decided = close({ ...campaign, next: undefined }, now)
    if (decided.outcome === 'changed') return { ...decided.campaign, mailed }
  }
  const { next: before, ...rest } = sendingOf(campaign)
  // Whatever was announced while this was sent comes first; then whichever is sooner. A mailing takes along who was put off.
  const planned = nextRound(campaign, now)
  const putOffTill = deferredUntil && ({ purpose: 'deferred', at: deferredUntil } as const)
  const next = before ?? (putOffTill && planned && planned.at < putOffTill.at ? planned : (putOffTill ?? planned))
  return { ...rest, state: 'open', mailed, ...(next && { next }) } as const satisfies CampaignIn<'open'>
}

/** What the plan asks for after this mailing: another reminder, or what a call that draws near needs. */
export const nextRound = (
  campaign: CampaignIn<'sending' | 'open'>,
  now: Instant,
): { purpose: RoundPurpose; at: Instant } | undefined => {
  if (campaign.kind === 'survey') {
    const from = campaign.round?.begunAt ?? campaign.launchAt
    return reminderAfter(campaign, plusDays(from, campaign.reminders?.everyDays ?? 0))
  }
  return campaign.kind === 'call' ? callReminders(campaign.closesAt).find(({ at }) => at > now) : undefined
}

/** A reminder at this moment, if one more is planned and there is time for it. */
const reminderAfter = (campaign: CampaignIn<'sending' | 'open'>, at: Instant) => {
  const most = campaign.kind === 'survey' ? (campaign.reminders?.most ?? 0) : 0
  return roundOf(campaign) < most && at < campaign.closesAt ? ({ purpose: 'reminder', at } as const) : undefined
}

/** Everybody invited is to hear of it as soon as nothing else is under way. A campaign that has mailed nobody needs no telling. */
export const announce = (campaign: Campaign, purpose: RoundPurpose, now: Instant): Campaign =>
  isUnderWay(campaign) ? { ...campaign, next: { purpose, at: now } } : campaign

/** The next mailing begins: a ledger of its own, and a revision of its own. A cancelled call waits for nothing. */
export const beginRound = (campaign: Campaign, now: Instant): Change<'freezing'> => {
  if (!isUnderWay(campaign) || !campaign.next || campaign.next.purpose === 'deferred')
    return { outcome: 'refused', reason: 'wrong-state' }
  const { purpose } = campaign.next
  if (campaign.state !== 'open' && purpose !== 'call-cancelled') return { outcome: 'refused', reason: 'wrong-state' }
  const { next: _, past = [], ...rest } = launchedOf(campaign)
  const over = {
    purpose: purposeOf(campaign),
    begunAt: campaign.round?.begunAt ?? campaign.launchAt,
    recipients: 'recipients' in campaign ? campaign.recipients : 0,
    mailed: ('mailed' in campaign ? campaign.mailed : undefined) ?? 0,
  }
  return {
    outcome: 'changed',
    campaign: {
      ...planOf(campaign),
      ...rest,
      state: 'freezing',
      revision: campaign.revision + 1,
      ledgerShards: campaign.ledgerShards,
      round: { number: roundOf(campaign) + 1, purpose, begunAt: now, askedAt: campaign.next.at },
      past: [...past, over],
    },
  }
}

/**
 * The mailing could not be prepared, or may not leave from here. An invitation is held; of a later mailing, of which
 * nobody has heard yet, staff say whether it is made after all.
 */
export const setAside = (
  campaign: CampaignIn<'freezing'>,
  reason: HoldReason,
  now: Instant,
): CampaignIn<'held' | 'open'> => {
  const { round, past = [] } = campaign
  const before = past.at(-1)
  if (!round || !before) return held(campaign, reason)
  return {
    ...planOf(campaign),
    ...launchedOf(campaign),
    state: 'open',
    ledgerShards: campaign.ledgerShards,
    recipients: 0,
    mailed: 0,
    // What was announced meanwhile is more urgent.
    next: campaign.next ?? { purpose: round.purpose, at: now, late: true },
  }
}

/** What waits for staff is made now; whatever else is planned follows from it. */
export const makeNext = (campaign: Campaign, now: Instant): Change<'freezing'> => {
  if (campaign.state !== 'open' || !campaign.next?.late) return { outcome: 'refused', reason: 'wrong-state' }
  if (campaign.closesAt <= now) return { outcome: 'refused', reason: 'closes-before-opens' }
  return beginRound({ ...campaign, next: { purpose: campaign.next.purpose, at: now } }, now)
}

/** What waits for staff is not made; the plan goes on with what comes after it. */
export const leaveOutNext = (campaign: Campaign, now: Instant): Change<'open'> => {
  if (campaign.state !== 'open' || !campaign.next?.late) return { outcome: 'refused', reason: 'wrong-state' }
  const { next, ...rest } = campaign
  // A call that will not be needs no reminders.
  if (next?.purpose === 'call-cancelled') return { outcome: 'changed', campaign: rest }
  const after =
    campaign.kind === 'survey' && next
      ? reminderAfter(campaign, plusDays(next.at > now ? next.at : now, campaign.reminders?.everyDays ?? 0))
      : nextRound(campaign, now)
  return { outcome: 'changed', campaign: { ...rest, ...(after && { next: after }) } }
}

/** Those whom the attention limit put off have room again. */
export const sendDeferred = (campaign: Campaign): Change<'sending'> => {
  if (campaign.state !== 'open' || campaign.next?.purpose !== 'deferred')
    return { outcome: 'refused', reason: 'wrong-state' }
  const { next: _, ...rest } = sendingOf(campaign)
  return { outcome: 'changed', campaign: { ...rest, revision: campaign.revision + 1 } }
}

/** What was found long after its time waits for staff; a word an hour before a call is of no use after it. */
export const putOff = (campaign: CampaignIn<'open'>, now: Instant): CampaignIn<'open'> => {
  const { next, ...rest } = campaign
  if (!next) return campaign
  if (!isCallReminder(next.purpose)) return { ...rest, next: { ...next, late: true } }
  const after = nextRound(campaign, now)
  return { ...rest, ...(after && { next: after }) }
}

/** What the clock finds to do. `watch`: see that its workflow is alive. */
export type Due =
  | 'launch'
  | 'hold'
  | 'resume'
  | 'close'
  | 'settle'
  | 'watch'
  | 'round'
  | 'deferred'
  | 'put-off'
  | 'nothing'

export const dueNow = (campaign: Campaign, now: Instant): Due => {
  switch (campaign.state) {
    case 'scheduled':
      return campaign.launchAt > now ? 'nothing' : isLate(campaign, now) ? 'hold' : 'launch'
    case 'paused':
      if (isCancelledCall(campaign, now)) return 'round'
      if (campaign.closesAt <= now) return 'close'
      return campaign.resumesAt && campaign.resumesAt <= now ? 'resume' : 'nothing'
    case 'freezing':
      return campaign.round && campaign.closesAt <= now && !tellsCancelled(campaign) ? 'close' : 'watch'
    case 'sending':
      if (isCancelledCall(campaign, now)) return 'round'
      return campaign.closesAt <= now && !tellsCancelled(campaign) ? 'close' : 'watch'
    case 'open':
      if (isCancelledCall(campaign, now)) return 'round'
      if (campaign.next && !campaign.next.late && campaign.next.at <= now && campaign.closesAt > now)
        return dueInOpen(campaign.next, now)
      return campaign.closesAt <= now ? 'close' : 'nothing'
    case 'closed':
    case 'cancelled': {
      const dueAt = settlesAt(campaign)
      return dueAt && dueAt <= now ? 'settle' : 'nothing'
    }
    default:
      return 'nothing'
  }
}

const dueInOpen = ({ purpose, at }: { purpose: RoundPurpose | 'deferred'; at: Instant }, now: Instant): Due => {
  // What staff have just asked for is never late, however long a mailing was in the way.
  if (purpose === 'call-changed' || purpose === 'call-cancelled') return 'round'
  if (purpose === 'deferred') return 'deferred'
  const usable = purpose === 'call-hour-before' ? HOUR_REMINDER_SECONDS : LATE_SECONDS
  return plusSeconds(at, usable) < now ? 'put-off' : 'round'
}

/** "In an hour" is not said half an hour late. */
const HOUR_REMINDER_SECONDS = 30 * 60

const isCancelledCall = ({ next }: CampaignIn<'sending' | 'paused' | 'open'>, now: Instant) =>
  next?.purpose === 'call-cancelled' && !next.late && next.at <= now

/** Nobody should wait for a call that will not be: told also when it would have begun meanwhile. */
const tellsCancelled = (campaign: Campaign) => purposeOf(campaign) === 'call-cancelled'

/** The plan alone, whatever became of it. */
export const planOf = (campaign: Campaign) => ({ ...aboutOf(campaign), ...commonOf(campaign) })

/** What is sent. */
const aboutOf = (campaign: Campaign) => {
  switch (campaign.kind) {
    case 'survey': {
      const { kind, surveyId, surveyVersion, protection, reminders } = campaign
      return { kind, surveyId, surveyVersion, protection, ...(reminders && { reminders }) }
    }
    case 'call':
      return { kind: campaign.kind, callId: campaign.callId }
    case 'update': {
      const { kind, participantsOf } = campaign
      return { kind, ...(participantsOf && { participantsOf }) }
    }
  }
}

const commonOf = (campaign: Campaign) => ({
  campaignId: campaign.campaignId,
  city: campaign.city,
  title: campaign.title,
  message: campaign.message,
  closesAt: campaign.closesAt,
  createdAt: campaign.createdAt,
  revision: campaign.revision,
  ...(campaign.editedBy && { editedBy: campaign.editedBy }),
  ...(campaign.repeats && { repeats: campaign.repeats }),
  ...(campaign.wave && { wave: campaign.wave }),
  ...(campaign.nextWave && { nextWave: campaign.nextWave }),
  ...(campaign.lastWave && { lastWave: campaign.lastWave }),
})

const launchedOf = ({
  launchAt,
  responseKey,
  approval,
  round,
  past,
  next,
}: CampaignIn<'freezing' | 'sending' | 'paused' | 'open'>) => ({
  launchAt,
  responseKey,
  ...(approval && { approval }),
  ...(round && { round }),
  ...(past && { past }),
  ...(next && { next }),
})

const sendingOf = (campaign: CampaignIn<'sending' | 'open'>): CampaignIn<'sending'> => ({
  ...planOf(campaign),
  ...launchedOf(campaign),
  state: 'sending',
  recipients: campaign.recipients,
  ledgerShards: campaign.ledgerShards,
})

const refused = (reason: ScheduleRefusal): Scheduled => ({ outcome: 'refused', reason })
