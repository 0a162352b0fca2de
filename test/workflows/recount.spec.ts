import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { countResponses } from '../../functions/results/counting/count-responses.ts'
import { askForRecount, type RecountAct } from '../../functions/results/recount/ask-for-recount.ts'
import { RecountResult, recountsOf } from '../../shared/results/counting/recount.ts'
import { talliesKey, tallySortKey } from '../../shared/results/counting/tally.ts'
import { asDeployed, entryOf } from '../deployed.ts'
import { askIn, campaignNumbered, keyOf, stored } from '../results/answered.ts'
import { aResponse, atNoon, questionnaire, TRUST } from '../results/cast.ts'
import { staff } from '../results/published.ts'
import { type Handler, readWorkflow, runWorkflow } from '../workflow.ts'

let table: Table
let steps: Record<'PlanRecount' | 'RecountPartition' | 'CompareRecount' | 'RepairPartition', Handler>

beforeAll(async () => {
  ;({ table } = await asDeployed())
  steps = {
    PlanRecount: await entryOf(import('../../functions/results/recount/plan-recount.lambda.ts')),
    RecountPartition: await entryOf(import('../../functions/results/recount/recount-partition.lambda.ts')),
    CompareRecount: await entryOf(import('../../functions/results/recount/compare-recount.lambda.ts')),
    RepairPartition: await entryOf(import('../../functions/results/recount/repair-partition.lambda.ts')),
  }
})

describe('a recount that staff ask for', () => {
  it('says that the counts are equal', async () => {
    const campaign = await answered(1)
    await run(campaign, 'recount')
    expect(await results(campaign)).toMatchObject([{ outcome: 'equal', responses: 9 }])
  })

  it('says that they are not, and changes nothing', async () => {
    const campaign = await answered(2)
    await spoil(campaign)
    await run(campaign, 'recount')
    await run(campaign, 'recount')
    expect(await results(campaign)).toMatchObject([
      { outcome: 'differs', responses: 10, waiting: 1 },
      { outcome: 'differs', responses: 10, waiting: 1 },
    ])
  })

  it('goes on over a task that fails for a moment, each partition for itself', async () => {
    const campaign = await answered(3)
    let calls = 0
    const flaky: Handler = async (event) => {
      if (++calls % 2 === 1) throw new Error('throttled')
      return steps.RecountPartition(event)
    }
    await run(campaign, 'recount', { RecountPartition: flaky })
    expect(await results(campaign)).toMatchObject([{ outcome: 'equal' }])
  })

  it('fails loudly, and says nothing of the counts, when a partition cannot be read', async () => {
    const campaign = await answered(4)
    const broken: Handler = async (event) => {
      if ((event as { partition: number }).partition === 2) throw new Error('broken')
      return steps.RecountPartition(event)
    }
    await expect(run(campaign, 'recount', { RecountPartition: broken })).rejects.toThrow('failed again and again')
    expect(await results(campaign)).toEqual([])
  })
})

describe('a repair that staff ask for', () => {
  it('ends in counts that are equal, and as often as it is asked for', async () => {
    const campaign = await answered(5)
    await spoil(campaign)
    await run(campaign, 'repair')
    await run(campaign, 'repair')
    expect(await results(campaign)).toMatchObject([
      { outcome: 'equal', responses: 10 },
      { outcome: 'equal', responses: 10 },
    ])
  })
})

it('the recount before a report is the one that staff ask for', () => {
  const states = ['Plan the recount', 'Recount every partition', 'Compare the recount with the tallies']
  const recounting = (file: string) => {
    const { States } = readWorkflow(`results/${file}`)
    return states.map((name) => {
      const { Next: _, Catch: __, ...state } = { Next: '', Catch: [], ...States[name] }
      return state
    })
  }
  expect(recounting('report')).toEqual(recounting('recount'))
})

/** As the page of staff starts it. */
const run = async (
  campaign: ReturnType<typeof campaignNumbered>,
  act: RecountAct,
  instead: Partial<typeof steps> = {},
) => {
  let input = {}
  const startRecount = async (_: string, given: object) => {
    input = given
    return { outcome: 'started' as const }
  }
  await askForRecount({ table, now: atNoon, startRecount }, { campaignId: campaign, act, actor: staff })
  return runWorkflow('results/recount', input, { ...steps, ...instead })
}

const answered = async (n: number) => {
  const campaign = campaignNumbered(n)
  await askIn(table, [campaign])
  const responses = Array.from({ length: 9 }, (_, person) =>
    aResponse(person, { [TRUST]: '4' }, { gender: 'woman' }, { campaignId: campaign }),
  )
  for (const response of responses) await table.write({ put: stored(response) })
  const told = responses.map((response) => ({ id: 'told', key: keyOf(response), after: { ...response } }))
  await countResponses({ table, questionnaireOf: async () => questionnaire }, told)
  return campaign
}

/** A tally that is wrong, and a response that the stream has not told of. */
const spoil = async (campaign: ReturnType<typeof campaignNumbered>) => {
  const key = { pk: talliesKey(campaign), sk: tallySortKey('gender=woman', 1, 0) }
  await table.write({ update: key, set: { [`q.${TRUST}.4`]: 9 } })
  await table.write({ put: stored(aResponse(20, { [TRUST]: '1' }, {}, { campaignId: campaign })) })
}

const results = async (campaign: ReturnType<typeof campaignNumbered>) =>
  (await table.query(RecountResult, { pk: recountsOf(campaign) })).items
