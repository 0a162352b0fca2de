import { newId } from '../../functions/adapters/clock.ts'
import type { Table, Write } from '../../functions/adapters/table.ts'
import { countResponses } from '../../functions/results/counting/count-responses.ts'
import { compareRecount } from '../../functions/results/recount/compare-recount.ts'
import { planRecount } from '../../functions/results/recount/plan-recount.ts'
import { recountPartition } from '../../functions/results/recount/recount-partition.ts'
import { CampaignId, QuestionId } from '../../shared/ids.ts'
import type { Questionnaire } from '../../shared/results/questionnaire.ts'
import { type Answers, RESPONSE_PARTITIONS, Response, ResponseId, responsesKey } from '../../shared/surveys/response.ts'
import { instantOf, PlainDate } from '../../shared/units.ts'
import { SCALE_POINTS } from '../../shared/words.ts'
import { MemoryStore, tableOn } from './memory-table.ts'

const RESPONSES = 100_000
/** What one call of the consumer gets. */
const BATCH = 100

export type FoldingFigure = {
  responses: number
  questions: number
  cells: number
  /** The consumer against a table that takes everything and keeps nothing. */
  foldedPerSecond: number
  recount: { seconds: number; slowestPartition: number; compareSeconds: number; megabytes: number }
  /** Items written for one answer: itself, the mark that it was given, what was counted of it, its tally. */
  writes: { inBatches: number; inTens: number; alone: number }
}

/** Counting and recounting of a survey of twenty questions and six demographics, against a table in memory. */
export const measureFolding = async (): Promise<FoldingFigure> => {
  const responses = Array.from({ length: RESPONSES }, (_, n) => responseOf(n))
  const foldedPerSecond = await fold(responses)
  const store = new MemoryStore()
  const table = tableOn(store)
  for (const response of responses) await table.write({ put: { ...keyOf(response), ...response } })
  for (let from = 0; from < RESPONSES; from += BATCH)
    await countResponses(needs(table), changesOf(responses.slice(from, from + BATCH)))
  return {
    responses: RESPONSES,
    questions: questionnaire.length,
    cells: new Set(responses.map(({ cell }) => JSON.stringify(cell))).size,
    foldedPerSecond,
    recount: await recount(table),
    writes: {
      inBatches: await writesOfEach(responses.slice(0, 5000), BATCH),
      inTens: await writesOfEach(responses.slice(0, 1000), 10),
      alone: await writesOfEach(responses.slice(0, 200), 1),
    },
  }
}

const fold = async (responses: readonly Response[]): Promise<number> => {
  const nowhere = needs({ ...tableOn(new MemoryStore()), write: async () => ({ outcome: 'written' }) })
  const batches = Array.from({ length: 200 }, (_, nth) => changesOf(responses.slice(nth * BATCH, (nth + 1) * BATCH)))
  for (const batch of batches.slice(0, 50)) await countResponses(nowhere, batch)
  const began = performance.now()
  for (const batch of batches) await countResponses(nowhere, batch)
  return (batches.length * BATCH) / ((performance.now() - began) / 1000)
}

const recount = async (table: Table): Promise<FoldingFigure['recount']> => {
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  const { partitions, recountId, attempt } = planRecount({ newId }, { campaignId, attempt: 0 })
  const began = performance.now()
  let slowestPartition = 0
  for (const place of partitions) {
    const started = performance.now()
    await recountPartition(needs(table), place)
    slowestPartition = Math.max(slowestPartition, (performance.now() - started) / 1000)
  }
  const compared = performance.now()
  const result = await compareRecount(needs(table), { campaignId, recountId, attempt })
  if (result.outcome !== 'equal') throw new Error('the recount of the benchmark differs')
  const ended = performance.now()
  return {
    seconds: (ended - began) / 1000,
    slowestPartition,
    compareSeconds: (ended - compared) / 1000,
    megabytes: (process.memoryUsage().rss - before) / 2 ** 20,
  }
}

const writesOfEach = async (responses: readonly Response[], batch: number): Promise<number> => {
  // As `submitResponse` writes it, with the mark that keeps reminders away.
  let writes = 2 * responses.length
  const table = tableOn(new MemoryStore())
  for (const response of responses) await table.write({ put: { ...keyOf(response), ...response } })
  const counting = needs({
    ...table,
    write: async (...all: Write[]) => {
      writes += all.length
      return table.write(...all)
    },
  })
  for (let from = 0; from < responses.length; from += batch)
    await countResponses(counting, changesOf(responses.slice(from, from + batch)))
  return writes / responses.length
}

const needs = (table: Table) => ({
  table,
  questionnaireOf: async () => questionnaire,
  now: () => instantOf(Date.now()),
})

const idOf = (prefix: string, n: number) => `${prefix}_${String(n).padStart(26, '0')}`
const campaignId = CampaignId.parse(idOf('cmp', 1))
const qst = (n: number) => QuestionId.parse(idOf('qst', n))
const options = (many: number) => Array.from({ length: many }, (_, n) => ({ key: `o${n}`, label: `Option ${n}` }))

/** Ten scales, four single and three multiple choices, two numbers, one text. */
const questionnaire: Questionnaire = Array.from({ length: 20 }, (_, n) => {
  const asked = { id: qst(n), title: `Question ${n}` }
  if (n < 10) return { ...asked, kind: 'scale', low: 'low', high: 'high' }
  if (n < 14) return { ...asked, kind: 'single', options: options(5) }
  if (n < 17) return { ...asked, kind: 'multiple', options: options(8) }
  return n < 19 ? { ...asked, kind: 'number', bands: [0, 5, 10, 20] } : { ...asked, kind: 'text' }
})

/** Some answers are more usual than others, and so are groups: a few thousand cells of which many hold one person. */
const responseOf = (n: number): Response => {
  const chance = chanceOf(n)
  const answers: Answers = {}
  for (const { id, kind } of questionnaire)
    if (kind === 'scale') answers[id] = SCALE_POINTS[pick(chance, SCALE_POINTS.length)] ?? '1'
    else if (kind === 'single') answers[id] = `o${pick(chance, 5)}`
    else if (kind === 'multiple') answers[id] = [`o${pick(chance, 4)}`, `o${4 + pick(chance, 4)}`]
    else if (kind === 'number') answers[id] = pick(chance, 30)
    else if (chance() < 0.2) answers[id] = 'What I would like to say is this, and a little more.'
  const sizes = { gender: 4, race: 6, ageBand: 7, income: 5, disability: 2, neighbourhood: 8 }
  return Response.parse({
    campaignId,
    partition: n % RESPONSE_PARTITIONS,
    responseId: ResponseId.parse(String(n).padStart(26, '0')),
    answers,
    cell: Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, `g${pick(chance, size)}`])),
    version: 1,
    counted: 0,
    answeredOn: PlainDate.parse('2026-11-20'),
  })
}

/** The first ones far more often than the last. */
const pick = (chance: () => number, among: number) => Math.floor(among * chance() ** 2.5)

/** mulberry32 */
const chanceOf = (seed: number) => {
  let state = (seed + 1) * 0x9e3779b9
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const keyOf = (response: Response) => ({ pk: responsesKey(campaignId, response.partition), sk: response.responseId })

const changesOf = (responses: readonly Response[]) =>
  responses.map((response) => ({ id: response.responseId, key: keyOf(response), after: { ...response } }))
