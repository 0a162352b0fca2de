import * as z from 'zod'
import type { CampaignId, RecountId } from '../../../shared/ids.ts'
import { recountPartsKey } from '../../../shared/results/counting/recount.ts'
import type { EpochSeconds } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'

type Place = { campaignId: CampaignId; recountId: RecountId }

/**
 * Which counts a recount found equal to the responses, by their hash. Of a short survey that few answered whoever has the hash could
 * find the counts by trying them all: it lies where tallies lie, and stands in no workflow and no log.
 */
export const keepRecounted = (table: Pick<Table, 'write'>, place: Place, cube: string, expiresAt: EpochSeconds) =>
  table.write({ put: { ...keyOf(place), cube, expiresAt } })

/** Undefined when it found a difference, or is a few days old. */
export const recountedCube = async (table: Pick<Table, 'get'>, place: Place): Promise<string | undefined> =>
  (await table.get(Recounted, keyOf(place)))?.cube

const Recounted = z.object({ cube: z.string() })

const keyOf = ({ campaignId, recountId }: Place) => ({ pk: recountPartsKey(campaignId, recountId), sk: 'EQUAL' })
