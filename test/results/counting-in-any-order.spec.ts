import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from '../../functions/adapters/clock.ts'
import type { TableChange } from '../../functions/adapters/stream.ts'
import type { Table, Write } from '../../functions/adapters/table.ts'
import { countResponses } from '../../functions/results/counting/count-responses.ts'
import { listSetAside } from '../../functions/results/counting/set-aside.ts'
import { readCube } from '../../functions/results/counting/stored-cube.ts'
import { recountResponses } from '../../functions/results/recount/recount-responses.ts'
import type { CampaignId } from '../../shared/ids.ts'
import { cellKey } from '../../shared/results/counting/cell.ts'
import { type Adds, contributionOf } from '../../shared/results/counting/contribution.ts'
import { addToCube, cubeText } from '../../shared/results/counting/tally.ts'
import { type Answers, RESPONSES_BEGIN, Response } from '../../shared/surveys/response.ts'
import { MemoryStore, tableOn } from '../bench/memory-table.ts'
import { freshTable } from '../table.ts'
import { campaignNumbered, keyOf } from './answered.ts'
import { aResponse, atNoon, HOME, HOURS, NEEDS, questionnaire, TRUST } from './cast.ts'

/**
 * People answer, edit and are erased while consumers of the stream work through what it tells: any records, also again,
 * in any order and any cut, two consumers at once, dying before or after any of their writes, overtaken by further edits
 * in between. At the end the stream has told of everything at least once, again in any order and any cut.
 */
const SEED = 20_261_124

describe(`any interleaving of answers, edits and erasures with deliveries in any order and any cut (seed ${SEED})`, () => {
  it('ends with tallies that are what people have said last', { timeout: 120_000 }, async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(story, (told) => holds(tableOn(new MemoryStore()), campaignNumbered(run++), told)),
      { seed: SEED, numRuns: 400 },
    )
  })

  it('ends so on DynamoDB, too', { timeout: 120_000 }, async () => {
    const { table } = await freshTable()
    let run = 0
    await fc.assert(
      fc.asyncProperty(story, (told) => holds(table, campaignNumbered(run++), told)),
      { seed: SEED, numRuns: 25 },
    )
  })
})

const said = fc.record({
  person: fc.integer({ min: 1, max: 5 }),
  act: fc.constantFrom('answer', 'answer', 'answer', 'erase'),
  answers: fc.record<Answers>(
    {
      [TRUST]: fc.constantFrom('1', '3', '5', 'no such point'),
      [HOME]: fc.constantFrom('rent', 'own'),
      [NEEDS]: fc.subarray(['work', 'care', 'transit']),
      // DynamoDB holds no number nearer to zero than 1e-130.
      [HOURS]: fc.double({ min: 0, max: 50, noNaN: true }).map((hours) => (hours < 1e-100 ? 0 : hours)),
    },
    { requiredKeys: [] },
  ),
  group: fc.constantFrom('woman', 'man', ''),
})
type Said = typeof said extends fc.Arbitrary<infer T> ? T : never

const batch = fc.array(fc.nat(60), { minLength: 1, maxLength: 10 })
const delivered = fc.record(
  {
    deliver: fc.array(batch, { minLength: 1, maxLength: 2 }),
    /** The consumer dies at this write of its own. */
    dies: fc.record({ at: fc.nat(3), when: fc.constantFrom('before', 'after') }),
    /** Somebody gets in just before this write. */
    overtaken: fc.record({ at: fc.nat(3), by: said }),
  },
  { requiredKeys: ['deliver'] },
)
const story = fc.record({
  steps: fc.array(fc.oneof(said, delivered), { minLength: 5, maxLength: 40 }),
  /** How the stream tells everything at the end: by these numbers its order, by these its cuts. */
  order: fc.array(fc.nat(), { minLength: 10, maxLength: 10 }),
  cuts: fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }),
})
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never

const holds = async (bare: Table, campaignId: CampaignId, { steps, order, cuts }: Story) => {
  const stream: TableChange[] = []
  const table = toldOf(bare, stream)
  const last = new Map<number, { answers: Answers; group: string }>()
  const needs = { table, questionnaireOf: async () => questionnaire, now: atNoon, newId }
  const acts = async (what: Said) => {
    if (await done(table, campaignId, what)) {
      if (what.act === 'erase') last.delete(what.person)
      else last.set(what.person, what)
    }
  }

  for (const step of steps) {
    if ('act' in step) {
      await acts(step)
      continue
    }
    const consumer = { ...needs, table: disturbed(table, step, acts) }
    const batches = step.deliver.map((picks) =>
      picks.flatMap((pick) => stream[pick % Math.max(1, stream.length)] ?? []),
    )
    const outcomes = await Promise.allSettled(batches.map((records) => countResponses(consumer, records)))
    for (const outcome of outcomes)
      if (outcome.status === 'rejected' && !(outcome.reason instanceof Died)) throw outcome.reason
  }

  const told = [...stream].map((record, nth) => ({
    record,
    place: ((order[nth % order.length] ?? 0) * (nth + 1)) % 1009,
  }))
  told.sort((a, b) => a.place - b.place)
  for (let from = 0, nth = 0; from < told.length; nth++) {
    const size = cuts[nth % cuts.length] ?? 1
    await countResponses(
      needs,
      told.slice(from, from + size).map(({ record }) => record),
    )
    from += size
  }

  const expected = new Map<string, Adds>()
  for (const { answers, group } of last.values())
    addToCube(expected, cellKey({ gender: group }), contributionOf({ answers, cell: {} }, questionnaire).adds)
  expect(cubeText(await readCube(table, campaignId))).toBe(cubeText(expected))
  expect(await recountResponses(needs, { campaignId, attempt: 0 })).toMatchObject({
    outcome: 'equal',
    responses: last.size,
  })
  expect(await listSetAside(table, campaignId)).toEqual([])
}

/** As `submitResponse` and `eraseAnswers` write; false when they would refuse. */
const done = async (table: Table, campaignId: CampaignId, { person, act, answers, group }: Said): Promise<boolean> => {
  const first = aResponse(person, answers, { gender: group }, { campaignId })
  const key = keyOf(first)
  const present = await table.get(Response, key)
  if (!present) {
    if (act === 'erase') return false
    return (await table.write({ put: { ...key, ...first }, if: { exists: false } })).outcome === 'written'
  }
  const version = present.version + 1
  const set =
    act === 'erase' ? { answers: {}, cell: {}, erased: true, version } : { answers, cell: { gender: group }, version }
  const unchanged = { equals: { version: present.version }, missing: ['erased'] }
  return (await table.write({ update: key, set, if: unchanged })).outcome === 'written'
}

/** Every change of a response is told of, the marks of the counting among them. */
const toldOf = (table: Table, stream: TableChange[]): Table => ({
  ...table,
  write: async (...writes) => {
    const outcome = await table.write(...writes)
    if (outcome.outcome === 'written')
      for (const key of writes.flatMap(keysOf).filter(({ pk }) => pk.startsWith(RESPONSES_BEGIN))) {
        const after = await table.get(Response, key)
        stream.push({
          id: `change-${stream.length}`,
          sequenceNumber: String(stream.length),
          key,
          ...(after && { after: { ...after } }),
        })
      }
    return outcome
  },
})

const disturbed = (
  table: Table,
  { dies, overtaken }: { dies?: { at: number; when: 'before' | 'after' }; overtaken?: { at: number; by: Said } },
  acts: (what: Said) => Promise<void>,
): Table => {
  let writes = 0
  return {
    ...table,
    write: async (...all) => {
      const nth = writes++
      if (overtaken?.at === nth) await acts(overtaken.by)
      if (dies?.at === nth && dies.when === 'before') throw new Died()
      const outcome = await table.write(...all)
      if (dies?.at === nth) throw new Died()
      return outcome
    },
  }
}

class Died extends Error {}

const keysOf = (write: Write) =>
  ('put' in write ? [write.put] : 'update' in write ? [write.update] : 'delete' in write ? [write.delete] : []).map(
    ({ pk, sk }) => ({ pk, sk }),
  )
