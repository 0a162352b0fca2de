import * as z from 'zod'
import type { CampaignId } from '../../ids.ts'
import { Instant, plusSeconds } from '../../units.ts'
import { type Campaign, campaignKey } from '../campaign.ts'
import { PLAN_FRESH_SECONDS } from '../policy.ts'
import { PartialPlan } from './flight-plan.ts'
import { Quota } from './timetable.ts'

/** `of`: what was planned, word by word. `askedAt` names the making of this plan. */
const asked = { of: z.string(), askedAt: Instant }

/** The flight plan of a campaign as it is made in the background, once for each time that somebody asks. */
export const StoredPlan = z.discriminatedUnion('state', [
  z.object({ ...asked, state: z.literal('making') }),
  z.object({ ...asked, state: z.literal('made'), plannedAt: Instant, facts: PartialPlan, quota: Quota }),
  /** `notAsked`: the name of the fault with which its making could not even be asked for. */
  z.object({ ...asked, state: z.literal('failed'), failedAt: Instant, notAsked: z.string().optional() }),
])
export type StoredPlan = z.output<typeof StoredPlan>
export type MadePlan = Extract<StoredPlan, { state: 'made' }>

export const planKey = (campaignId: CampaignId) => ({ ...campaignKey(campaignId), sk: 'PLAN' })

/** How far the walk through one part of the audience has come. */
export const PlannedShard = z.object({
  part: PartialPlan,
  /** The page to go on with; absent when all were met. `of`: in which of several lists it stands. */
  after: z.string().optional(),
  of: z.number().int().nonnegative().optional(),
  done: z.boolean(),
})
export type PlannedShard = z.output<typeof PlannedShard>
/** Each plan that is asked for has its own: an earlier one may still be under way. */
export const plannedShardKey = (campaignId: CampaignId, askedAt: Instant, shard: number) => ({
  ...campaignKey(campaignId),
  sk: `PLAN#${askedAt}#${shard}`,
})

/** What a plan was made for. A launch that was taken back and not changed needs no new one. */
export const subjectOf = (campaign: Campaign): string => {
  const { kind, city, title, message, closesAt } = campaign
  const about =
    campaign.kind === 'survey'
      ? [campaign.surveyId, campaign.surveyVersion, campaign.reminders?.most ?? 0, campaign.reminders?.everyDays ?? 0]
      : campaign.kind === 'call'
        ? [campaign.callId]
        : []
  return JSON.stringify([kind, city, title, message, closesAt, ...about])
}

/**
 * `missing`: none was made. `not-asked`: its making could not even be asked for. `slow`: it should have been made by now.
 * `other-text`: the campaign was changed since. `old`: the audience may be another one by now.
 */
export type PlanStanding =
  | { standing: 'missing' | 'making' | 'slow' | 'failed' }
  | { standing: 'not-asked'; fault: string }
  | { standing: 'other-text' | 'old' | 'fresh'; plan: MadePlan }

export const standingOf = (plan: StoredPlan | undefined, campaign: Campaign, now: Instant): PlanStanding => {
  if (!plan) return { standing: 'missing' }
  if (plan.state === 'failed')
    return plan.notAsked ? { standing: 'not-asked', fault: plan.notAsked } : { standing: 'failed' }
  if (plan.state === 'making') return { standing: plusSeconds(plan.askedAt, SLOW_SECONDS) <= now ? 'slow' : 'making' }
  if (plan.of !== subjectOf(campaign)) return { standing: 'other-text', plan }
  return { standing: plusSeconds(plan.plannedAt, PLAN_FRESH_SECONDS) <= now ? 'old' : 'fresh', plan }
}

/** Longer than a plan of 250,000 takes. */
const SLOW_SECONDS = 5 * 60
