import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { newId } from '../../functions/adapters/clock.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { countResponses } from '../../functions/results/counting/count-responses.ts'
import { cubeHash, readCube } from '../../functions/results/counting/stored-cube.ts'
import { compareRecount } from '../../functions/results/recount/compare-recount.ts'
import { planRecount } from '../../functions/results/recount/plan-recount.ts'
import { recountPartition } from '../../functions/results/recount/recount-partition.ts'
import { addPart, storePart } from '../../functions/results/recount/recount-parts.ts'
import { recountResponses } from '../../functions/results/recount/recount-responses.ts'
import { recountedCube } from '../../functions/results/recount/recounted-cube.ts'
import { type Repaired, repairPartition } from '../../functions/results/recount/repair-partition.ts'
import { type CampaignId, RecountId } from '../../shared/ids.ts'
import type { Adds } from '../../shared/results/counting/contribution.ts'
import { RecountResult, recountPartsKey, recountsOf } from '../../shared/results/counting/recount.ts'
import { talliesKey, tallySortKey, total } from '../../shared/results/counting/tally.ts'
import type { Questionnaire } from '../../shared/results/questionnaire.ts'
import { RESPONSE_PARTITIONS, type Response } from '../../shared/surveys/response.ts'
import { epochSecondsOf, plusDays } from '../../shared/units.ts'
import { MemoryStore, tableOn } from '../bench/memory-table.ts'
import { freshTable } from '../table.ts'
import { campaignNumbered, keyOf, stored } from './answered.ts'
import { aResponse, atNoon, HOME, questionnaire, TRUST } from './cast.ts'

let table: Table
let needs: Parameters<typeof recountResponses>[0]
beforeAll(async () => {
  ;({ table } = await freshTable())
  needs = { table, questionnaireOf: async () => questionnaire, now: atNoon, newId }
})

describe('a recount', () => {
  it('says how many responses there are, and which counts are equal to them only where tallies lie', async () => {
    const campaign = await answeredBy(1, 30)
    const recount = await recounted(campaign)
    expect(recount).toMatchObject({ outcome: 'equal', responses: 30, at: atNoon(), attempt: 1 })
    const hash = cubeHash(await readCube(table, campaign))
    for (const { recountId } of [recount, await recounted(campaign)])
      expect(await recountedCube(table, { campaignId: campaign, recountId })).toBe(hash)
    // Who may read these could try all answers that there can be.
    const { items } = await table.query(z.looseObject({}), { pk: recountsOf(campaign) })
    expect(JSON.stringify([recount, ...items])).not.toContain(hash)
    expect(items).toHaveLength(2)
  })

  it('is the same however often a partition is recounted', async () => {
    const campaign = await answeredBy(2, 12)
    const planned = planRecount(needs, { campaignId: campaign, attempt: 4 })
    for (const place of [...planned.partitions, ...planned.partitions]) await recountPartition(needs, place)
    const { recountId, attempt } = planned
    expect(await compareRecount(needs, { campaignId: campaign, recountId, attempt })).toMatchObject({
      outcome: 'equal',
      responses: 12,
      attempt: 5,
    })
  })

  it('is no result at all as long as a partition is missing', async () => {
    const campaign = await answeredBy(3, 12)
    const { recountId, attempt, partitions } = planRecount(needs, { campaignId: campaign, attempt: 0 })
    for (const place of partitions.slice(1)) await recountPartition(needs, place)
    await expect(compareRecount(needs, { campaignId: campaign, recountId, attempt })).rejects.toThrow(
      'partition 0 of the recount',
    )
  })

  it('tells staff in how many groups and which questions the counts differ, and neither cells nor numbers', async () => {
    const campaign = await answeredBy(4, 12)
    await wrong(campaign, 'gender=woman', 1, { [`q.${TRUST}.4`]: 9, [`a.${TRUST}`]: 9 })
    await wrong(campaign, 'gender=man', 2, { [`q.${HOME}.own`]: 2 })
    const recount = await recounted(campaign)
    const found = { outcome: 'differs', waiting: 0, unreadable: 0, cells: 2, questions: [TRUST, HOME] }
    expect(recount).toMatchObject({ ...found, questions: expect.arrayContaining([TRUST, HOME]) })
    const { items } = await table.query(RecountResult, { pk: recountsOf(campaign) })
    expect(items).toHaveLength(1)
    expect(JSON.stringify(items)).not.toMatch(/woman|own/)
    expect(Object.keys(items[0] ?? {}).sort()).toEqual(
      ['at', 'cells', 'outcome', 'questions', 'recountId', 'responses', 'unreadable', 'waiting'].sort(),
    )
  })

  it('keeps for the operator, where tallies are kept, which numbers they are', async () => {
    const campaign = await answeredBy(5, 3)
    await wrong(campaign, 'gender=woman', 1, { [`q.${TRUST}.4`]: 9 })
    const { recountId } = await recounted(campaign)
    const where = { pk: recountPartsKey(campaign, recountId), sk: 'DISAGREEMENTS' }
    expect(where.pk.startsWith('TALLY#')).toBe(true)
    expect(await table.get(RecountedWhere, where)).toEqual({
      of: 1,
      first: [{ cell: 'gender=woman', attribute: `q.${TRUST}.4`, tallies: 11, responses: 3 }],
    })
  })

  it('counts a cell that is in words, in fractions or below zero as a difference', async () => {
    for (const [n, value] of [
      [6, 'three'],
      [7, 2.5],
      [8, -1],
    ] as const) {
      const campaign = await answeredBy(n, 3)
      await wrong(campaign, 'gender=woman', 1, { [`q.${TRUST}.4`]: value })
      expect(await recounted(campaign)).toMatchObject({ outcome: 'differs', cells: 1, questions: [TRUST] })
    }
  })

  it('of thousands of groups goes through items of at most 400 KB', async () => {
    const store = new MemoryStore()
    const cells = new Map(
      Array.from({ length: 12_000 }, (_, n) => {
        const noise = createHash('sha512').update(String(n)).digest('base64url')
        return [`neighbourhood=${noise}`, { n: 1 + (n % 5), [`q.${TRUST}.${1 + (n % 5)}`]: n }]
      }),
    )
    const place = { campaignId: campaignNumbered(9), recountId: newId(RecountId, 'rcn'), partition: 0 }
    const found = { responses: 5, waiting: 2, unreadable: 1 }
    const tomorrow = epochSecondsOf(plusDays(atNoon(), 1))
    await storePart(tableOn(store), place, { ...found, cube: cells }, tomorrow)
    const sizes = [...store.all()].map((item) => JSON.stringify(item).length)
    expect(sizes.length).toBeGreaterThan(2)
    expect(Math.max(...sizes)).toBeLessThan(390_000)
    const again = new Map<string, Adds>()
    expect(await addPart(tableOn(store), place, again)).toMatchObject(found)
    expect(again).toEqual(cells)
  })
})

describe('a repair', () => {
  it('changes nothing where nothing is wrong', async () => {
    const campaign = await answeredBy(20, 12)
    const before = await tallies(campaign)
    expect(await repaired(campaign)).toEqual({ counted: 0, corrected: 0, overtaken: 0, unknown: 0 })
    expect(await tallies(campaign)).toEqual(before)
  })

  it('counts what the stream never told of', async () => {
    const campaign = await answeredBy(21, 12)
    const lost = [30, 31, 32].map((n) => aResponse(n, { [TRUST]: '1' }, { gender: 'man' }, { campaignId: campaign }))
    for (const response of lost) await table.write({ put: stored(response) })
    await table.write({ delete: { pk: talliesKey(campaign), sk: 'nobody#0' } })
    expect(await recounted(campaign)).toMatchObject({ outcome: 'differs', waiting: 3 })
    expect(await repaired(campaign)).toMatchObject({ counted: 3, corrected: 0 })
    expect(await recounted(campaign)).toMatchObject({ outcome: 'equal', responses: 15 })
  })

  it('sets wrong, lost and invented counts to what was counted', async () => {
    const campaign = await answeredBy(22, 12)
    const before = await tallies(campaign)
    await wrong(campaign, 'gender=woman', 1, { [`q.${TRUST}.4`]: 9, [`q.${TRUST}.9`]: 1, n: 'none' })
    await wrong(campaign, 'gender=nobody', 2, { n: 5, [`q.${HOME}.own`]: 5 })
    await table.write({ delete: { pk: talliesKey(campaign), sk: tallySortKey('gender=woman', 3, 0) } })
    await repaired(campaign)
    expect(await recounted(campaign)).toMatchObject({ outcome: 'equal', responses: 12 })
    expect(await tallies(campaign)).toEqual(before)
  })

  it('counts anew what was counted by other rules', async () => {
    const campaign = await answeredBy(23, 12)
    const otherwise: Questionnaire = questionnaire.filter(({ id }) => id !== HOME)
    const changed = { ...needs, questionnaireOf: async () => otherwise }
    expect(await recountResponses(changed, { campaignId: campaign, attempt: 0 })).toMatchObject({
      waiting: 0,
      cells: 1,
    })
    for (let partition = 0; partition < RESPONSE_PARTITIONS; partition++)
      await repairPartition(changed, { campaignId: campaign, partition })
    expect(await recountResponses(changed, { campaignId: campaign, attempt: 0 })).toMatchObject({ outcome: 'equal' })
    expect(total(await readCube(table, campaign), `a.${HOME}`)).toBe(0)
  })

  it('corrects no count of a partition in which nobody can tell what was counted of a response', async () => {
    const campaign = await answeredBy(24, 12)
    await wrong(campaign, 'gender=woman', 1, { [`q.${TRUST}.4`]: 9 })
    const one = aResponse(1, {}, {}, { campaignId: campaign })
    await table.write({ update: keyOf(one), remove: ['tallied'] })
    expect(await repaired(campaign)).toMatchObject({ corrected: 0, unknown: 1 })
    expect(await recounted(campaign)).toMatchObject({ outcome: 'differs', unreadable: 1 })
  })

  it('leaves alone what somebody counts on meanwhile', async () => {
    const campaign = await answeredBy(25, 12)
    await wrong(campaign, 'gender=woman', 1, { [`q.${TRUST}.4`]: 9 })
    const late = aResponse(41, { [TRUST]: '4' }, { gender: 'woman' }, { campaignId: campaign })
    let isTold = false
    const busy: Table = {
      ...table,
      write: async (...writes) => {
        if (!isTold) {
          isTold = true
          await table.write({ put: stored(late) })
          await countResponses(needs, [changeOf(late)])
        }
        return table.write(...writes)
      },
    }
    expect(await repaired(campaign, { ...needs, table: busy })).toMatchObject({ corrected: 0, overtaken: 1 })
    expect(await repaired(campaign)).toMatchObject({ corrected: 1, overtaken: 0 })
    expect(await recounted(campaign)).toMatchObject({ outcome: 'equal', responses: 13 })
  })

  it('goes on where one has died after any of its writes', async () => {
    for (let dies = 0; dies < 8; dies++) {
      const campaign = await answeredBy(30 + dies, 12)
      await wrong(campaign, 'gender=woman', 1, { [`q.${TRUST}.4`]: 9, n: 1 })
      await wrong(campaign, 'gender=man', 2, { n: 4 })
      await table.write({ put: stored(aResponse(50, { [TRUST]: '2' }, {}, { campaignId: campaign })) })
      let writes = 0
      const mortal: Table = {
        ...table,
        write: async (...all) => {
          const outcome = await table.write(...all)
          if (writes++ === dies) throw new Error('died')
          return outcome
        },
      }
      await repaired(campaign, { ...needs, table: mortal }).catch(() => undefined)
      await repaired(campaign)
      expect(await recounted(campaign)).toMatchObject({ outcome: 'equal', responses: 13 })
    }
  })
})

const Whole = z.looseObject({ pk: z.string(), sk: z.string() })
const RecountedWhere = z.object({ of: z.number(), first: z.array(z.unknown()) })

const changeOf = (response: Response) => ({ id: 'told', key: keyOf(response), after: { ...response } })

/** So many women who trust at 4 and rent, told of and counted. */
const answeredBy = async (campaign: number, many: number): Promise<CampaignId> => {
  const campaignId = campaignNumbered(campaign)
  const responses = Array.from({ length: many }, (_, n) =>
    aResponse(n, { [TRUST]: '4', [HOME]: 'rent' }, { gender: 'woman' }, { campaignId }),
  )
  for (const response of responses) await table.write({ put: stored(response) })
  await countResponses(needs, responses.map(changeOf))
  return campaignId
}

const wrong = (campaign: CampaignId, cell: string, partition: number, set: Record<string, unknown>) =>
  table.write({ update: { pk: talliesKey(campaign), sk: tallySortKey(cell, partition, 0) }, set })

const recounted = (campaignId: CampaignId) => recountResponses(needs, { campaignId, attempt: 0 })

const repaired = async (campaignId: CampaignId, by = needs) => {
  const all = { counted: 0, corrected: 0, overtaken: 0, unknown: 0 }
  for (let partition = 0; partition < RESPONSE_PARTITIONS; partition++) {
    const { partition: _, ...one }: Repaired = await repairPartition(by, { campaignId, partition })
    for (const count of ['counted', 'corrected', 'overtaken', 'unknown'] as const) all[count] += one[count]
  }
  return all
}

/** What the tallies hold, without the zeros. */
const tallies = async (campaignId: CampaignId) =>
  (await table.query(Whole, { pk: talliesKey(campaignId) })).items
    .map((item) => Object.fromEntries(Object.entries(item).filter(([, value]) => value !== 0)))
    .filter((item) => Object.keys(item).length > 2)
