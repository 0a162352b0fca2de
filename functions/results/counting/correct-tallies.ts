import * as z from 'zod'
import type { CampaignId } from '../../../shared/ids.ts'
import { type Adds, addTo } from '../../../shared/results/counting/contribution.ts'
import { COUNTED, partsOf, placeOfTally, talliesKey, tallySortKey } from '../../../shared/results/counting/tally.ts'
import type { Questionnaire } from '../../../shared/results/questionnaire.ts'
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
  const held = new Map<string, HeldParts>()
  for (const item of (await table.query(Held, { pk })).items) {
    const { cell, spread, part } = placeOfTally(item.sk)
    if (spread === partition) held.set(cell, (held.get(cell) ?? new Map()).set(part, item))
  }

  const { cells, unknown } = await sumOfCounted(table, place)
  if (unknown > 0) return { corrected: 0, overtaken: 0, unknown }
  const parts = partsOf(questionnaire)
  const corrections = [...new Set([...held.keys(), ...cells.keys()])].flatMap((cell) =>
    correctionsOf(held.get(cell) ?? new Map(), cells.get(cell) ?? {}, {
      keyOf: (part) => ({ pk, sk: tallySortKey(cell, partition, part) }),
      partOf: parts.of,
    }),
  )
  let corrected = 0
  for (const correction of corrections) if ((await table.write(...correction)).outcome === 'written') corrected++
  return { corrected, overtaken: corrections.length - corrected, unknown }
}

type HeldParts = Map<number, Record<string, unknown>>
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

/**
 * Number by number, each on condition that every part that somebody may add it to is what was read: the first, its own,
 * and wherever it stands.
 */
const correctionsOf = (
  held: HeldParts,
  wanted: Adds,
  { keyOf, partOf }: { keyOf: (part: number) => Key; partOf: (attribute: string) => number },
): Write[][] => {
  const stored = [...held.values()].flatMap((item) => Object.keys(item).filter((name) => COUNTED.test(name)))
  return [...new Set([...stored, ...Object.keys(wanted)])].flatMap((name) => {
    const right = wanted[name] ?? 0
    const parts = [...held].filter(([, item]) => item[name] !== undefined)
    if (sumOf(parts.map(([, item]) => item[name])) === right) return []
    const own = partOf(name)
    return [
      [...new Set([0, own, ...parts.map(([part]) => part)])].map((part): Write => {
        const is = held.get(part)?.[name]
        const unchanged = is === undefined ? { missing: [name] } : { equals: { [name]: is } }
        const set = part === own ? right : 0
        return is === undefined && set === 0
          ? { check: keyOf(part), if: unchanged }
          : { update: keyOf(part), set: { [name]: set }, if: unchanged }
      }),
    ]
  })
}

/** Nothing when one of them is no number. */
const sumOf = (values: readonly unknown[]): number | undefined =>
  values.reduce<number | undefined>(
    (sum, value) => (sum !== undefined && typeof value === 'number' ? sum + value : undefined),
    0,
  )
