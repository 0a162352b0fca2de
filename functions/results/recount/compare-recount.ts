import type { CampaignId, RecountId } from '../../../shared/ids.ts'
import type { Adds } from '../../../shared/results/counting/contribution.ts'
import {
  type RecountResult,
  recountPartsKey,
  recountsOf,
  whereItDiffers,
} from '../../../shared/results/counting/recount.ts'
import { type Disagreement, disagreements, withoutEmpty } from '../../../shared/results/counting/tally.ts'
import { RESPONSE_PARTITIONS } from '../../../shared/surveys/response.ts'
import { type Clock, type EpochSeconds, epochSecondsOf, plusDays } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { cubeHash, readCube } from '../counting/stored-cube.ts'
import { addPart, type RecountPart } from './recount-parts.ts'
import { keepRecounted } from './recounted-cube.ts'

/** `attempt`: how often it has been recounted for this purpose. */
export type Recount = RecountResult & { attempt: number }

/**
 * Adds what the partitions gave and compares with the tallies. It repairs nothing. With nothing waiting and nothing
 * unreadable something was counted while this looked, or the tallies are wrong: the next recount tells.
 */
export const compareRecount = async (
  { table, now }: { table: Pick<Table, 'get' | 'query' | 'write'>; now: Clock },
  { campaignId, recountId, attempt }: { campaignId: CampaignId; recountId: RecountId; attempt: number },
): Promise<Recount> => {
  const cube = new Map<string, Adds>()
  const parts: RecountPart[] = []
  for (let partition = 0; partition < RESPONSE_PARTITIONS; partition++)
    parts.push(await addPart(table, { campaignId, recountId, partition }, cube))
  const sumOf = (count: 'responses' | 'waiting' | 'unreadable') => parts.reduce((sum, part) => sum + part[count], 0)
  const [waiting, unreadable] = [sumOf('waiting'), sumOf('unreadable')]

  const stored = await readCube(table, campaignId)
  const found = disagreements(stored, withoutEmpty(cube))
  const base = { recountId, at: now(), responses: sumOf('responses') }
  const result: RecountResult =
    found.length + waiting + unreadable === 0
      ? { ...base, outcome: 'equal' }
      : { ...base, outcome: 'differs', waiting, unreadable, ...whereItDiffers(found) }
  const place = { campaignId, recountId }
  const forDays = epochSecondsOf(plusDays(base.at, KEPT_DAYS))
  if (result.outcome === 'equal') await keepRecounted(table, place, cubeHash(stored), forDays)
  await keepWhere(table, place, found, forDays)
  const expiresAt = epochSecondsOf(plusDays(base.at, LISTED_DAYS))
  await table.write({ put: { pk: recountsOf(campaignId), sk: recountId, ...result, expiresAt } })
  return { ...result, attempt }
}

/** For the operator, where tallies lie: one number of one cell may be what somebody answered. */
const keepWhere = async (
  table: Pick<Table, 'write'>,
  { campaignId, recountId }: { campaignId: CampaignId; recountId: RecountId },
  found: readonly Disagreement[],
  expiresAt: EpochSeconds,
) => {
  if (found.length === 0) return
  const key = { pk: recountPartsKey(campaignId, recountId), sk: 'DISAGREEMENTS' }
  await table.write({ put: { ...key, of: found.length, first: found.slice(0, MOST_TOLD), expiresAt } })
}

const KEPT_DAYS = 3
const LISTED_DAYS = 90
const MOST_TOLD = 500
