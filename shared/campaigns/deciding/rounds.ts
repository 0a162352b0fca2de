import type { UserId } from '../../ids.ts'
import { type Instant, plusDays, plusSeconds } from '../../units.ts'
import { type Campaign, type CampaignIn, type HoldReason, isUnderWay, purposeOf, roundOf } from '../campaign.ts'
import { callReminders, isCallReminder, type RoundPurpose } from '../round.ts'
import { reminderOwed, withMissed, withoutReminder } from './call-reminders.ts'
import { launchedOf, planOf, sendingOf } from './carried-over.ts'
import { held } from './start.ts'
import { type Change, close } from './steer.ts'

/** What the ledger came to, when nothing of the mailing is left to do for now. */
type AtRest = { mailed: number; deferredUntil?: Instant | undefined }

/** The mailing is through. The last one of a call that will not be closes the campaign with it. */
export const opened = (campaign: CampaignIn<'sending'>, { mailed, deferredUntil }: AtRest, now: Instant) => {
  if (purposeOf(campaign) === 'call-cancelled' && !deferredUntil) {
    const decided = close({ ...campaign, next: undefined }, now)
    if (decided.outcome === 'changed') return { ...decided.campaign, mailed }
  }
  const { next: before, ...rest } = withMissed(sendingOf(campaign), now, 'other-mailing')
  // Whatever was announced while this was sent comes first; then whichever is sooner. A mailing takes along who was put off.
  const planned = nextRound(rest, now)
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
  if (campaign.kind !== 'call') return undefined
  const owed = reminderOwed(campaign, now)
  return owed ? { purpose: owed.purpose, at: now } : callReminders(campaign.closesAt).find(({ at }) => at > now)
}

/** A reminder at this moment, if one more is planned and there is time for it. */
const reminderAfter = (campaign: CampaignIn<'sending' | 'open'>, at: Instant) => {
  const most = campaign.kind === 'survey' ? (campaign.reminders?.most ?? 0) : 0
  return roundOf(campaign) < most && at < campaign.closesAt ? ({ purpose: 'reminder', at } as const) : undefined
}

/**
 * Everybody invited is to hear of it as soon as nothing else is under way, and its words have waited so many seconds for a
 * second reader. A campaign that has mailed nobody needs no telling.
 */
export const announce = (
  campaign: Campaign,
  purpose: RoundPurpose,
  now: Instant,
  wait?: { by: UserId; seconds: number } | undefined,
): Campaign => {
  if (!isUnderWay(campaign)) return campaign
  if (!wait || wait.seconds === 0) return { ...campaign, next: { purpose, at: now } }
  const { by, seconds } = wait
  return { ...campaign, next: { purpose, at: plusSeconds(now, seconds), asked: { by, at: now } } }
}

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
      round: {
        number: roundOf(campaign) + 1,
        purpose,
        begunAt: now,
        askedAt: campaign.next.asked?.at ?? campaign.next.at,
      },
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
  const left = next ? withoutReminder(rest, next.purpose, 'by-staff') : rest
  const after =
    campaign.kind === 'survey' && next
      ? reminderAfter(campaign, plusDays(next.at > now ? next.at : now, campaign.reminders?.everyDays ?? 0))
      : nextRound(left, now)
  return { outcome: 'changed', campaign: { ...left, ...(after && { next: after }) } }
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
  const left = withMissed(withoutReminder(rest, next.purpose, 'found-late'), now, 'found-late')
  const after = nextRound(left, now)
  return { ...left, ...(after && { next: after }) }
}
