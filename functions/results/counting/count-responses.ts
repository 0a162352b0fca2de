import { contributionOf } from '../../../shared/results/counting/contribution.ts'
import type { SetAsideReason } from '../../../shared/results/counting/set-aside.ts'
import { partsOf } from '../../../shared/results/counting/tally.ts'
import type { Questionnaire } from '../../../shared/results/questionnaire.ts'
import { Response } from '../../../shared/surveys/response.ts'
import type { TableChange } from '../../adapters/stream.ts'
import type { Table, Write, WriteOutcome } from '../../adapters/table.ts'
import type { QuestionnaireOf } from '../preparing/questionnaire.ts'
import { countingTransactions, nameOf, type Uncounted } from './counting-transactions.ts'
import { setAside } from './set-aside.ts'
import { keyOf, readResponse } from './stored-response.ts'

type Needs = { table: Pick<Table, 'get' | 'write'>; questionnaireOf: QuestionnaireOf }
type Change = Pick<TableChange, 'id' | 'key' | 'after'>

export type Counted = { counted: number; quarantined: readonly string[] }

/**
 * Brings the tallies to what the responses in these changes say now. What was counted of a response stands on the
 * response itself and is replaced in the same transaction, on condition that nobody else counted or edited meanwhile:
 * so it does not matter how often, in which order or in which cuts the stream tells of a change. What cannot be counted
 * is set aside, and the others of its batch are counted.
 */
export const countResponses = async (
  needs: Needs,
  changes: readonly Change[],
  /** `anew`: those too whose present version was counted, by rules or of a questionnaire that have changed since. */
  which: 'uncounted' | 'anew' = 'uncounted',
): Promise<Counted> => {
  const { newest, unreadable } = newestOf(changes)
  const aside: Aside[] = [...unreadable]
  let pending: Uncounted[] = []
  for (const { response, change } of newest.values()) {
    const uncounted = await uncountedOf(needs, response, which)
    if (uncounted === 'unknown-survey') aside.push({ change, reason: uncounted })
    else if (uncounted !== 'nothing-to-count') pending.push(uncounted)
  }

  let counted = 0
  for (let attempt = 0; pending.length > 0; attempt++) {
    if (attempt === MOST_ATTEMPTS) throw new Error(`${pending.length} responses could not be counted`)
    const written = await writeAll(needs, pending)
    counted += written.counted
    pending = written.again
    for (const { response } of written.unwritable) {
      const change = newest.get(nameOf(keyOf(response)))?.change
      if (change) aside.push({ change, reason: 'unwritable' })
    }
  }
  for (const { change, reason, fields } of aside) await setAside(needs.table, change.key, reason, fields)
  return { counted, quarantined: aside.map(({ change }) => change.id) }
}

type Aside = { change: Change; reason: SetAsideReason; fields?: string[] }

/** Of several changes of one response the newest image stands for all; the write's condition notices a stale one. */
const newestOf = (changes: readonly Change[]) => {
  const newest = new Map<string, { response: Response; change: Change }>()
  const unreadable: Aside[] = []
  for (const change of changes) {
    if (!change.after) continue
    const read = readResponse(change.key, change.after)
    if (read.outcome === 'unreadable') {
      unreadable.push({ change, reason: 'unreadable', fields: read.fields })
      continue
    }
    const { response } = read
    const known = newest.get(nameOf(change.key))?.response
    const isNewer =
      !known ||
      response.version > known.version ||
      (response.version === known.version && response.counted > known.counted)
    if (isNewer) newest.set(nameOf(change.key), { response, change })
  }
  return { newest, unreadable }
}

/** The mark that counting leaves comes back through the stream too: there the counted version is the present one. */
const uncountedOf = async (
  { questionnaireOf }: Needs,
  response: Response,
  which: 'uncounted' | 'anew' = 'uncounted',
): Promise<Uncounted | 'nothing-to-count' | 'unknown-survey'> => {
  if (which === 'uncounted' && response.counted === response.version) return 'nothing-to-count'
  const questionnaire = await orUndefined(questionnaireOf(response.campaignId))
  if (!questionnaire) return 'unknown-survey'
  return {
    response,
    now: response.erased ? undefined : contributionOf(response, questionnaire),
    parts: partsFor(questionnaire),
  }
}

/** The same questionnaire is asked for with every response. */
const partsFor = (questionnaire: Questionnaire) => {
  const known = PARTS.get(questionnaire) ?? partsOf(questionnaire)
  PARTS.set(questionnaire, known)
  return known
}
const PARTS = new WeakMap<Questionnaire, ReturnType<typeof partsOf>>()

type Written = { counted: number; again: Uncounted[]; unwritable: Uncounted[] }

const writeAll = async (needs: Needs, pending: readonly Uncounted[]): Promise<Written> => {
  const all: Written = { counted: 0, again: [], unwritable: [] }
  for (const { responses, writes } of countingTransactions(pending)) {
    const answer = await write(needs.table, writes)
    if (answer.outcome === 'written') all.counted += responses.length
    else if (answer.outcome === 'unwritable') await writeHalves(needs, responses, all)
    else {
      const overtaken = new Set(answer.refused.map((position) => responses[position]))
      for (const one of responses) {
        const now = overtaken.has(one) ? await readAgain(needs, one) : one
        if (now) all.again.push(now)
      }
    }
  }
  return all
}

/** Until the one that cannot be written is alone: nobody else has to wait for it. */
const writeHalves = async (needs: Needs, responses: readonly Uncounted[], all: Written) => {
  if (responses.length === 1) return void all.unwritable.push(...responses)
  const middle = responses.length >> 1
  for (const half of [responses.slice(0, middle), responses.slice(middle)]) {
    const { counted, again, unwritable } = await writeAll(needs, half)
    all.counted += counted
    all.again.push(...again)
    all.unwritable.push(...unwritable)
  }
}

/** A tally that does not take what would be added to it is no passing fault: asking again would block the stream. */
const write = async (
  table: Needs['table'],
  writes: readonly Write[],
): Promise<WriteOutcome | { outcome: 'unwritable' }> => {
  try {
    return await table.write(...writes)
  } catch (fault) {
    if (isCorrupt(fault)) return { outcome: 'unwritable' }
    throw fault
  }
}

/**
 * What is left to count of a response that somebody else changed meanwhile. An edit has a record of its own behind this
 * one in the stream: whoever edits without pause must not keep the others of the batch from being counted.
 */
const readAgain = async (needs: Needs, { response }: Uncounted): Promise<Uncounted | undefined> => {
  const present = await orUndefined(needs.table.get(Response, keyOf(response)))
  if (!present || present.version > response.version) return undefined
  const uncounted = await uncountedOf(needs, present)
  return typeof uncounted === 'object' ? uncounted : undefined
}

/** Nothing where what is stored cannot be read; every other fault passes or is somebody's to mend. */
const orUndefined = async <T>(reading: Promise<T>): Promise<T | undefined> => {
  try {
    return await reading
  } catch (fault) {
    if (isCorrupt(fault)) return undefined
    throw fault
  }
}

const isCorrupt = (fault: unknown) => fault instanceof Error && fault.name === 'CorruptItem'

/** Every refusal means that another writer got on with the same response; more than this in a row is a fault. */
const MOST_ATTEMPTS = 10
