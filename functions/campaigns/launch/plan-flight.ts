import * as z from 'zod'
import type { Campaign } from '../../../shared/campaigns/campaign.ts'
import { planKey, StoredPlan, subjectOf } from '../../../shared/campaigns/launch/stored-plan.ts'
import { CampaignId } from '../../../shared/ids.ts'
import { AUDIENCE_SHARDS } from '../../../shared/membership/member.ts'
import { type Clock, Instant } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import type { StartWorkflow } from '../../adapters/workflows.ts'

/** One making of a plan, named by when it was asked for. */
export const PlanRun = z.object({ campaignId: CampaignId, askedAt: Instant })
export type PlanRun = z.output<typeof PlanRun>

export const readPlan = (table: Pick<Table, 'get'>, campaignId: CampaignId) =>
  table.get(StoredPlan, planKey(campaignId))

type Needs = { table: Table; now: Clock; startPlan: StartWorkflow }

/**
 * Asked for by whoever writes the campaign, and by staff who want another look. The plan is made in the background, whatever
 * the size of the audience. What was planned before gives way to it.
 */
export const askForPlan = async (needs: Needs, campaign: Campaign): Promise<StoredPlan> => {
  const { campaignId } = campaign
  const run = { campaignId, askedAt: needs.now() }
  const making = { state: 'making', askedAt: run.askedAt, of: subjectOf(campaign) } as const
  await needs.table.write({ put: { ...planKey(campaignId), ...making } })
  try {
    await needs.startPlan(`plan-${campaignId}-${Date.parse(run.askedAt)}`, { ...run, shards: shardsOf(run) })
  } catch (fault) {
    // The campaign is written: its page says that there is no plan and why, and has the button that asks again.
    const notAsked = fault instanceof Error ? fault.name : 'unknown'
    const failed = { state: 'failed', failedAt: needs.now(), notAsked } as const
    await needs.table.write({
      update: planKey(campaignId),
      set: failed,
      if: { equals: { askedAt: run.askedAt, state: 'making' } },
    })
    return { ...making, ...failed }
  }
  return making
}

export const shardsOf = (run: PlanRun) => Array.from({ length: AUDIENCE_SHARDS }, (_, shard) => ({ ...run, shard }))
