import { type Adds, addTo, type Contribution, deltaOf } from '../../../shared/results/contribution.ts'
import { splitAdds, talliesKey, tallySortKey } from '../../../shared/results/tally.ts'
import type { Response } from '../../../shared/surveys/response.ts'
import type { Key, Write } from '../../adapters/table.ts'
import { keyOf } from './stored-response.ts'

/** A response that the tallies do not hold as it is now. */
export type Uncounted = {
  response: Response
  /** What they should hold of it; nothing when it was erased. */
  now: Contribution | undefined
  partOf: (attribute: string) => number
}

export type CountingTransaction = { responses: Uncounted[]; writes: Write[] }

/** One update per tally however many responses fall into it; the marks come first, in the order of `responses`. */
export function* countingTransactions(pending: readonly Uncounted[]): Iterable<CountingTransaction> {
  let responses: Uncounted[] = []
  let bytes = 0
  let tallies = new Map<string, { key: Key; adds: Adds }>()
  for (const one of pending) {
    const touched = talliesOf(one)
    const fresh = touched.filter(({ key }) => !tallies.has(nameOf(key))).length
    const size = Buffer.byteLength(JSON.stringify(one.response))
    const isFull = responses.length + 1 + tallies.size + fresh > MOST_WRITES || bytes + size > MOST_BYTES
    if (responses.length > 0 && isFull) {
      yield transactionOf(responses, tallies)
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
  if (responses.length > 0) yield transactionOf(responses, tallies)
}

const transactionOf = (
  responses: Uncounted[],
  tallies: ReadonlyMap<string, { key: Key; adds: Adds }>,
): CountingTransaction => ({
  responses,
  writes: [...responses.map(mark), ...[...tallies.values()].map(({ key, adds }) => ({ update: key, add: adds }))],
})

const talliesOf = ({ response, now, partOf }: Uncounted): { key: Key; adds: Adds }[] =>
  deltaOf(response.tallied, now).flatMap(({ cell, adds }) =>
    [...splitAdds(adds, partOf)].map(([part, own]) => ({
      key: { pk: talliesKey(response.campaignId), sk: tallySortKey(cell, response.partition, part) },
      adds: own,
    })),
  )

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

export const nameOf = (key: Key) => `${key.pk}|${key.sk}`

/** DynamoDB writes at most 100 items and 4 MB in one transaction; the answers go along twice, once as a condition. */
const MOST_WRITES = 100
const MOST_BYTES = 1_500_000
