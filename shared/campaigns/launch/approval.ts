import type { UserId } from '../../ids.ts'
import type { Instant } from '../../units.ts'
import type { Approval, Campaign } from '../campaign.ts'
import { APPROVAL } from '../policy.ts'
import { flightPlan, mailedBy } from './flight-plan.ts'
import { type StoredPlan, standingOf } from './stored-plan.ts'

export type PlanRefusal = 'plan-missing' | 'plan-being-made' | 'plan-of-other-text' | 'plan-too-old'

export type Approved =
  /** `hold`: seconds that it waits, because nobody but its writer has looked at it. */
  | { outcome: 'approved'; approval: Approval; hold: number; reached: number }
  | { outcome: 'refused'; reason: PlanRefusal }

type Asked = { plan: StoredPlan | undefined; launchAt: Instant; timeZone: string; by: UserId; now: Instant }

/** Whoever lets a campaign go does it on the strength of a plan of this text that is not old. */
export const approve = (campaign: Campaign, { plan, launchAt, timeZone, by, now }: Asked): Approved => {
  const found = standingOf(plan, campaign, now)
  if (found.standing !== 'fresh') return { outcome: 'refused', reason: REFUSED[found.standing] }
  const { plannedAt, facts, quota } = found.plan
  const reached = mailedBy(flightPlan(facts, { campaign, launchAt, quota, timeZone }))
  return {
    outcome: 'approved',
    approval: { by, at: now, plannedAt, reached },
    hold: needsHold(campaign, reached, by) ? APPROVAL.holdSeconds : 0,
    reached,
  }
}

/** To many, and nobody else has read it. Of a text whose writer is not known, everybody may be the writer. */
export const needsHold = ({ editedBy }: Pick<Campaign, 'editedBy'>, reached: number, by: UserId): boolean =>
  reached >= APPROVAL.fromRecipients && (editedBy === undefined || editedBy === by)

const REFUSED = {
  missing: 'plan-missing',
  failed: 'plan-missing',
  'not-asked': 'plan-missing',
  slow: 'plan-missing',
  making: 'plan-being-made',
  'other-text': 'plan-of-other-text',
  old: 'plan-too-old',
} as const satisfies Record<string, PlanRefusal>
