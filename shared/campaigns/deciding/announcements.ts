import type { UserId } from '../../ids.ts'
import { type Instant, plusSeconds } from '../../units.ts'
import { type Campaign, type CampaignIn, isUnderWay } from '../campaign.ts'
import { APPROVAL, TOLD_AT_ONCE } from '../policy.ts'

type Word = {
  purpose: 'call-changed' | 'call-cancelled'
  /** How many hear of it. */
  invited: number
  /** All the times at which somebody may believe that the call begins. */
  starts: readonly (Instant | undefined)[]
  now: Instant
}

/** Seconds for which word of a call waits, because nobody but who wrote it has read it. */
export const waitOf = ({ purpose, invited, starts, now }: Word): number => {
  if (invited < APPROVAL.fromRecipients) return 0
  const within = purpose === 'call-cancelled' ? TOLD_AT_ONCE.cancelledWithin : TOLD_AT_ONCE.changedWithin
  const soon = plusSeconds(now, within)
  return starts.some((start) => start !== undefined && start > now && start <= soon) ? 0 : APPROVAL.holdSeconds
}

type UnderWay = CampaignIn<'freezing' | 'sending' | 'paused' | 'open'>
type Next = NonNullable<UnderWay['next']>

/** It waits for a second reader, and goes out by itself at its time. */
export const waitsForReader = ({ asked, late, at }: Next, now: Instant): boolean =>
  asked !== undefined && !late && at > now

export type Decided =
  | { outcome: 'changed'; campaign: UnderWay }
  | { outcome: 'refused'; reason: 'wrong-state' | 'own-words' }

type Decision = { by: UserId; now: Instant }

/** Somebody else has read it: it need not wait. */
export const approveNext = (campaign: Campaign, { by, now }: Decision): Decided => {
  const next = waiting(campaign, now)
  if (!isUnderWay(campaign) || !next) return refused('wrong-state')
  if (next.asked?.by === by) return refused('own-words')
  return { outcome: 'changed', campaign: { ...campaign, next: { ...next, at: now } } }
}

/** It does not go out by itself any more; staff say whether it does after all. */
export const stopNext = (campaign: Campaign, { now }: Pick<Decision, 'now'>): Decided => {
  const next = waiting(campaign, now)
  if (!isUnderWay(campaign) || !next) return refused('wrong-state')
  return { outcome: 'changed', campaign: { ...campaign, next: { ...next, late: true } } }
}

/** What was stopped goes out: at once when somebody else says so, and after the same wait when it is who wrote it. */
export const releaseNext = (campaign: Campaign, { by, now }: Decision): Decided => {
  const stopped = stoppedNext(campaign)
  if (!isUnderWay(campaign) || !stopped) return refused('wrong-state')
  const { late: _, ...next } = stopped
  const at = next.asked?.by === by ? plusSeconds(now, APPROVAL.holdSeconds) : now
  return { outcome: 'changed', campaign: { ...campaign, next: { ...next, at } } }
}

/** Nobody hears of it; whatever is under way goes on. */
export const dropNext = (campaign: Campaign): Decided => {
  if (!isUnderWay(campaign) || !stoppedNext(campaign)) return refused('wrong-state')
  const { next: _, ...rest } = campaign
  return { outcome: 'changed', campaign: rest }
}

/** Stopped before anybody else had read it. */
export const stoppedNext = (campaign: Campaign): Next | undefined =>
  isUnderWay(campaign) && campaign.next?.late && campaign.next.asked ? campaign.next : undefined

const waiting = (campaign: Campaign, now: Instant): Next | undefined =>
  isUnderWay(campaign) && campaign.next && waitsForReader(campaign.next, now) ? campaign.next : undefined

const refused = (reason: 'wrong-state' | 'own-words'): Decided => ({ outcome: 'refused', reason })
