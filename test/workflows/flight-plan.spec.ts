import { describe, expect, it } from 'vitest'
import { askForPlan, PlanRun } from '../../functions/campaigns/launch/plan-flight.ts'
import { PlanShardStep, planFlightShard } from '../../functions/campaigns/launch/plan-flight-shard.ts'
import { failFlightPlan, sealFlightPlan } from '../../functions/campaigns/launch/seal-flight-plan.ts'
import { campaignNow, denver, later, type Network, people, planNow } from '../campaigns/network.ts'
import { type Handler, runWorkflow } from '../workflow.ts'

const run = (network: Network, input: object, change: Record<string, Handler> = {}) =>
  runWorkflow('campaigns/flight-plan', input, {
    PlanFlightShard: (step) => planFlightShard(network, PlanShardStep.parse(step)),
    SealFlightPlan: (task) => {
      const plan = PlanRun.parse(task)
      return (task as { fault?: true }).fault ? failFlightPlan(network, plan) : sealFlightPlan(network, plan)
    },
    ...change,
  })

const asked = async () => {
  const network = await denver(people(30))
  later(network, 60)
  let input = {}
  const startPlan = async (_: string, given: object) => {
    input = given
    return { outcome: 'started' as const }
  }
  await askForPlan({ ...network, startPlan }, await campaignNow(network))
  return { network, input }
}

describe('the workflow of a flight plan', () => {
  it('meets the whole audience, over a worker that fails for a moment, and the same a second time', async () => {
    const { network, input } = await asked()
    let calls = 0
    const PlanFlightShard: Handler = async (step) => {
      if (++calls % 3 === 1) throw new Error('throttled')
      return planFlightShard(network, PlanShardStep.parse(step))
    }
    await run(network, input, { PlanFlightShard })
    const made = await planNow(network)
    expect(made).toMatchObject({ state: 'made', plannedAt: network.now(), facts: { audience: 30, ready: 30 } })
    await run(network, input)
    expect(await planNow(network)).toEqual(made)
  })

  it('says that no plan could be made when a part of the audience cannot be read', async () => {
    const { network, input } = await asked()
    const PlanFlightShard: Handler = async (step) => {
      const { shard } = PlanShardStep.parse(step)
      if (shard === 5) throw new Error('broken')
      return planFlightShard(network, PlanShardStep.parse(step))
    }
    await expect(run(network, input, { PlanFlightShard })).rejects.toThrow('could not be met')
    expect(await planNow(network)).toMatchObject({ state: 'failed' })
  })

  it('says so too when the quota is not told', async () => {
    const { network, input } = await asked()
    const SealFlightPlan: Handler = async (task) => {
      if (!(task as { fault?: true }).fault) throw new Error('no answer')
      return failFlightPlan(network, PlanRun.parse(task))
    }
    await expect(run(network, input, { SealFlightPlan })).rejects.toThrow()
    expect(await planNow(network)).toMatchObject({ state: 'failed' })
  })
})
