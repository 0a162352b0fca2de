import { createHash } from 'node:crypto'
import type { CampaignId } from '../../../shared/ids.ts'
import { type Cube, cubeOf, cubeText, Tally, talliesKey } from '../../../shared/results/tally.ts'
import type { Table } from '../../adapters/table.ts'

export const readCube = async (table: Pick<Table, 'query'>, campaignId: CampaignId): Promise<Cube> =>
  cubeOf((await table.query(Tally, { pk: talliesKey(campaignId) })).items)

/** What a receipt names a cube by. */
export const cubeHash = (cube: Cube): string => createHash('sha256').update(cubeText(cube)).digest('hex')
