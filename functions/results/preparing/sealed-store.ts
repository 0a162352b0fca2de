import { gunzipSync, gzipSync } from 'node:zlib'
import * as z from 'zod'
import type { ReportOf } from '../../../shared/results/report-work.ts'
import { SealedInputs } from '../../../shared/results/sealed.ts'
import type { Table } from '../../adapters/table.ts'
import { canonical, sha256 } from '../gate/canonical.ts'

/**
 * What a report is computed from: `SEALED#<campaignId>#<city>` / `<hash>#<piece>`. It is named by its own hash, so it
 * cannot change. It holds the whole tally cube, of which one cell may be what a single person answered: these partitions
 * are open to those who make reports, and to staff who take a copy for verification.
 */
export const SEALED_BEGINS = 'SEALED#'
const sealedPartition = ({ campaignId, city }: ReportOf) => `${SEALED_BEGINS}${campaignId}#${city}`

/** The hash that the receipt names. */
export const hashOfSealed = (sealed: SealedInputs): string => sha256(canonical(sealed))

export const storeSealed = async (table: Pick<Table, 'write'>, of: ReportOf, whole: SealedInputs): Promise<string> => {
  // What no schema names is not kept, and must not be in the hash either.
  const sealed = SealedInputs.parse(whole)
  const hash = hashOfSealed(sealed)
  const packed = gzipSync(canonical(sealed)).toString('base64')
  const pieces = packed.match(PIECE) ?? []
  for (const [nth, piece] of pieces.entries())
    await table.write({ put: { pk: sealedPartition(of), sk: pieceKey(hash, nth), piece, pieces: pieces.length } })
  return hash
}

export const readSealed = async (
  table: Pick<Table, 'query'>,
  of: ReportOf,
  hash: string,
): Promise<SealedInputs | undefined> => {
  const { items } = await table.query(Piece, { pk: sealedPartition(of), begins: `${hash}#` })
  const [first] = items
  if (!first || items.length !== first.pieces) return undefined
  const text = gunzipSync(Buffer.from(items.map(({ piece }) => piece).join(''), 'base64')).toString()
  const sealed = SealedInputs.parse(JSON.parse(text))
  if (hashOfSealed(sealed) !== hash) throw new Error(`the sealed inputs ${hash} are not what their name says`)
  return sealed
}

/** Inputs of a draft that was made again: nothing was ever published of them. */
export const forgetSealed = async (
  table: Pick<Table, 'query' | 'write'>,
  of: ReportOf,
  hash: string,
): Promise<void> => {
  const { items } = await table.query(Piece, { pk: sealedPartition(of), begins: `${hash}#` })
  for (const { sk } of items) await table.write({ delete: { pk: sealedPartition(of), sk } })
}

const Piece = z.object({ sk: z.string(), piece: z.string(), pieces: z.number().int().positive() })

const pieceKey = (hash: string, nth: number) => `${hash}#${String(nth).padStart(4, '0')}`

/** An item may have 400 KB. */
const PIECE = /.{1,350000}/g
