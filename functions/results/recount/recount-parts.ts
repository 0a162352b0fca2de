import { deflateRawSync, inflateRawSync } from 'node:zlib'
import * as z from 'zod'
import type { CampaignId, RecountId } from '../../../shared/ids.ts'
import type { Adds } from '../../../shared/results/counting/contribution.ts'
import { recountPartsKey } from '../../../shared/results/counting/recount.ts'
import { addToCube, type Cube } from '../../../shared/results/counting/tally.ts'
import type { EpochSeconds } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'

/** What one partition of responses gave: its cube in pieces that an item has room for, and this. */
export const RecountPart = z.object({
  pieces: z.number().int().nonnegative(),
  responses: z.number().int().nonnegative(),
  waiting: z.number().int().nonnegative(),
  unreadable: z.number().int().nonnegative(),
})
export type RecountPart = z.output<typeof RecountPart>

type Place = { campaignId: CampaignId; recountId: RecountId; partition: number }

/** The pieces first: a part that is there is whole. */
export const storePart = async (
  table: Pick<Table, 'write'>,
  { campaignId, recountId, partition }: Place,
  part: Omit<RecountPart, 'pieces'> & { cube: Cube },
  expiresAt: EpochSeconds,
): Promise<void> => {
  const { cube, ...found } = part
  const pk = recountPartsKey(campaignId, recountId)
  const pieces = packed([...cube])
  for (const [nth, packedCells] of pieces.entries())
    await table.write({ put: { pk, sk: pieceKey(partition, nth), packed: packedCells, expiresAt } })
  await table.write({ put: { pk, sk: partKey(partition), ...found, pieces: pieces.length, expiresAt } })
}

/** Adds the cells of a part to `cube`, one piece in memory at a time. */
export const addPart = async (
  table: Pick<Table, 'get'>,
  { campaignId, recountId, partition }: Place,
  cube: Map<string, Adds>,
): Promise<RecountPart> => {
  const pk = recountPartsKey(campaignId, recountId)
  const part = await table.get(RecountPart, { pk, sk: partKey(partition) })
  if (!part) throw new Error(`partition ${partition} of the recount ${recountId} is missing`)
  for (let nth = 0; nth < part.pieces; nth++) {
    const piece = await table.get(Piece, { pk, sk: pieceKey(partition, nth) })
    if (!piece) throw new Error(`piece ${nth} of partition ${partition} of the recount ${recountId} is missing`)
    for (const [cell, adds] of Cells.parse(JSON.parse(unpacked(piece.packed)))) addToCube(cube, cell, adds)
  }
  return part
}

const Piece = z.object({ packed: z.string() })
const Cells = z.array(z.tuple([z.string(), z.custom<Adds>((value) => isAdds(value))]))
const isAdds = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.values(value).every((count) => typeof count === 'number')

const partKey = (partition: number) => `PART#${partition}`
const pieceKey = (partition: number, nth: number) => `PIECE#${partition}#${nth}`

type Cell = [string, Readonly<Adds>]

/** Cells compress to about a tenth; where they do not, halves do. */
const packed = (cells: readonly Cell[]): string[] => {
  if (cells.length === 0) return []
  if (cells.length > MOST_CELLS) return inHalves(cells)
  const text = deflateRawSync(JSON.stringify(cells)).toString('base64')
  return text.length > MOST_CHARACTERS && cells.length > 1 ? inHalves(cells) : [text]
}

const inHalves = (cells: readonly Cell[]) => {
  const middle = cells.length >> 1
  return [...packed(cells.slice(0, middle)), ...packed(cells.slice(middle))]
}

const unpacked = (text: string) => inflateRawSync(Buffer.from(text, 'base64')).toString()

/** An item may have 400 KB. */
const MOST_CHARACTERS = 350_000
const MOST_CELLS = 5000
