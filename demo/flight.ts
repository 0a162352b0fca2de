import * as z from 'zod'
import type { Links } from '../functions/adapters/links.ts'
import type { MailTransport } from '../functions/adapters/mail.ts'
import type { Table } from '../functions/adapters/table.ts'
import type { StartWorkflow } from '../functions/adapters/workflows.ts'
import { askForPlan, PlanRun } from '../functions/campaigns/launch/plan-flight.ts'
import { PlanShardStep, planFlightShard } from '../functions/campaigns/launch/plan-flight-shard.ts'
import { sealFlightPlan } from '../functions/campaigns/launch/seal-flight-plan.ts'
import type { Campaign } from '../shared/campaigns/campaign.ts'
import type { Clock } from '../shared/units.ts'

type Needs = { table: Table; now: Clock; links: Pick<Links, 'pseudonyms'>; mail?: Pick<MailTransport, 'quota'> }

export const planFlight = (needs: Needs, campaign: Campaign) =>
  askForPlan({ ...needs, startPlan: plansAtOnce(needs) }, campaign)

/** The steps of the flight plan's workflow in their order. */
export const plansAtOnce =
  (needs: Needs): StartWorkflow =>
  async (_name, input) => {
    const { shards, ...run } = Input.parse(input)
    for (const step of shards) {
      const { next } = await planFlightShard(needs, step)
      if (next === 'more') throw new Error('a part of the audience is too large to be met at once')
    }
    await sealFlightPlan({ mail: { quota: async () => NO_LIMIT }, ...needs }, run)
    return { outcome: 'started' }
  }

const Input = PlanRun.extend({ shards: z.array(PlanShardStep) })
const NO_LIMIT = { perSecond: Number.POSITIVE_INFINITY, perDay: Number.POSITIVE_INFINITY, sentLastDay: 0 }
