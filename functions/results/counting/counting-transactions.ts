import { type Adds, addTo, type Contribution, deltaOf } from '../../../shared/results/counting/contribution.ts'
import { type Parts, splitAdds, talliesKey, tallySortKey } from '../../../shared/results/counting/tally.ts'
import type { Response } from '../../../shared/surveys/response.ts'
import type { Key, Write } from '../../adapters/table.ts'
import { keyOf as keyOfResponse } from './stored-response.ts'

/** A response that the tallies do not hold as it is now. */
export type Uncounted = {
  response: Response
  /** What they should hold of it; nothing when it was erased. */
  now: Contribution | undefined
  parts: Parts
}

export type CountingTransaction = { responses: Uncounted[]; writes: Write[] }

/** One update per tally however many responses fall into it; the marks come first, in the order of `responses`. */
export function* countingTransactions(pending: readonly Uncounted[]): Iterable<CountingTransaction> {
  let responses: Uncounted[] = []
  let bytes = 0
  let writes = 0
  let tallies: Tallies = new Map()
  for (const one of pending) {
    const touched = talliesOf(one)
    const size = Buffer.byteLength(JSON.stringify(one.response))
    // A tally may come to as many writes as it has parts.
    const fresh = touched.reduce((sum, { name }) => sum + (tallies.has(name) ? 0 : one.parts.many), 1)
    if (responses.length > 0 && (writes + fresh > MOST_WRITES || bytes + size > MOST_BYTES)) {
      yield transactionOf(responses, tallies)
      responses = []
      bytes = 0
      writes = 0
      tallies = new Map()
    }
    responses.push(one)
    bytes += size
    for (const { name, adds, ...tally } of touched) {
      const known = tallies.get(name)
      if (known) addTo(known.adds, adds)
      else {
        tallies.set(name, { ...tally, adds: { ...adds } })
        writes += one.parts.many
      }
    }
    writes++
  }
  if (responses.length > 0) yield transactionOf(responses, tallies)
}

type Tally = { adds: Adds; parts: Parts; keyOf: (part: number) => Key }
type Tallies = Map<string, Tally>

const transactionOf = (responses: Uncounted[], tallies: Tallies): CountingTransaction => ({
  responses,
  writes: [
    ...responses.map(mark),
    ...[...tallies.values()].flatMap(({ adds, parts, keyOf }) =>
      [...splitAdds(adds, parts)].map(([part, add]) => ({ update: keyOf(part), add })),
    ),
  ],
})

const talliesOf = ({ response, now, parts }: Uncounted): (Tally & { name: string })[] =>
  deltaOf(response.tallied, now).map(({ cell, adds }) => {
    const keyOf = (part: number) => ({
      pk: talliesKey(response.campaignId),
      sk: tallySortKey(cell, response.partition, part),
    })
    return { name: nameOf(keyOf(0)), adds, parts, keyOf }
  })

const mark = ({ response, now }: Uncounted): Write => {
  // Versions begin again when somebody answers anew after an erasure: only the contents tell the two lives apart.
  const { version, counted, answers, cell, erased, tallied } = response
  const unchanged = {
    equals: { version, counted, answers, cell, ...(tallied && { tallied }), ...(erased && { erased }) },
    missing: erased ? [] : ['erased'],
  }
  return now
    ? { update: keyOfResponse(response), set: { counted: response.version, tallied: now }, if: unchanged }
    : { delete: keyOfResponse(response), if: unchanged }
}

export const nameOf = (key: Key) => `${key.pk}|${key.sk}`

/** DynamoDB writes at most 100 items and 4 MB in one transaction; the answers go along twice, once as a condition. */
const MOST_WRITES = 100
const MOST_BYTES = 1_500_000
