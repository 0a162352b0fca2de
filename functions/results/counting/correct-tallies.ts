import * as z from 'zod'
import type { CampaignId } from '../../../shared/ids.ts'
import { type Adds, addTo } from '../../../shared/results/contribution.ts'
import type { Questionnaire } from '../../../shared/results/questionnaire.ts'
import { COUNTED, partsOf, placeOfTally, splitAdds, talliesKey, tallySortKey } from '../../../shared/results/tally.ts'
import { Contribution } from '../../../shared/surveys/response.ts'
import type { Key, Table, Write } from '../../adapters/table.ts'
import { storedResponses } from './stored-responses.ts'

/**
 * `overtaken`: numbers that somebody counted on meanwhile; another look tells. `unknown`: responses of which nobody can
 * tell what was counted; then nothing is corrected, for every number of the partition could be right.
 */
export type Corrected = { corrected: number; overtaken: number; unknown: number }

/**
 * What one partition's tallies must hold is the sum of what was counted of its responses, and that stands on them. The
 * tallies are read first: whoever counts later changes a tally together with its response, and then the number that was
 * read stands there no more and is left alone.
 */
export const correctTallies = async (
  table: Pick<Table, 'query' | 'write'>,
  place: { campaignId: CampaignId; partition: number },
  questionnaire: Questionnaire,
): Promise<Corrected> => {
  const { campaignId, partition } = place
  const pk = talliesKey(campaignId)
  const { items } = await table.query(Held, { pk })
  const held = new Map(items.filter(({ sk }) => placeOfTally(sk).spread === partition).map((one) => [one.sk, one]))

  const { cells, unknown } = await sumOfCounted(table, place)
  if (unknown > 0) return { corrected: 0, overtaken: 0, unknown }
  const partOf = partsOf(questionnaire)
  const right = new Map(
    [...cells].flatMap(([cell, adds]) =>
      [...splitAdds(adds, partOf)].map(([part, own]) => [tallySortKey(cell, partition, part), own] as const),
    ),
  )
  const corrections = [...new Set([...held.keys(), ...right.keys()])].flatMap((sk) =>
    correctionsOf({ pk, sk }, held.get(sk) ?? {}, right.get(sk) ?? {}),
  )
  let corrected = 0
  for (const correction of corrections) if ((await table.write(correction)).outcome === 'written') corrected++
  return { corrected, overtaken: corrections.length - corrected, unknown }
}

const Held = z.looseObject({ sk: z.string() })

const sumOfCounted = async (
  table: Pick<Table, 'query'>,
  { campaignId, partition }: { campaignId: CampaignId; partition: number },
) => {
  const cells = new Map<string, Adds>()
  let unknown = 0
  for await (const { item } of storedResponses(table, campaignId, partition)) {
    const mark = Mark.safeParse(item)
    if (!mark.success || (mark.data.counted > 0 && !mark.data.tallied)) {
      unknown++
      continue
    }
    const { tallied } = mark.data
    if (!tallied) continue
    const cell = cells.get(tallied.cell) ?? {}
    addTo(cell, tallied.adds)
    cells.set(tallied.cell, cell)
  }
  return { cells, unknown }
}

/** The rest of a response may be unreadable: what was counted of it is known all the same. */
const Mark = z.object({ counted: z.number(), tallied: Contribution.optional() })

/** Number by number, each on condition that it is what was read. */
const correctionsOf = (key: Key, held: Record<string, unknown>, wanted: Adds): Write[] =>
  [...new Set([...Object.keys(held).filter((name) => COUNTED.test(name)), ...Object.keys(wanted)])].flatMap((name) => {
    const [is, right] = [held[name], wanted[name] ?? 0]
    if ((is === undefined ? 0 : is) === right) return []
    const unchanged = is === undefined ? { missing: [name] } : { equals: { [name]: is } }
    return [{ update: key, set: { [name]: right }, if: unchanged }]
  })
