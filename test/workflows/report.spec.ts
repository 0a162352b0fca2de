import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { marshall } from '@aws-sdk/util-dynamodb'
import { StateMachine } from 'aws-local-stepfunctions'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Table } from '../../functions/adapters/table.ts'
import { readReport } from '../../functions/results/report-items.ts'
import { type Response, responsesKey } from '../../shared/surveys/response.ts'
import { aResponse, campaignId, denver, HOME, TRUST } from '../results/cast.ts'
import { setTheScene } from '../results/published.ts'
import { freshTable } from '../table.ts'

type Handler = (event: unknown) => Promise<unknown>
type Step = 'CloseCampaign' | 'PlanRecount' | 'RecountPartition' | 'CompareRecount' | 'MakeReport' | 'PublishReport'

let table: Table
let count: Handler
let steps: Record<Step, Handler>

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
  const entry = async (module: Promise<{ handler: unknown }>) => (await module).handler as Handler
  count = await entry(import('../../functions/results/count-responses.lambda.ts'))
  steps = {
    CloseCampaign: await entry(import('../../functions/campaigns/close-campaign.lambda.ts')),
    PlanRecount: await entry(import('../../functions/results/plan-recount.lambda.ts')),
    RecountPartition: await entry(import('../../functions/results/recount-partition.lambda.ts')),
    CompareRecount: await entry(import('../../functions/results/compare-recount.lambda.ts')),
    MakeReport: await entry(import('../../functions/results/make-report.lambda.ts')),
    PublishReport: await entry(import('../../functions/results/publish-report.lambda.ts')),
  }
  await setTheScene(table, 'open')
})

describe('the report workflow', () => {
  it('waits for answers that the stream has not told of yet, and publishes then', async () => {
    const answers = [
      ...Array.from({ length: 30 }, (_, n) => aResponse(n, { [TRUST]: '1', [HOME]: 'rent' }, { gender: 'woman' })),
      ...Array.from({ length: 24 }, (_, n) => aResponse(100 + n, { [TRUST]: '5', [HOME]: 'own' }, { gender: 'man' })),
    ]
    for (const response of answers) await table.write({ put: { ...keyOf(response), ...response } })

    const running = run()
    await pause(300)
    expect(await readReport(table, denver, campaignId)).toBeUndefined()
    await count(streamOf(answers))
    expect(await running).toMatchObject({ publication: { outcome: 'published', release: 1 } })

    const report = await readReport(table, denver, campaignId)
    expect(report).toMatchObject({ answered: { count: 54 }, receipt: { recount: { outcome: 'equal' } } })
    expect(report?.questions[0]).toMatchObject({
      tables: [{ rows: [{ shares: [{ percent: 56 }, { percent: 44 }] }] }, {}],
    })
  })

  it('changes nothing when it runs a second time', async () => {
    const before = await readReport(table, denver, campaignId)
    expect(await run()).toMatchObject({ publication: { outcome: 'published' } })
    expect(await readReport(table, denver, campaignId)).toEqual(before)
  })

  it('retries a step that failed for a moment', async () => {
    let calls = 0
    const flaky: Handler = async (event) => {
      if (++calls < 3) throw new Error('throttled')
      return steps.MakeReport(event)
    }
    expect(await run({ MakeReport: flaky })).toMatchObject({ publication: { outcome: 'published' } })
    expect(calls).toBe(3)
  })

  it('fails loudly, and publishes nothing more, when the tallies stay wrong', async () => {
    await table.write({ update: { pk: `TALLY#${campaignId}`, sk: 'gender=man#0' }, add: { n: 1 } })
    await expect(run({}, LATE)).rejects.toThrow('the tallies are still not equal to the responses')
  })

  it('fails loudly when a step keeps failing', async () => {
    const broken: Handler = async () => {
      throw new Error('broken')
    }
    await expect(run({ CloseCampaign: broken })).rejects.toThrow('A step failed or refused')
  })

  it('fails loudly when the campaign cannot be closed', async () => {
    const refused: Handler = async () => ({ outcome: 'refused', reason: 'wrong-state' })
    await expect(run({ CloseCampaign: refused })).rejects.toThrow('not in a state that can be closed')
  })
})

const definition = JSON.parse(
  readFileSync(new URL('../../workflows/results/report.asl.json', import.meta.url), 'utf8').replace(
    /"\$\{(\w+)\}"/g,
    '"arn:aws:lambda:us-east-1:000000000000:function:$1"',
  ),
)

const tasks: Record<string, Step> = {
  'Close the campaign': 'CloseCampaign',
  'Plan the recount': 'PlanRecount',
  'Recount a partition': 'RecountPartition',
  'Compare the recount with the tallies': 'CompareRecount',
  'Make the report': 'MakeReport',
  'Publish the report': 'PublishReport',
}

/** As if fifty-seven recounts had differed already. */
const LATE = { recount: { attempt: 57 } }

const run = async (instead: Partial<Record<Step, Handler>> = {}, more: object = {}) => {
  const handlers = Object.entries(tasks).map(([state, step]) => [state, instead[step] ?? steps[step]])
  const execution = new StateMachine(definition).run(
    { campaignId, ...more },
    {
      overrides: {
        taskResourceLocalHandlers: Object.fromEntries(handlers),
        waitTimeOverrides: { 'Wait for the last answers to be counted': 40 },
        retryIntervalOverrides: Object.fromEntries(Object.keys(tasks).map((state) => [state, 5])),
      },
    },
  )
  return execution.result
}

const keyOf = (response: Response) => ({
  pk: responsesKey(response.campaignId, response.partition),
  sk: response.responseId,
})

const streamOf = (responses: readonly Response[]) => ({
  Records: responses.map((response, index) => ({
    eventID: `event-${index}`,
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: String(index),
      Keys: marshall(keyOf(response)),
      NewImage: marshall({ ...keyOf(response), ...response }),
    },
  })),
})
