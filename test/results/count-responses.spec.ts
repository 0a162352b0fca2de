import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { newId } from '../../functions/adapters/clock.ts'
import { compileUpdate } from '../../functions/adapters/expressions.ts'
import type { TableChange } from '../../functions/adapters/stream.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { countResponses } from '../../functions/results/counting/count-responses.ts'
import { readCube } from '../../functions/results/counting/stored-cube.ts'
import { recountResponses } from '../../functions/results/recount/recount-responses.ts'
import { repairPartition } from '../../functions/results/recount/repair-partition.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { CampaignId as CampaignIdSchema } from '../../shared/ids.ts'
import { contributionOf } from '../../shared/results/counting/contribution.ts'
import { partsOf, responsesIn, splitAdds, talliesKey, total } from '../../shared/results/counting/tally.ts'
import type { Questionnaire } from '../../shared/results/questionnaire.ts'
import { type Answers, Response, responsesKey } from '../../shared/surveys/response.ts'
import { freshTable } from '../table.ts'
import { aResponse, atNoon, campaignId, HOME, HOURS, question, questionnaire, TRUST } from './cast.ts'

let table: Table
let needs: Parameters<typeof recountResponses>[0]
let changes = 0

beforeAll(async () => {
  ;({ table } = await freshTable())
  needs = { table, questionnaireOf: async () => questionnaire, now: atNoon, newId }
})

describe('a response that the stream tells of', () => {
  it('is counted once, however often the same batch is delivered', async () => {
    const told = await saved(aResponse(1, { [TRUST]: '4', [HOME]: 'rent' }, { gender: 'woman' }, fresh('A')))
    await countResponses(needs, [told])
    await countResponses(needs, [told, told])
    expect(await counts('A', `q.${TRUST}.4`)).toEqual([1, 1])
  })

  it('moves to its new answers and its new group when it is edited', async () => {
    const first = aResponse(2, { [TRUST]: '4', [HOURS]: 3 }, { gender: 'woman' }, fresh('B'))
    await countResponses(needs, [await saved(first)])
    await countResponses(needs, [await edited(first, { [TRUST]: '1', [HOURS]: 30 }, { gender: 'man' })])
    const cube = await readCube(table, campaignNamed('B'))
    expect([...cube.keys()]).toEqual(['gender=man'])
    expect(cube.get('gender=man')).toMatchObject({
      n: 1,
      [`q.${TRUST}.1`]: 1,
      [`q.${HOURS}.b3`]: 1,
    })
    expect(await recount('B')).toMatchObject({ outcome: 'equal' })
  })

  it('is right when the edit is told before the first version, and when the first version is never told', async () => {
    const first = aResponse(3, { [TRUST]: '4' }, {}, fresh('C'))
    const told = await saved(first)
    const toldOfEdit = await edited(first, { [TRUST]: '5' })
    await countResponses(needs, [toldOfEdit, told])
    await countResponses(needs, [told])
    expect(await counts('C', `q.${TRUST}.5`)).toEqual([1, 1])
    expect(await counts('C', `q.${TRUST}.4`)).toEqual([1, 0])
  })

  it('leaves the tallies when it is erased, and is deleted', async () => {
    const first = aResponse(4, { [TRUST]: '4' }, {}, fresh('D'))
    await countResponses(needs, [await saved(first)])
    const erasure = await edited(first, {}, {}, { erased: true })
    await countResponses(needs, [erasure, erasure])
    await countResponses(needs, [erasure])
    expect((await readCube(table, campaignNamed('D'))).size).toBe(0)
    expect(await table.get(Response, keyOf(first))).toBeUndefined()
  })

  it('is counted anew when it was erased before, though the old changes are delivered again', async () => {
    const first = aResponse(10, { [TRUST]: '4' }, {}, fresh('R'))
    const told = await saved(first)
    const erasure = await edited(first, {}, {}, { erased: true })
    await countResponses(needs, [told, erasure])
    await saved({ ...first, answers: { [TRUST]: '2' } })
    await countResponses(needs, [told])
    expect(await counts('R', `q.${TRUST}.2`)).toEqual([1, 1])
    expect(await counts('R', `q.${TRUST}.4`)).toEqual([1, 0])
  })

  it('is not counted again when the mark of its own counting comes back through the stream', async () => {
    const first = aResponse(5, { [TRUST]: '4' }, {}, fresh('E'))
    await countResponses(needs, [await saved(first)])
    const marked = await table.get(Response, keyOf(first))
    expect(marked).toMatchObject({ version: 1, counted: 1 })
    expect(await countResponses(needs, [change(marked)])).toEqual({ counted: 0, quarantined: [] })
  })
})

describe('a batch of many responses', () => {
  it('is written in transactions that DynamoDB takes', async () => {
    const many = await Promise.all(
      Array.from({ length: 250 }, (_, n) =>
        saved(aResponse(1000 + n, { [TRUST]: String(1 + (n % 5)) }, { ageBand: `band-${n % 60}` }, fresh('G'))),
      ),
    )
    expect(await countResponses(needs, many)).toEqual({ counted: 250, quarantined: [] })
    expect(await recount('G')).toMatchObject({ outcome: 'equal' })
  })

  it('is counted though one member edits without pause; that edit has news of its own in the stream', async () => {
    const busy = aResponse(2000, { [TRUST]: '1' }, {}, fresh('V'))
    const told = [await saved(busy)]
    for (let n = 1; n <= 5; n++) told.push(await saved(aResponse(2000 + n, { [TRUST]: '3' }, {}, fresh('V'))))
    let version = 1
    const restless: Table = {
      ...table,
      write: async (...writes) => {
        const edit = { set: { version: ++version, answers: { [TRUST]: '2' } } }
        await table.write({ update: keyOf(busy), ...edit })
        return table.write(...writes)
      },
    }
    expect(await countResponses({ ...needs, table: restless }, told)).toEqual({ counted: 5, quarantined: [] })
    const present = await table.get(Response, keyOf(busy))
    expect(await countResponses(needs, [change(present)])).toEqual({ counted: 1, quarantined: [] })
    expect(await counts('V', `q.${TRUST}.3`)).toEqual([6, 5])
    expect(await recount('V')).toMatchObject({ outcome: 'equal' })
  })

  it('is counted exactly once by two consumers at the same time', async () => {
    const many = await Promise.all(
      Array.from({ length: 40 }, (_, n) => saved(aResponse(2000 + n, { [TRUST]: '3' }, {}, fresh('H')))),
    )
    await Promise.all([countResponses(needs, many), countResponses(needs, [...many].reverse())])
    expect(await counts('H', `q.${TRUST}.3`)).toEqual([40, 40])
  })
})

describe('answers that are very large or very precise numbers', () => {
  it('are counted in their bands like any other, edited or not', async () => {
    const answers = [100_000_000, 94_000_001, 9_900_000, 999_999_999_999, 0.000001, -5]
    const responses = answers.map((hours, n) => aResponse(3000 + n, { [HOURS]: hours }, {}, fresh('W')))
    for (const response of responses) await countResponses(needs, [await saved(response)])
    const [first] = responses
    if (!first) throw new Error('no response')
    await countResponses(needs, [await edited(first, { [HOURS]: 5.003 })])
    expect(await counts('W', `a.${HOURS}`)).toEqual([6, 6])
    expect(await recount('W')).toMatchObject({ outcome: 'equal' })
  })
})

describe('a questionnaire of a hundred questions with thirty options each', () => {
  const long: Questionnaire = Array.from({ length: 100 }, (_, q) => ({
    id: question(`q${q}x`),
    kind: 'multiple',
    title: `Question ${q}`,
    options: Array.from({ length: 30 }, (_, o) => ({ key: `o${o}`, label: `Option ${o}` })),
  }))
  const all: Answers = Object.fromEntries(long.map(({ id }) => [id, Array.from({ length: 30 }, (_, o) => `o${o}`)]))

  it('is counted in several parts of a tally, each small enough for one update', async () => {
    const parts = [...splitAdds(contributionOf({ answers: all, cell: {} }, long).adds, partsOf(long)).values()]
    expect(parts.length).toBeGreaterThan(1)
    for (const add of parts) expect(compileUpdate({ add }, {}).UpdateExpression.length).toBeLessThanOrEqual(4096)
  })

  it('is counted exactly once', async () => {
    const counting = { ...needs, questionnaireOf: async () => long }
    const first = aResponse(9, all, {}, fresh('Q'))
    const told = await saved(first)
    await countResponses(counting, [told])
    await countResponses(counting, [told, await edited(first, { ...all, [question('q99x')]: ['o1'] })])
    expect(await recountResponses(counting, { ...fresh('Q'), attempt: 0 })).toMatchObject({ outcome: 'equal' })
    const cube = await readCube(table, campaignNamed('Q'))
    expect([responsesIn(cube), total(cube, `q.${question('q99x')}.o2`)]).toEqual([1, 0])
  })

  /** Every question answered, with another option each. */
  const one = (n: number): Answers => Object.fromEntries(long.map(({ id }, q) => [id, [`o${(n + q) % 30}`]]))
  /** How many items are written while this is counted. */
  const writesOf = async (told: TableChange[]) => {
    let writes = 0
    const write: Table['write'] = (...all) => {
      writes += all.length
      return table.write(...all)
    }
    await countResponses({ table: { ...table, write }, questionnaireOf: async () => long }, told)
    return writes
  }

  it('costs one write of a tally and one of the mark for an answer alone, and two of tallies when it moves', async () => {
    const first = aResponse(4001, one(1), { gender: 'woman' }, fresh('X'))
    expect(await writesOf([await saved(first)])).toBe(2)
    expect(await writesOf([await edited(first, one(2), { gender: 'man' })])).toBe(3)
    const last = { ...first, version: 2 }
    expect(await writesOf([await edited(last, {}, {}, { erased: true })])).toBe(2)
    expect(await table.get(Response, keyOf(first))).toBeUndefined()
  })

  it('is counted right, and repaired, where some answers came at once and others alone', async () => {
    const campaign = fresh('Y')
    const counting = { ...needs, questionnaireOf: async () => long }
    const many = Array.from({ length: 30 }, (_, n) => aResponse(4100 + 4 * n, one(n), {}, campaign))
    await writesOf(await Promise.all(many.map(saved)))
    const alone = aResponse(4300, one(7), {}, campaign)
    await writesOf([await saved(alone)])
    for (const response of many.slice(0, 3)) await writesOf([await edited(response, one(7))])
    const equal = () => recountResponses(counting, { ...campaign, attempt: 0 })
    expect(await equal()).toMatchObject({ outcome: 'equal', responses: 31 })

    const parts = (await table.query(z.looseObject({ sk: z.string() }), { pk: talliesKey(campaign.campaignId) })).items
    expect(parts.length).toBeGreaterThan(1)
    const name = `q.${question('q99x')}.o${(7 + 99) % 30}`
    for (const part of parts.filter((each) => each[name] !== undefined))
      await table.write({ update: { pk: talliesKey(campaign.campaignId), sk: part.sk }, set: { [name]: 40 } })
    expect(await equal()).toMatchObject({ outcome: 'differs', cells: 1 })
    const repaired = await repairPartition(counting, { ...campaign, partition: 0 })
    expect(repaired).toMatchObject({ corrected: 1, overtaken: 0 })
    expect(await equal()).toMatchObject({ outcome: 'equal' })
  })

  it('is left alone by a repair where somebody adds to another part meanwhile', async () => {
    const campaign = fresh('Z')
    const counting = { ...needs, questionnaireOf: async () => long }
    await writesOf([await saved(aResponse(4400, all, {}, campaign))])
    const name = `q.${question('q99x')}.o5`
    const { items } = await table.query(z.looseObject({ sk: z.string() }), { pk: talliesKey(campaign.campaignId) })
    const stands = items.find((part) => part[name] !== undefined)
    expect(stands?.sk).not.toBe('-#0')
    await table.write({ update: { pk: talliesKey(campaign.campaignId), sk: stands?.sk ?? '' }, add: { [name]: 3 } })
    const late = aResponse(4404, { [question('q99x')]: ['o5'] }, {}, campaign)
    let isTold = false
    const busy: Table = {
      ...table,
      write: async (...writes) => {
        if (!isTold) {
          isTold = true
          await countResponses(counting, [await saved(late)])
        }
        return table.write(...writes)
      },
    }
    const place = { ...campaign, partition: 0 }
    expect(await repairPartition({ ...counting, table: busy }, place)).toMatchObject({ corrected: 0, overtaken: 1 })
    expect(await repairPartition(counting, place)).toMatchObject({ corrected: 1, overtaken: 0 })
    const recount = await recountResponses(counting, { ...campaign, attempt: 0 })
    expect(recount).toMatchObject({ outcome: 'equal', responses: 2 })
  })
})

describe('a recount', () => {
  it('says how many responses the stream has not told of yet', async () => {
    await saved(aResponse(7, { [TRUST]: '4' }, {}, fresh('J')))
    expect(await recount('J')).toMatchObject({ outcome: 'differs', waiting: 1, responses: 1 })
  })

  it('differs when a tally is wrong, and mends nothing', async () => {
    await countResponses(needs, [await saved(aResponse(8, { [TRUST]: '4' }, {}, fresh('K')))])
    await table.write({ update: { pk: `TALLY#${campaignNamed('K')}`, sk: '-#0' }, add: { [`q.${TRUST}.4`]: 1 } })
    expect(await recount('K')).toMatchObject({ outcome: 'differs', waiting: 0 })
    expect(await counts('K', `q.${TRUST}.4`)).toEqual([1, 2])
  })
})

const campaignNamed = (name: string): CampaignId =>
  CampaignIdSchema.parse(campaignId.slice(0, -name.length) + name.toUpperCase().replace(/[ILOU]/g, 'Z'))
const fresh = (name: string) => ({ campaignId: campaignNamed(name) })

const keyOf = (response: Response) => ({
  pk: responsesKey(response.campaignId, response.partition),
  sk: response.responseId,
})

const change = (after: Response | undefined): TableChange => {
  if (!after) throw new Error('there is no such response')
  changes++
  return { id: `change-${changes}`, sequenceNumber: String(changes), key: keyOf(after), after }
}

const saved = async (response: Response): Promise<TableChange> => {
  await table.write({ put: { ...keyOf(response), ...response } })
  return change(response)
}

const edited = async (
  response: Response,
  answers: Answers,
  cell: Record<string, string> = {},
  over: Partial<Response> = {},
): Promise<TableChange> => {
  const key = keyOf(response)
  await table.write({ update: key, set: { answers, cell, version: response.version + 1, ...over } })
  return change(await table.get(Response, key))
}

const counts = async (name: string, attribute: string) => {
  const cube = await readCube(table, campaignNamed(name))
  return [responsesIn(cube), total(cube, attribute)]
}

const recount = (name: string) => recountResponses(needs, { campaignId: campaignNamed(name), attempt: 0 })
