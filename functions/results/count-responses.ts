import {
  type Adds,
  addTo,
  type Contribution,
  contributionOf,
  deltaOf,
  RESPONSES,
} from '../../shared/results/contribution.ts'
import { responsesCountedKey } from '../../shared/results/responses-counted.ts'
import { partsOf, splitAdds, talliesKey, tallySortKey } from '../../shared/results/tally.ts'
import { Response, responsesKey } from '../../shared/surveys/response.ts'
import type { TableChange } from '../adapters/stream.ts'
import type { Key, Table, Write } from '../adapters/table.ts'
import type { QuestionnaireOf } from './questionnaire.ts'

type Needs = { table: Table; questionnaireOf: QuestionnaireOf }

export type Counted = { counted: number; quarantined: readonly string[] }

/**
 * Brings the tallies to what the responses in these changes say now. What was counted of a response stands on the
 * response itself and is replaced in the same transaction, on condition that nobody else counted or edited meanwhile:
 * so it does not matter how often, in which order or in which cuts the stream tells of a change.
 */
export const countResponses = async (needs: Needs, changes: readonly TableChange[]): Promise<Counted> => {
  const { newest, unreadable } = newestOf(changes)
  const quarantined = [...unreadable]
  let pending: Uncounted[] = []
  for (const { response, change } of newest) {
    const uncounted = await uncountedOf(needs, response)
    if (uncounted === 'nothing-to-count') continue
    if (uncounted === 'poison') quarantined.push(change)
    else pending.push(uncounted)
  }
  for (const change of quarantined) await quarantine(needs.table, change)

  let counted = 0
  for (let attempt = 0; pending.length > 0; attempt++) {
    if (attempt === MOST_ATTEMPTS) throw new Error(`${pending.length} responses could not be counted`)
    const again: Uncounted[] = []
    for (const transaction of transactionsOf(pending)) {
      const answer = await needs.table.write(...transaction.writes)
      if (answer.outcome === 'written') {
        counted += transaction.responses.length
        continue
      }
      const overtaken = new Set(answer.refused.map((position) => transaction.responses[position]))
      for (const one of transaction.responses) {
        const now = overtaken.has(one) ? await readAgain(needs, one) : one
        if (now) again.push(now)
      }
    }
    pending = again
  }
  return { counted, quarantined: quarantined.map((change) => change.id) }
}

type Uncounted = {
  response: Response
  now: Contribution | undefined
  partOf: (attribute: string) => number
}

/** Of several changes of one response the newest image stands for all; the write's condition notices a stale one. */
const newestOf = (changes: readonly TableChange[]) => {
  const newest = new Map<string, { response: Response; change: TableChange }>()
  const unreadable: TableChange[] = []
  for (const change of changes) {
    if (!change.after) continue
    const parsed = Response.safeParse(change.after)
    if (!parsed.success || (parsed.data.counted > 0 && !parsed.data.tallied)) {
      unreadable.push(change)
      continue
    }
    const response = parsed.data
    const known = newest.get(response.responseId)?.response
    const isNewer =
      !known ||
      response.version > known.version ||
      (response.version === known.version && response.counted > known.counted)
    if (isNewer) newest.set(response.responseId, { response, change })
  }
  return { newest: [...newest.values()], unreadable }
}

/** The mark that counting leaves comes back through the stream too: there the counted version is the present one. */
const uncountedOf = async (
  { questionnaireOf }: Needs,
  response: Response,
): Promise<Uncounted | 'nothing-to-count' | 'poison'> => {
  if (response.counted === response.version) return 'nothing-to-count'
  const questionnaire = await questionnaireOf(response.campaignId)
  if (!questionnaire) return 'poison'
  return {
    response,
    now: response.erased ? undefined : contributionOf(response, questionnaire),
    partOf: partsOf(questionnaire),
  }
}

/**
 * What is left to count of a response that somebody else changed meanwhile. An edit has a record of its own behind this
 * one in the stream: whoever edits without pause must not keep the others of the batch from being counted.
 */
const readAgain = async (needs: Needs, { response }: Uncounted): Promise<Uncounted | undefined> => {
  const present = await needs.table.get(Response, keyOf(response))
  if (!present || present.version > response.version) return undefined
  const uncounted = await uncountedOf(needs, present)
  return typeof uncounted === 'object' ? uncounted : undefined
}

type Transaction = { responses: Uncounted[]; writes: Write[] }

/** One update per tally however many responses fall into it; the marks come first, in the order of `responses`. */
function* transactionsOf(pending: readonly Uncounted[]): Iterable<Transaction> {
  let responses: Uncounted[] = []
  let bytes = 0
  let tallies = new Map<string, { key: Key; adds: Adds }>()
  for (const one of pending) {
    const touched = talliesOf(one)
    const fresh = touched.filter(({ key }) => !tallies.has(nameOf(key))).length
    const size = Buffer.byteLength(JSON.stringify(one.response))
    const isFull = responses.length + 1 + tallies.size + fresh > MOST_WRITES || bytes + size > MOST_BYTES
    if (responses.length > 0 && isFull) {
      yield { responses, writes: [...responses.map(mark), ...[...tallies.values()].map(addition)] }
      responses = []
      bytes = 0
      tallies = new Map()
    }
    responses.push(one)
    bytes += size
    for (const { key, adds } of touched) {
      const tally = tallies.get(nameOf(key)) ?? { key, adds: {} }
      addTo(tally.adds, adds)
      tallies.set(nameOf(key), tally)
    }
  }
  if (responses.length > 0)
    yield { responses, writes: [...responses.map(mark), ...[...tallies.values()].map(addition)] }
}

const talliesOf = ({ response, now, partOf }: Uncounted): { key: Key; adds: Adds }[] => {
  const tallies = deltaOf(response.tallied, now).flatMap(({ cell, adds }) =>
    [...splitAdds(adds, partOf)].map(([part, own]) => ({
      key: { pk: talliesKey(response.campaignId), sk: tallySortKey(cell, response.partition, part) },
      adds: own,
    })),
  )
  const more = Number(now !== undefined) - Number(response.tallied !== undefined)
  if (more === 0) return tallies
  return [
    ...tallies,
    { key: responsesCountedKey(response.campaignId, response.partition), adds: { [RESPONSES]: more } },
  ]
}

const addition = ({ key, adds }: { key: Key; adds: Adds }): Write => ({ update: key, add: adds })

const mark = ({ response, now }: Uncounted): Write => {
  // Versions begin again when somebody answers anew after an erasure: only the contents tell the two lives apart.
  const { version, counted, answers, cell, erased, tallied } = response
  const unchanged = {
    equals: { version, counted, answers, cell, ...(tallied && { tallied }), ...(erased && { erased }) },
    missing: erased ? [] : ['erased'],
  }
  return now
    ? { update: keyOf(response), set: { counted: response.version, tallied: now }, if: unchanged }
    : { delete: keyOf(response), if: unchanged }
}

/** Keeps where the change was, never what was answered. */
const quarantine = (table: Table, change: TableChange) =>
  table.write({ put: { pk: 'QUARANTINE#RESPONSES', sk: change.id, of: change.key, sequence: change.sequenceNumber } })

const keyOf = (response: Response): Key => ({
  pk: responsesKey(response.campaignId, response.partition),
  sk: response.responseId,
})
const nameOf = (key: Key) => `${key.pk}|${key.sk}`

/** DynamoDB writes at most 100 items and 4 MB in one transaction; the answers go along twice, once as a condition. */
const MOST_WRITES = 100
const MOST_BYTES = 1_500_000
/** Every refusal means that another writer got on with the same response; more than this in a row is a fault. */
const MOST_ATTEMPTS = 10
