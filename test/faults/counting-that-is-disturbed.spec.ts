import { beforeAll, describe, expect, it } from 'vitest'
import { newSalt } from '../../functions/adapters/chance.ts'
import { newId } from '../../functions/adapters/clock.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { countResponses } from '../../functions/results/counting/count-responses.ts'
import { readCube } from '../../functions/results/counting/stored-cube.ts'
import { prepareReport } from '../../functions/results/preparing/prepare-report.ts'
import { recountResponses } from '../../functions/results/recount/recount-responses.ts'
import { repairPartition } from '../../functions/results/recount/repair-partition.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { responsesIn, talliesKey, tallySortKey } from '../../shared/results/counting/tally.ts'
import { RESPONSE_PARTITIONS, Response } from '../../shared/surveys/response.ts'
import { campaignNumbered, keyOf, stored } from '../results/answered.ts'
import { aResponse, atNoon, campaignId, HOME, questionnaire, TRUST } from '../results/cast.ts'
import { setTheScene } from '../results/published.ts'
import { freshTable } from '../table.ts'

let table: Table
let needs: Parameters<typeof recountResponses>[0]
beforeAll(async () => {
  ;({ table } = await freshTable())
  needs = { table, questionnaireOf: async () => questionnaire, now: atNoon, newId }
})

describe.each(['before', 'after'] as const)('a table that gives up just %s one of its calls', (when) => {
  it('while responses are counted: the batch is delivered again, and each is counted once', async () => {
    const calls = await callsOf(async (counted, nth) => {
      const { campaignId, told } = await answeredBy(nth, 6)
      await countResponses({ ...needs, table: counted }, told).catch(passing)
      await countResponses(needs, told)
      expect(await held(campaignId)).toEqual([6, 'equal'])
    }, when)
    // What is counted is read from the stream: there is one transaction, and the set-aside is empty.
    expect(calls).toBe(1)
  })

  it('while they are recounted: the task is repeated, and what it says is right', async () => {
    const { campaignId, told } = await answeredBy(runs++, 12)
    await countResponses(needs, told)
    const calls = await callsOf(async (recounted) => {
      const again = () => recountResponses({ ...needs, table: recounted }, { campaignId, attempt: 0 })
      expect(
        await again()
          .catch(passing)
          .then((result) => result ?? again()),
      ).toMatchObject({
        outcome: 'equal',
        responses: 12,
      })
    }, when)
    // Of each partition a page of responses, its piece and its part, written and read; the tallies, their hash, and the result.
    expect(calls).toBe(5 * RESPONSE_PARTITIONS + 3)
  })

  it('while counts are repaired: the repair is repeated, and they are right', async () => {
    await callsOf(async (repaired, nth) => {
      const { campaignId, told } = await answeredBy(nth, 12)
      await countResponses(needs, told.slice(2))
      const sk = tallySortKey('gender=woman', 3, 0)
      await table.write({ update: { pk: talliesKey(campaignId), sk }, set: { n: 50, [`q.${HOME}.rent`]: 0 } })
      await repairAll(campaignId, repaired).catch(passing)
      await repairAll(campaignId)
      expect(await held(campaignId)).toEqual([12, 'equal'])
    }, when)
  })
})

describe('a storm on one tally', () => {
  it('of eight consumers at once: each response of the same few cells is counted once', async () => {
    const { campaignId, told } = await answeredBy(300, 80)
    const consumers = Array.from({ length: 8 }, (_, nth) => told.filter((_, at) => at % 8 === nth))
    await Promise.all(consumers.map((records) => countResponses(needs, records)))
    expect(await held(campaignId)).toEqual([80, 'equal'])
  })

  it('of consumers that were all told of the same', async () => {
    const { campaignId, told } = await answeredBy(301, 30)
    await Promise.all(Array.from({ length: 5 }, () => countResponses(needs, told)))
    expect(await held(campaignId)).toEqual([30, 'equal'])
  })
})

describe('a consumer that was down for longer than the stream remembers', () => {
  it('is noticed by the recount, and a repair counts what was lost, though the failures are told again after it', async () => {
    const { campaignId, told } = await answeredBy(310, 20)
    await countResponses(needs, told.slice(0, 5))
    expect(await recountResponses(needs, { campaignId, attempt: 0 })).toMatchObject({ outcome: 'differs', waiting: 15 })
    await repairAll(campaignId)
    await countResponses(needs, told)
    await countResponses(needs, told)
    expect(await held(campaignId)).toEqual([20, 'equal'])
  })
})

describe('a member who is forgotten', () => {
  it.each(['while the answer is counted', 'while it is recounted', 'while it is repaired'] as const)(
    '%s is in no count at the end',
    async (moment) => {
      const { campaignId, responses, told } = await answeredBy(320 + moment.length, 8)
      const [first] = responses
      if (!first) throw new Error('nobody has answered')
      const key = keyOf(first)
      let isErased = false
      const erasing = overtaken(table, async () => {
        if (isErased) return
        isErased = true
        const { version } = (await table.get(Response, key)) ?? first
        await table.write({
          update: key,
          set: { answers: {}, cell: {}, version: version + 1, erased: true },
          if: { equals: { version } },
        })
      })
      if (moment === 'while the answer is counted') await countResponses({ ...needs, table: erasing }, told)
      else await countResponses(needs, told)
      if (moment === 'while it is recounted')
        await recountResponses({ ...needs, table: erasing }, { campaignId, attempt: 0 })
      if (moment === 'while it is repaired') {
        const sk = tallySortKey('gender=woman', first.partition, 0)
        await table.write({ update: { pk: talliesKey(campaignId), sk }, set: { n: 9 } })
        await repairAll(campaignId, erasing)
      }
      expect(isErased).toBe(true)
      const last = await table.get(Response, key)
      if (last) await countResponses(needs, [{ id: 'erased', key, after: last }])
      if (moment === 'while it is repaired') await repairAll(campaignId)
      expect(await held(campaignId)).toEqual([7, 'equal'])
      expect(await table.get(Response, key)).toBeUndefined()
    },
  )
})

describe('a report that is prepared while somebody is forgotten', () => {
  it('is of the counts that were recounted, or is not prepared at all: another recount comes first', async () => {
    await setTheScene(table, 'closed')
    const responses = Array.from({ length: 9 }, (_, n) => aResponse(n, { [TRUST]: '4' }, { gender: 'woman' }))
    for (const response of responses) await table.write({ put: stored(response) })
    const told = responses.map((response) => ({ id: 'told', key: keyOf(response), after: { ...response } }))
    await countResponses(needs, told)
    const before = await recountResponses(needs, { campaignId, attempt: 0 })

    const { key } = told[0] ?? { key: { pk: '', sk: '' } }
    await table.write({ update: key, set: { answers: {}, cell: {}, version: 2, erased: true } })
    await countResponses(needs, [{ id: 'erased', key, after: await table.get(Response, key) }].map(known))
    const preparing = { table, now: atNoon, newSalt, codeVersion: 'test' }
    if (before.outcome !== 'equal') throw new Error('the recount differs')
    expect(await prepareReport(preparing, { campaignId, recount: before })).toEqual({ outcome: 'changed' })

    const after = await recountResponses(needs, { campaignId, attempt: before.attempt })
    expect(after).toMatchObject({ outcome: 'equal', responses: 8, attempt: 2 })
    if (after.outcome !== 'equal') throw new Error('the recount differs')
    expect(await prepareReport(preparing, { campaignId, recount: after })).toMatchObject({ outcome: 'prepared' })
  })
})

describe('a table that was restored to an earlier minute', () => {
  it('is counted on from there: what was put and not counted yet is not told of any more, and waits for a repair', async () => {
    const { campaignId, told } = await answeredBy(340, 10)
    await countResponses(needs, told.slice(0, 4))
    const [edited] = told
    await table.write({ update: edited?.key ?? { pk: '', sk: '' }, set: { version: 2, answers: { [TRUST]: '1' } } })
    expect(await recountResponses(needs, { campaignId, attempt: 0 })).toMatchObject({ outcome: 'differs', waiting: 7 })
    await repairAll(campaignId)
    expect(await held(campaignId)).toEqual([10, 'equal'])
  })
})

const known = <T extends { after: Response | undefined }>(change: T) => ({ ...change, after: { ...change.after } })

class GaveUp extends Error {}

const passing = (fault: unknown) => {
  if (!(fault instanceof GaveUp)) throw fault
  return undefined
}

/** Runs it once for each call of the table that it makes, which fails; says how many there are. */
const callsOf = async (
  run: (table: Table, nth: number) => Promise<void>,
  when: 'before' | 'after',
): Promise<number> => {
  for (let fails = 0; ; fails++) {
    let calls = 0
    const disturb = async <T>(call: () => Promise<T>): Promise<T> => {
      const nth = calls++
      if (nth === fails && when === 'before') throw new GaveUp()
      const answer = await call()
      if (nth === fails) throw new GaveUp()
      return answer
    }
    await run(
      {
        ...table,
        get: (schema, key) => disturb(() => table.get(schema, key)),
        query: (schema, query) => disturb(() => table.query(schema, query)),
        write: (...writes) => disturb(() => table.write(...writes)),
      },
      runs++,
    )
    if (fails >= calls) return calls
  }
}
let runs = 1000

/** Somebody gets in before each of its writes. */
const overtaken = (bare: Table, act: () => Promise<void>): Table => ({
  ...bare,
  write: async (...writes) => {
    await act()
    return bare.write(...writes)
  },
})

const answeredBy = async (campaign: number, many: number) => {
  const campaignId = campaignNumbered(campaign)
  const responses = Array.from({ length: many }, (_, n) =>
    aResponse(n, { [TRUST]: '4', [HOME]: 'rent' }, { gender: n % 5 < 3 ? 'woman' : 'man' }, { campaignId }),
  )
  for (const response of responses) await table.write({ put: stored(response) })
  const told = responses.map((response) => ({ id: response.responseId, key: keyOf(response), after: { ...response } }))
  return { campaignId, responses, told }
}

const repairAll = async (campaignId: CampaignId, by: Table = table) => {
  for (let partition = 0; partition < RESPONSE_PARTITIONS; partition++)
    await repairPartition({ ...needs, table: by }, { campaignId, partition })
}

/** How many the tallies hold, and what a recount says. */
const held = async (campaignId: CampaignId) => [
  responsesIn(await readCube(table, campaignId)),
  (await recountResponses(needs, { campaignId, attempt: 0 })).outcome,
]
