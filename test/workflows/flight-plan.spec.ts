import { readFileSync } from 'node:fs'
import { StateMachine } from 'aws-local-stepfunctions'
import { describe, expect, it } from 'vitest'
import { askForPlan, PlanRun } from '../../functions/campaigns/launch/plan-flight.ts'
import { PlanShardStep, planFlightShard } from '../../functions/campaigns/launch/plan-flight-shard.ts'
import { failFlightPlan, sealFlightPlan } from '../../functions/campaigns/launch/seal-flight-plan.ts'
import { campaignNow, denver, later, type Network, people, planNow } from '../campaigns/network.ts'

type Handler = (input: unknown) => Promise<unknown>

/** The file with its real handlers; a retry follows at once. */
const run = async (network: Network, input: object, change: Record<string, Handler> = {}) => {
  const text = readFileSync(new URL('../../workflows/campaigns/flight-plan.asl.json', import.meta.url), 'utf8')
  const handlers: Record<string, Handler> = {
    PlanFlightShard: (step) => planFlightShard(network, PlanShardStep.parse(step)),
    SealFlightPlan: (task) => {
      const plan = PlanRun.parse(task)
      return (task as { fault?: true }).fault ? failFlightPlan(network, plan) : sealFlightPlan(network, plan)
    },
    ...change,
  }
  const local = JSON.parse(text.replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1'))
  const task = (name: string) => async (given: unknown) => JSON.parse(JSON.stringify(await handlers[name]?.(given)))
  const machine = new StateMachine(local, { validationOptions: { checkArn: false } })
  const names = ['Plan a shard', 'Seal the plan', 'Say that it could not be made']
  return machine.run(JSON.parse(JSON.stringify(input)), {
    overrides: {
      taskResourceLocalHandlers: {
        'Plan a shard': task('PlanFlightShard'),
        'Seal the plan': task('SealFlightPlan'),
        'Say that it could not be made': task('SealFlightPlan'),
      },
      retryIntervalOverrides: Object.fromEntries(names.map((name) => [name, 1])),
    },
  }).result
}

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
