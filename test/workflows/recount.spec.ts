import { readFileSync } from 'node:fs'
import { StateMachine } from 'aws-local-stepfunctions'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { countResponses } from '../../functions/results/counting/count-responses.ts'
import { askForRecount, type RecountAct } from '../../functions/results/recount/ask-for-recount.ts'
import { RecountResult, recountsOf } from '../../shared/results/recount.ts'
import { talliesKey, tallySortKey } from '../../shared/results/tally.ts'
import { askIn, campaignNumbered, keyOf, stored } from '../results/answered.ts'
import { aResponse, atNoon, questionnaire, TRUST } from '../results/cast.ts'
import { staff } from '../results/published.ts'
import { freshTable } from '../table.ts'

type Handler = (event: unknown) => Promise<unknown>

let table: Table
let handlers: Record<string, Handler>

beforeAll(async () => {
  const embedded = await freshTable()
  table = embedded.table
  Object.assign(process.env, {
    TABLE_NAME: embedded.tableName,
    AWS_ENDPOINT_URL_DYNAMODB: embedded.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'embedded',
    AWS_SECRET_ACCESS_KEY: 'embedded',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  })
  handlers = {
    'Plan the recount': (await import('../../functions/results/recount/plan-recount.lambda.ts')).handler,
    'Recount a partition': (await import('../../functions/results/recount/recount-partition.lambda.ts')).handler,
    'Compare the recount with the tallies': (await import('../../functions/results/recount/compare-recount.lambda.ts'))
      .handler,
    'Repair a partition': (await import('../../functions/results/recount/repair-partition.lambda.ts')).handler,
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
      return handlers['Recount a partition']?.(event)
    }
    await run(campaign, 'recount', { 'Recount a partition': flaky })
    expect(await results(campaign)).toMatchObject([{ outcome: 'equal' }])
  })

  it('fails loudly, and says nothing of the counts, when a partition cannot be read', async () => {
    const campaign = await answered(4)
    const broken: Handler = async (event) => {
      if ((event as { partition: number }).partition === 2) throw new Error('broken')
      return handlers['Recount a partition']?.(event)
    }
    await expect(run(campaign, 'recount', { 'Recount a partition': broken })).rejects.toThrow('failed again and again')
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
    const { States } = JSON.parse(source(file))
    return states.map((name) => {
      const { Next: _, Catch: __, ...state } = States[name]
      return state
    })
  }
  expect(recounting('report')).toEqual(recounting('recount'))
})

const source = (file: string) =>
  readFileSync(new URL(`../../workflows/results/${file}.asl.json`, import.meta.url), 'utf8')

/** As the page of staff starts it. */
const run = async (campaign: ReturnType<typeof campaignNumbered>, act: RecountAct, instead = {}) => {
  let input = {}
  const startRecount = async (_: string, given: object) => {
    input = given
    return { outcome: 'started' as const }
  }
  await askForRecount({ table, now: atNoon, startRecount }, { campaignId: campaign, act, actor: staff })
  const definition = source('recount').replace(/\$\{(\w+)\}/g, 'arn:aws:lambda:us-east-1:000000000000:function:$1')
  return new StateMachine(JSON.parse(definition)).run(JSON.parse(JSON.stringify(input)), {
    overrides: {
      taskResourceLocalHandlers: { ...handlers, ...instead },
      retryIntervalOverrides: Object.fromEntries(Object.keys(handlers).map((name) => [name, 1])),
    },
  }).result
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
