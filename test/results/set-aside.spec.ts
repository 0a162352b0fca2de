import { marshall } from '@aws-sdk/util-dynamodb'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { newId } from '../../functions/adapters/clock.ts'
import type { Key, Table } from '../../functions/adapters/table.ts'
import { listSetAside } from '../../functions/results/counting/set-aside.ts'
import { readCube } from '../../functions/results/counting/stored-cube.ts'
import { questionnaireReader } from '../../functions/results/preparing/questionnaire.ts'
import { recountResponses } from '../../functions/results/recount/recount-responses.ts'
import { repairPartition } from '../../functions/results/recount/repair-partition.ts'
import { campaignKey } from '../../shared/campaigns/campaign.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { talliesKey, tallySortKey, total } from '../../shared/results/counting/tally.ts'
import { RESPONSE_PARTITIONS, responsesKey } from '../../shared/surveys/response.ts'
import { asDeployed } from '../deployed.ts'
import { askIn, campaignNumbered, stored, surveyCampaign } from './answered.ts'
import { aResponse, atNoon, campaignId, HOME, TRUST } from './cast.ts'

let table: Table
let deliver: (event: unknown) => Promise<unknown>

beforeAll(async () => {
  ;({ table } = await asDeployed({
    POWERTOOLS_LOG_LEVEL: 'ERROR',
    POWERTOOLS_SERVICE_NAME: 'results',
    POWERTOOLS_METRICS_NAMESPACE: 'CommonAgenda',
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
  }))
  ;({ handler: deliver } = await import('../../functions/results/counting/count-responses.lambda.ts'))
  await askIn(table, [campaignId])
})

let said: string
beforeEach(async () => {
  said = ''
  for (const method of ['log', 'info', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...words) => {
      said += `${words.join(' ')}\n`
    })
})

/** Each in a campaign of its own, between two responses that nothing is wrong with. */
const poisons = {
  'a response whose answers are no answers': {
    poison: (key: Key) => ({ ...key, ...aResponse(2, {}), answers: 'I live alone' }),
    told: { reason: 'unreadable', fields: ['answers'] },
  },
  'a response that says it was counted, and not what': {
    poison: (key: Key, campaign: CampaignId) => ({
      ...key,
      ...aResponse(2, { [TRUST]: '3' }, {}, { campaignId: campaign, version: 2, counted: 1 }),
    }),
    told: { reason: 'unreadable', fields: ['tallied'] },
  },
  'a response that says it stands elsewhere': {
    poison: (key: Key) => ({ ...key, ...aResponse(2, { [TRUST]: '3' }, {}, { partition: 0 }) }),
    told: { reason: 'unreadable', fields: ['responseId'] },
  },
  'a response whose cell is longer than a key may be': {
    poison: (key: Key, campaign: CampaignId) => ({
      ...key,
      ...aResponse(2, { [TRUST]: '3' }, { gender: 'x'.repeat(1100) }, { campaignId: campaign }),
    }),
    told: { reason: 'unwritable', fields: [] },
  },
  'a response whose cell holds words instead of numbers': {
    poison: (key: Key, campaign: CampaignId) => ({
      ...key,
      ...aResponse(2, { [TRUST]: '3' }, { gender: 'woman' }, { campaignId: campaign }),
    }),
    before: (campaign: CampaignId) =>
      table.write({
        put: { pk: talliesKey(campaign), sk: tallySortKey('gender=woman', 2, 0), n: 0, [`q.${TRUST}.3`]: 'three' },
      }),
    told: { reason: 'unwritable', fields: [] },
  },
} as const satisfies Record<
  string,
  {
    poison: (key: Key, campaign: CampaignId) => object
    before?: (campaign: CampaignId) => Promise<unknown>
    told: object
  }
>

describe.each(Object.entries(poisons))('%s', (name, { poison, told, ...more }) => {
  const campaign = campaignNumbered(Object.keys(poisons).indexOf(name))
  const key = { pk: responsesKey(campaign, 2), sk: aResponse(2, {}).responseId }

  it('is set aside with its reason, is told to the alarm, and the others of its batch are counted', async () => {
    await table.write({ put: { ...campaignKey(campaign), ...surveyCampaign(campaign) } })
    if ('before' in more) await more.before(campaign)
    const items = [
      stored(aResponse(1, { [TRUST]: '3', [HOME]: 'own' }, {}, { campaignId: campaign })),
      poison(key, campaign),
      stored(aResponse(3, { [TRUST]: '3' }, {}, { campaignId: campaign })),
    ]
    for (const item of items) await table.write({ put: item as Key })

    expect(await deliver(streamOf(items))).toEqual({ batchItemFailures: [] })
    expect(metric('ResponsesQuarantined')).toBe(1)
    expect(metric('ResponsesCounted')).toBe(2)
    expect(said).not.toContain('I live alone')
    const cube = await readCube(table, campaign)
    expect([total(cube, `q.${TRUST}.3`), total(cube, `q.${HOME}.own`)]).toEqual([2, 1])
    expect(await listSetAside(table, campaign)).toEqual([{ of: key, ...told }])
  })

  it('has one row however often it is told of', async () => {
    await deliver(streamOf([poison(key, campaign), poison(key, campaign)]))
    await deliver(streamOf([poison(key, campaign)]))
    expect(await listSetAside(table, campaign)).toHaveLength(1)
  })

  it('keeps the recount from being equal, which says why', async () => {
    const recount = await recounted(campaign)
    expect(recount).toMatchObject(
      told.reason === 'unreadable'
        ? { outcome: 'differs', responses: 2, waiting: 0, unreadable: 1 }
        : { outcome: 'differs', responses: 3, waiting: 1, unreadable: 0 },
    )
  })

  it('is counted by a repair once nothing is wrong with it any more, and its row is gone', async () => {
    await table.write({
      put: stored(aResponse(2, { [TRUST]: '3' }, { gender: 'woman' }, { campaignId: campaign })) as Key,
    })
    for (let partition = 0; partition < RESPONSE_PARTITIONS; partition++)
      await repairPartition(needs(), { campaignId: campaign, partition })
    expect(await recounted(campaign)).toMatchObject({ outcome: 'equal', responses: 3 })
    expect(await listSetAside(table, campaign)).toEqual([])
    expect(total(await readCube(table, campaign), `q.${TRUST}.3`)).toBe(3)
  })
})

describe('a response of a survey that nobody knows', () => {
  it('is set aside, and the others of its batch are counted', async () => {
    const campaign = campaignNumbered(90)
    const lost = stored(aResponse(7, { [TRUST]: '3' }, {}, { campaignId: campaign }))
    const told = stored(aResponse(1, { [TRUST]: '3' }))
    await table.write({ put: lost as Key })
    await table.write({ put: told as Key })
    expect(await deliver(streamOf([lost, told]))).toEqual({ batchItemFailures: [] })
    expect(metric('ResponsesQuarantined')).toBe(1)
    expect(metric('ResponsesCounted')).toBe(1)
    expect(await listSetAside(table, campaign)).toMatchObject([{ reason: 'unknown-survey' }])
    expect(total(await readCube(table, campaignId), `q.${TRUST}.3`)).toBe(1)
  })

  it('is set aside too where the survey is there and cannot be read', async () => {
    const campaign = campaignNumbered(91)
    await table.write({ put: { ...campaignKey(campaign), surveyId: 'none', surveyVersion: 'two', city: 'denver' } })
    const lost = stored(aResponse(7, { [TRUST]: '3' }, {}, { campaignId: campaign }))
    expect(await deliver(streamOf([lost]))).toEqual({ batchItemFailures: [] })
    expect(await listSetAside(table, campaign)).toMatchObject([{ reason: 'unknown-survey' }])
  })
})

const needs = () => ({ table, questionnaireOf: questionnaireReader(table), now: atNoon, newId })
const recounted = (campaign: CampaignId) => recountResponses(needs(), { campaignId: campaign, attempt: 0 })

/** The sum of what was told of it to CloudWatch since the test began. */
const metric = (name: string): number =>
  said
    .split('\n')
    .filter((line) => line.includes('"_aws"'))
    .map((line) => JSON.parse(line)[name] ?? 0)
    .reduce((sum, count) => sum + count, 0)

const streamOf = (items: readonly unknown[]) => ({
  Records: (items as (Key & Record<string, unknown>)[]).map((item, nth) => ({
    eventID: `event-${nth}`,
    eventName: 'INSERT',
    dynamodb: {
      SequenceNumber: String(nth),
      Keys: marshall({ pk: item.pk, sk: item.sk }),
      NewImage: marshall(item, { removeUndefinedValues: true }),
    },
  })),
})
